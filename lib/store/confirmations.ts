import type { Instant } from '../core/time.ts';
import type { Item, Operation, World } from '../world.ts';
import { addressHash } from './addresses.ts';
import { backOff } from './backoff.ts';
import type { ConfirmationLink } from './confirmation-tokens.ts';
import { recordOperation, type Telling } from './consent-records.ts';
import { allAdvertising, contactItemSchema } from './contact-item.ts';
import { besideKeys, keys } from './keys.ts';
import { forgottenAt } from './notices.ts';
import { queryItems } from './read-items.ts';
import { loadSecrets } from './secrets.ts';

/*
 * A double opt-in. What she said stands as a record `asked`, and beside it an item for the mail that asks her: the stream
 * hands it to the sender, who claims it before the call, once.
 */

/** `known`: she has agreed already, or withdrawn since. `same`: it was told before. */
export type Asking = 'asked' | 'same' | 'known' | 'no-address' | 'erased';

const tries = 8;
/** Mails that never reached her: she may be asked again. */
const neverSent = ['failed', 'dropped'];

/**
 * Asks her, by one mail, to confirm a consent by e-mail. Until she has, it is not given. One mail a UTC day for one address
 * and topic, unless it was not taken or not sent; the same thing told again asks nothing, unless she has another address by now.
 */
export async function askToConfirm(world: World, cid: string, { topic, at, evidence }: { topic: string } & Telling): Promise<Asking> {
  const { pepper } = await loadSecrets(world);
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(keys.contact(cid));
    if (item?.erasedAt !== undefined) return 'erased';
    if (typeof item?.email !== 'string' || item.email === '') return 'no-address';
    if (standingOf(item, topic, at) !== 'open') return 'known';
    const now = world.now();
    const address = addressHash(pepper, 'email', item.email);
    const record = recordOperation(world, cid, { channel: 'email', topic, said: 'asked', at, evidence });
    const asked = `${address}#${topic}#`;
    const mail: Operation = {
      put: {
        ...{
          ...besideKeys.confirmation(cid, asked + new Date(now).toISOString().slice(0, 10)),
          kind: 'confirmation',
          dispatch: 'yes',
        },
        ...{ state: 'asked', topic, address, at, askedAt: now, ttl: forgottenAt(now) },
      },
      if: { any: [{ absent: ['pk'] }, { oneOf: [['state'], neverSent] }] },
    };
    let conflict = await world.table.write([record, mail]);
    if (conflict?.reason === 'condition') {
      // Told before, or asked today already: what of the two is still missing?
      const { pk, sk: prefix } = besideKeys.confirmation(cid, asked);
      const mails = await queryItems(world, { table: 'relations', pk, prefix });
      const isAsked = mails.some(({ state }) => !neverSent.includes(String(state)));
      const missing = [...(conflict.index === 0 ? [] : [record]), ...(isAsked ? [] : [mail])];
      if (missing.length === 0) return 'same';
      conflict = await world.table.write(missing);
    }
    if (!conflict) return 'asked';
    await backOff(cid, attempt);
  }
  throw new Error(`the confirmation of ${cid} met other writes ${tries} times in a row`);
}

/** What has become of a topic since she is said to have agreed. */
export function standingOf(item: Item, topic: string, at: Instant): 'open' | 'given' | 'withdrawn' {
  const { [topic]: known = 0, [allAdvertising]: all = 0 } = contactItemSchema.parse(item).cons.email;
  if (known > 0) return 'given';
  const withdrawnAt = Math.max(-known, -all);
  return withdrawnAt >= at && withdrawnAt > 0 ? 'withdrawn' : 'open';
}

/** What the link of such a mail finds: `elsewhere` when she has another address by now, or was erased. */
export async function loadStanding(
  world: World,
  { cid, topic, address, issuedAt }: ConfirmationLink,
): Promise<'open' | 'given' | 'withdrawn' | 'elsewhere'> {
  const item = await world.table.get(keys.contact(cid));
  if (!item || item.erasedAt !== undefined || typeof item.email !== 'string') return 'elsewhere';
  return (await isStillHers(world, item.email, address)) ? standingOf(item, topic, issuedAt) : 'elsewhere';
}

export async function isStillHers(world: World, email: string, address: string): Promise<boolean> {
  return addressHash((await loadSecrets(world)).pepper, 'email', email) === address;
}
