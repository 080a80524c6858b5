import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { InvalidInputError } from '../../lib/core/invalid-input.ts';
import { eraseCustomer } from '../../lib/usecases/erase-customer.ts';
import { exportFormat, exportPart } from '../../lib/usecases/export-customer.ts';
import { type FoundCustomer, recogniseCustomer } from '../../lib/usecases/recognise-customer.ts';
import type { World } from '../../lib/world.ts';
import { json, problem } from './http-reply.ts';
import type { Routes } from './http-routes.ts';

type Reply = APIGatewayProxyStructuredResultV2;

/** An id is at most so long, as in an activity. */
const longestId = 128;

const iso = (at: number) => new Date(at).toISOString();

/** For the customer whom the path names by the shop's own id. */
function ofCustomer(act: (world: World, found: FoundCustomer, event: APIGatewayProxyEventV2) => Promise<Reply>): Routes[string] {
  return async (world, event) => {
    const id = event.pathParameters?.id ?? '';
    const found = id.length > longestId ? undefined : await recogniseCustomer(world, id);
    return found
      ? act(world, found, event)
      : problem(404, "nothing is known of a customer with this id: give the shop's own id, URL-encoded");
  };
}

/** 200 with a part of what is stored of her, and `next` while there is more; 422 for a `next` that is none. */
async function exported(world: World, found: FoundCustomer, { queryStringParameters }: APIGatewayProxyEventV2): Promise<Reply> {
  try {
    const { erasedAt, ...part } = await exportPart(world, found, queryStringParameters?.next);
    const head = { format: exportFormat, customer: found.customer, exportedAt: iso(world.now()) };
    return json(200, { ...head, ...(erasedAt !== undefined && { erasedAt: iso(erasedAt) }), ...part });
  } catch (error) {
    if (error instanceof InvalidInputError) return problem(422, error.message);
    throw error;
  }
}

/** 202: nothing can be sent to her any more, and her addresses and profile are gone; the rest follows within minutes. */
async function erased(world: World, found: FoundCustomer): Promise<Reply> {
  return json(202, { customer: found.customer, erasedAt: iso(await eraseCustomer(world, found)) });
}

/** What a customer has a right to. */
export const customerRoutes: Routes = {
  'GET /customers/{id}/export': ofCustomer(exported),
  'POST /customers/{id}/erase': ofCustomer(erased),
};
