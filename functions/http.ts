import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { unsubscribedPage, unsubscribePage } from '../lib/templates/unsubscribe-page.ts';
import { submitActivities } from '../lib/usecases/submit-activities.ts';
import { readUnsubscribeLink, withdrawConsent } from '../lib/usecases/withdraw-consent.ts';
import type { World } from '../lib/world.ts';
import { problem, readJson, shown, submitted } from './middleware/http-reply.ts';
import { functionLog, logContext, logFailure } from './middleware/log-context.ts';

type Route = (world: World, event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

const tokenOf = ({ pathParameters }: APIGatewayProxyEventV2) => pathParameters?.token ?? '';

const routes: Record<string, Route> = {
  'POST /activities': async (world, event) => submitted(await submitActivities(world, readJson(event))),
  // A GET must not unsubscribe: scanners follow every link. https://www.rfc-editor.org/rfc/rfc8058
  'GET /unsubscribe/{token}': async (world, event) => shown(await readUnsubscribeLink(world, tokenOf(event)), unsubscribePage),
  'POST /unsubscribe/{token}': async (world, event) => shown(await withdrawConsent(world, tokenOf(event)), unsubscribedPage),
};

/** Called by the HTTP API. */
export function create(world: World) {
  const log = functionLog('http');
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(logContext(log))
    .handler(async (event) => {
      const route = routes[event.routeKey] ?? (async () => problem(404, `there is no ${event.routeKey}`));
      return route(world, event).catch((error: unknown) => {
        logFailure(log, error, { route: event.routeKey });
        return error instanceof SyntaxError ? problem(400, error.message) : problem(500, 'this failed on our side: try again');
      });
    });
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
