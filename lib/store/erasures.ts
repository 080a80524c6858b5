import * as z from 'zod/mini';
import { day, hour, type Instant } from '../core/time.ts';
import type { Operation, World } from '../world.ts';
import { addressNames, forgetAddress } from './addresses.ts';
import { backOff } from './backoff.ts';
import { contactItemSchema } from './contact-item.ts';
import { dueAttributes, erasureKeys, keys } from './keys.ts';

const itemSchema = z.object({ begunAt: z.number(), look: z.int(), dueAt: z.number() });
/** What is still to be done about a customer who was erased. `look`: how often all of hers was deleted. */
export type Erasure = z.infer<typeof itemSchema>;

/**
 * So long after it began everything is looked through again: what was under way, late or repeated has come by then. Streams
 * tell of a change for 24 hours, queues keep a task for 14 days.
 */
const laterLooks = [25 * hour, 15 * day];

const nothing = { cons: { email: {}, sms: {} }, c: {}, d: {} };
const tries = 8;

/**
 * Makes a customer one who was erased, in one write that waits for nobody: from then on no claim on her can succeed, whoever
 * decides on her profile fails, and the rest is due now. Resolves to when that was first done.
 */
export async function beginErasure(world: World, cid: string): Promise<Instant> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const [contact, now] = [await world.table.get(keys.contact(cid)), world.now()];
    const erasedAt = typeof contact?.erasedAt === 'number' ? contact.erasedAt : now;
    const told: Operation = contact
      ? {
          update: keys.contact(cid),
          set: Object.entries({ erasedAt, ...nothing }).map(([name, value]) => [[name], value]),
          add: [[['v'], 1]],
          if: { present: ['pk'] },
        }
      : { put: { ...keys.contact(cid), v: 1, erasedAt, sup: {}, ...nothing }, if: { absent: ['pk'] } };
    const key = erasureKeys.erasure(cid);
    const conflict = await world.table.write([
      told,
      {
        update: keys.profile(cid),
        set: [
          [['erasedAt'], erasedAt],
          [['by'], 'erase'],
        ],
        add: [[['v'], 1]],
        remove: [['profile']],
      },
      { put: { ...key, begunAt: now, look: 0, ...dueAttributes(key, now) } },
    ]);
    if (!conflict) return erasedAt;
    await backOff(cid, attempt);
  }
  throw new Error(`the contact of ${cid} was changed by others ${tries} times in a row`);
}

/**
 * Takes the addresses of an erased customer away. Of an address that must not be written to, the reason and the instant stay,
 * under its keyed hash and without her. Twice is once.
 */
export async function clearContact(world: World, cid: string): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(keys.contact(cid));
    if (item?.erasedAt === undefined) return;
    const { v, sup } = contactItemSchema.parse(item);
    for (const channel of ['email', 'sms'] as const) {
      const address = item[addressNames[channel]];
      if (typeof address === 'string') await forgetAddress(world, { cid, channel, address, suppression: sup[channel] });
    }
    const put = { ...keys.contact(cid), v: v + 1, erasedAt: item.erasedAt, sup: {}, ...nothing };
    if (Object.keys(item).every((name) => name in put) && Object.keys(sup).length === 0) return;
    if (!(await world.table.write([{ put, if: { equals: [['v'], v] } }]))) return;
    await backOff(cid, attempt);
  }
  throw new Error(`the contact of ${cid} was changed by others ${tries} times in a row`);
}

/** Nothing for somebody who was not erased, and once the last look is done. */
export async function loadErasure(world: World, cid: string): Promise<Erasure | undefined> {
  const item = await world.table.get(erasureKeys.erasure(cid));
  return item && itemSchema.parse(item);
}

/** After one look: the next is now while something is left, else hours or days later; after the last one nothing is due any more. */
export async function noteLook(
  world: World,
  cid: string,
  { erasure: { begunAt, look, dueAt }, left }: { erasure: Erasure; left: boolean },
): Promise<void> {
  const key = erasureKeys.erasure(cid);
  const later = left ? undefined : laterLooks[look];
  const unmoved = { equals: [['dueAt'], dueAt] } satisfies Operation['if'];
  const next: Operation =
    left || later !== undefined
      ? {
          put: {
            ...key,
            begunAt,
            look: left ? look : look + 1,
            ...dueAttributes(key, later === undefined ? world.now() : begunAt + later),
          },
          if: unmoved,
        }
      : { delete: key, if: unmoved };
  await world.table.write([next]);
}
