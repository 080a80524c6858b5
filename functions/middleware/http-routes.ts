import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { World } from '../../lib/world.ts';
import { problem, TooLargeError } from './http-reply.ts';
import { functionLog, logContext, logFailure } from './log-context.ts';

/** What answers a request, by its route key such as "POST /activities". */
export type Routes = Record<string, (world: World, event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>>;

/** How it is told that a request could not be answered; `detail` may be shown. */
type Failed = (event: APIGatewayProxyEventV2, status: number, detail: string) => APIGatewayProxyStructuredResultV2;

/** A function that the HTTP API calls: whatever fails is told, as a problem unless said otherwise, and logged without what was sent. */
export function httpFunction(
  name: string,
  { routes, failed = (_, status, detail) => problem(status, detail) }: { routes: Routes; failed?: Failed },
  world: World,
) {
  const log = functionLog(name);
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(logContext(log))
    .handler(async (event) => {
      const route = routes[event.routeKey] ?? (async () => problem(404, `there is no ${event.routeKey}`));
      return route(world, event).catch((error: unknown) => {
        logFailure(log, error, { route: event.routeKey });
        if (error instanceof TooLargeError) return failed(event, 413, error.message);
        return error instanceof SyntaxError ? failed(event, 400, error.message) : failed(event, 500, 'this failed on our side: try again');
      });
    });
}
