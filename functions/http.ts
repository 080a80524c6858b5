import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import type { World } from '../lib/world.ts';
import { httpFunction } from './middleware/http-routes.ts';
import { signedRoutes } from './middleware/signed-routes.ts';

/** Called by the HTTP API with what the shop’s own systems ask, signed. */
export function create(world: World) {
  return httpFunction('http', { routes: signedRoutes }, world);
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
