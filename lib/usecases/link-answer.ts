import { type Instant, instantText } from '../core/time.ts';
import { readResponse } from '../store/response-tokens.ts';
import { readSigned } from '../store/secrets.ts';
import type { World } from '../world.ts';
import type { Answered } from './code-answer.ts';

/** What an answer by the token of a message's link, given at `at`, belongs to; or why it belongs to nothing. */
export async function answeredByLink(world: World, token: string, at: Instant): Promise<Answered> {
  const link = await readSigned(world, (secrets) => readResponse(secrets, token));
  if (!link) return { refused: 'this link was cut short, or it was not made here' };
  const { until, ...answered } = link;
  return at <= until ? answered : { refused: `answers to this message counted until ${instantText(until, 'UTC')} UTC`, late: true };
}
