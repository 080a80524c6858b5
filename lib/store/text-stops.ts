import type { Evidence } from '../core/consent.ts';
import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { type KnownAddress, loadAddress, normalAddress, unchanged } from './addresses.ts';
import { backOff } from './backoff.ts';
import { loadConsentRecords } from './consent-records.ts';
import { allAdvertising, contactItemSchema } from './contact-item.ts';
import { saveContact } from './contacts.ts';
import { keys } from './keys.ts';

/** A text by which she asks for texts again. */
export interface Restart {
  phone: string;
  /** The id of her text. */
  id: string;
  at: Instant;
  evidence: Evidence;
}

const tries = 8;

/**
 * Takes back what STOP did to a number before this instant, for everybody who has it: texts may go there again, and the
 * consents that STOP withdrew are given anew. A bounce, a complaint and a later STOP stay. Resolves to whether there was
 * anything to take back. Killed at any moment, the same call again completes it.
 */
export async function liftStop(world: World, restart: Restart): Promise<boolean> {
  const known = await liftFromAddress(world, restart);
  if (!known) return false;
  let lifted = known.started?.stop !== undefined;
  for (const cid of known.cids) if (await liftFromContact(world, cid, { ...restart, known })) lifted = true;
  return lifted;
}

/** What is known of the number from then on; nothing when nobody has it, or she has said something later. */
async function liftFromAddress(world: World, { phone, id, at }: Restart): Promise<KnownAddress | undefined> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const known = await loadAddress(world, 'sms', phone);
    const { key, v, suppression, stoppedAt = 0, started } = known;
    const stop = suppression?.reason === 'stop' ? suppression.at : undefined;
    if (started?.id === id) return known;
    if (v === 0 || (stop !== undefined && Math.max(stop, stoppedAt) >= at) || (started && started.at >= at)) return undefined;
    const next = { at, id, ...(stop !== undefined && { stop }) };
    const remove = stop === undefined ? [] : [['sup', 'sms']];
    const conflict = await world.table.write([
      { update: key, set: [[['started'], next]], remove, add: [[['v'], 1]], if: unchanged(known) },
    ]);
    if (!conflict) return { ...known, started: next };
    await backOff(key.pk, attempt);
  }
  throw new Error(`an address was changed by others ${tries} times in a row`);
}

async function liftFromContact(world: World, cid: string, { phone, at, evidence, known }: Restart & { known: KnownAddress }) {
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(keys.contact(cid));
    const contact = item && contactItemSchema.parse(item);
    const stop = contact?.sup.sms;
    if (!contact || contact.erasedAt !== undefined || stop?.reason !== 'stop' || stop.at >= at) return false;
    if (normalAddress('sms', contact.phone ?? '') !== normalAddress('sms', phone)) return false;
    const topics = await withdrawnBy(world, cid, { stoppedAt: stop.at, cons: contact.cons.sms });
    // First the consent, and then what keeps it from being used: what is done half stays silent, and is found again.
    if (topics.length > 0)
      await saveContact(world, cid, { consent: { sms: Object.fromEntries(topics.map((topic) => [topic, true])) }, at, evidence });
    const path = ['sup', 'sms'];
    const conflict = await world.table.write([
      { update: keys.contact(cid), remove: [path], add: [[['v'], 1]], if: { equals: [path, { ...stop }] } },
      // A STOP that has come in between stands there first.
      { check: known.key, if: { absent: path } },
    ]);
    if (!conflict) return true;
    if (conflict.reason === 'condition' && conflict.index === 1) return false;
    await backOff(cid, attempt);
  }
  throw new Error(`the contact of ${cid} was changed by others ${tries} times in a row`);
}

/** What a STOP by text withdrew, and nobody has touched since. */
async function withdrawnBy(
  world: World,
  cid: string,
  { stoppedAt, cons }: { stoppedAt: Instant; cons: { [topic: string]: number } },
): Promise<string[]> {
  // Meanwhile she has said no to all advertising.
  if (-(cons[allAdvertising] ?? 0) > stoppedAt) return [];
  const records = await loadConsentRecords(world, cid);
  return records.flatMap(({ source, channel, said, at, topic }) =>
    source === 'text-message' && channel === 'sms' && said === 'withdrawn' && at === stoppedAt && cons[topic] === -at ? [topic] : [],
  );
}
