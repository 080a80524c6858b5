import type { World } from '../world.ts';
import { answerSchema, type Response, recordResponse } from './record-response.ts';

/** Takes an answer as one of the shop's systems sent it. Resolves to a sentence where it is none, or where it does not count. */
export async function submitResponse(world: World, body: unknown): Promise<Response> {
  const parsed = answerSchema.safeParse(body);
  return parsed.success
    ? recordResponse(world, parsed.data, world.now())
    : { refused: parsed.error.issues[0]?.message ?? 'this is no answer' };
}
