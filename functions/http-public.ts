import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import type { World } from '../lib/world.ts';
import { httpFunction } from './middleware/http-routes.ts';
import { failed } from './middleware/page-reply.ts';
import { publicRoutes } from './middleware/public-routes.ts';

/** Called by the HTTP API with what customers and colleagues ask by the links of their messages. */
export function create(world: World) {
  return httpFunction('http-public', { routes: publicRoutes, failed }, world);
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
