import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import type { World } from '../lib/world.ts';
import { problem } from './middleware/http-reply.ts';
import { functionLog, logContext, logFailure } from './middleware/log-context.ts';
import { routes } from './middleware/routes.ts';

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
