import * as z from 'zod/mini';
import type { World } from '../world.ts';
import type { Response } from './record-answered.ts';
import { recordResponse } from './record-response.ts';

const text = (most: number, sentence: string) => z.string(sentence).check(z.minLength(1, sentence), z.maxLength(most, sentence));

/** An answer as the shop's own systems submit it. */
export const answerSchema = z.union(
  [
    z.strictObject({ code: text(100, 'a code is text') }),
    z.strictObject({ token: text(1024, 'a token is text') }),
    z.strictObject({ phone: text(30, 'a phone number is text, with its country code'), keyword: text(200, 'a keyword is text') }),
  ],
  'an answer is {"code"}, {"token"} or {"phone", "keyword"}',
);

/** Takes an answer as one of the shop's systems sent it. Resolves to a sentence where it is none, or where it does not count. */
export async function submitResponse(world: World, body: unknown): Promise<Response> {
  const parsed = answerSchema.safeParse(body);
  return parsed.success
    ? recordResponse(world, parsed.data, world.now())
    : { refused: parsed.error.issues[0]?.message ?? 'this is no answer' };
}
