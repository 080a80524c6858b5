import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { type Answered, answeredByCode } from './code-answer.ts';
import { answeredByKeyword } from './keyword-answer.ts';
import { answeredByLink } from './link-answer.ts';

/** How she answers: by her personal code, by the token of her link, or by a word sent from her phone. */
export type Answer = { code: string } | { token: string } | { phone: string; keyword: string };

/** What an answer given at `at` belongs to. It counts for so long after the latest message as the campaign's response says. */
export async function findAnswered(world: World, answer: Answer, at: Instant): Promise<Answered> {
  if ('code' in answer) return answeredByCode(world, answer.code, at);
  return 'token' in answer ? answeredByLink(world, answer.token, at) : answeredByKeyword(world, answer, at);
}
