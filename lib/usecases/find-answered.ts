import { type Instant, instantText } from '../core/time.ts';
import { readResponse } from '../store/response-tokens.ts';
import { readSigned } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { type Answered, answeredByCode } from './code-answer.ts';
import { answeredByKeyword } from './keyword-answer.ts';

/** How she answers: by her personal code, by the token of her link, or by a word sent from her phone. */
export type Answer = { code: string } | { token: string } | { phone: string; keyword: string };

/** What an answer given at `at` belongs to. It counts for so long after the latest message as the campaign's response says. */
export async function findAnswered(world: World, answer: Answer, at: Instant): Promise<Answered> {
  if ('code' in answer) return answeredByCode(world, answer.code, at);
  return 'token' in answer ? byToken(world, answer.token, at) : answeredByKeyword(world, answer, at);
}

async function byToken(world: World, token: string, at: Instant): Promise<Answered> {
  const link = await readSigned(world, (secrets) => readResponse(secrets, token));
  if (!link) return { refused: 'this link was cut short, or it was not made here' };
  const { until, ...answered } = link;
  return at <= until ? answered : { refused: `answers to this message counted until ${instantText(until, 'UTC')} UTC`, late: true };
}
