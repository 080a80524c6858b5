import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { unsubscribedPage, unsubscribePage } from '../lib/templates/unsubscribe-page.ts';
import { submitActivities } from '../lib/usecases/submit-activities.ts';
import { withdrawConsent } from '../lib/usecases/withdraw-consent.ts';
import type { World } from '../lib/world.ts';
import { html, problem, readJson, submitted } from './middleware/http-reply.ts';
import { functionLog, logContext, logFailure } from './middleware/log-context.ts';

type Route = (world: World, event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

const routes: Record<string, Route> = {
  'POST /activities': async (world, event) => submitted(await submitActivities(world, readJson(event))),
  // A GET must not unsubscribe: scanners follow every link. https://www.rfc-editor.org/rfc/rfc8058
  'GET /unsubscribe/{token}': async () => html(200, unsubscribePage),
  'POST /unsubscribe/{token}': async (world, event) => {
    const outcome = await withdrawConsent(world, event.pathParameters?.token ?? '');
    return outcome === 'withdrawn' ? html(200, unsubscribedPage) : problem(404, 'this link is not ours or was cut short: copy it whole');
  },
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
