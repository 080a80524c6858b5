import * as z from 'zod/mini';
import { customerKey } from '../store/keys.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { cancelRedemption } from './cancel-redemption.ts';
import { confirmRedemption } from './confirm-redemption.ts';
import { isKey } from './redemption-key.ts';
import { reserveReward } from './reserve-reward.ts';
import type { Redeemed } from './settle-redemption.ts';

const text = (sentence: string, most = 128) => z.string(sentence).check(z.minLength(1, sentence), z.maxLength(most, sentence));

const namedBy = {
  program: text('"program" is the id of a loyalty program'),
  customer: text(`"customer" is the shop's own id of the customer, text of 1 to 128 characters`),
};
const keySentence =
  '"key" is your own name of this redemption: 1 to 64 letters, digits, hyphens, dots, underscores or tildes, at least one of them a letter or digit';
export const keySchema = z.string(keySentence).check(z.refine(isKey, keySentence));

const unknownProperty = (allowed: string) => (issue: { code?: string; keys?: unknown }) =>
  issue.code === 'unrecognized_keys'
    ? `${issue.keys} is not known here; a redemption has ${allowed}`
    : `a redemption is an object with ${allowed}`;

/** A wish to redeem. */
export const requestSchema = z.strictObject(
  {
    ...namedBy,
    reward: text('"reward" is the id of a reward of the program'),
    key: keySchema,
    confirm: z.optional(z.boolean('"confirm" is true or false')),
  },
  { error: unknownProperty('"program", "customer", "reward", "key" and "confirm"') },
);
/** Whose redemption it is, and of which program. */
export const nameSchema = z.strictObject(namedBy, { error: unknownProperty('"program" and "customer"') });

/** Takes a wish to redeem as one of the shop's systems sent it. Resolves to the redemption, or to why there is none. */
export async function submitRedemption(world: World, body: unknown): Promise<Redeemed> {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) return { refused: parsed.error.issues[0]?.message ?? '', as: 'refused' };
  const { customer, confirm = false, ...request } = parsed.data;
  return reserveReward(world, { ...request, cid: await keyOf(world, customer), confirm });
}

/** The same for what becomes of a reservation. */
export async function submitSettlement(
  world: World,
  { key, body, as }: { key: string; body: unknown; as: 'confirm' | 'cancel' },
): Promise<Redeemed> {
  const parsed = z.object({ key: keySchema, body: nameSchema }).safeParse({ key, body });
  if (!parsed.success) return { refused: parsed.error.issues[0]?.message ?? '', as: 'refused' };
  const { customer, program } = parsed.data.body;
  const name = { cid: await keyOf(world, customer), program, key };
  return as === 'confirm' ? confirmRedemption(world, name) : cancelRedemption(world, name);
}

async function keyOf(world: World, customer: string): Promise<string> {
  return customerKey((await loadSecrets(world)).pepper, customer.trim());
}
