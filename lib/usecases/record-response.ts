import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { type Answer, findAnswered } from './find-answered.ts';
import { type Response, recordAnswered, type Way } from './record-answered.ts';

/** Finds what an answer given at `at` belongs to, and records it; see `recordAnswered`. */
export async function recordResponse(world: World, answer: Answer, at: Instant): Promise<Response> {
  return recordAnswered(world, await findAnswered(world, answer, at), wayOf(answer, at));
}

function wayOf(answer: Answer, at: Instant): Way {
  if ('code' in answer) return { at, by: 'code', code: answer.code };
  return { at, by: 'token' in answer ? 'link' : 'keyword' };
}
