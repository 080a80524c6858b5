import * as z from 'zod/mini';
import type { Channel } from '../core/enrollment/enrollment.ts';
import { day, type Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { addressHash } from './addresses.ts';
import { backOff } from './backoff.ts';
import { keys } from './keys.ts';
import { loadSecrets } from './secrets.ts';

/** On so many days within so many days, and nothing goes to an address any more. */
const days = { many: 3, within: 30 };
/** Days that are kept of an address. */
const kept = 6;
const tries = 8;

const itemSchema = z.object({ softDays: z._default(z.array(z.number()), []) });

/**
 * Notes that an address could not be reached, at an instant. Resolves to whether it has failed on three days of UTC
 * within 30: then it is not worth another try. Days are kept with the address, whoever has it; told again, or late, or in
 * another order, they come to the same. Of an address that nobody has nothing is noted: it may be that of somebody who was erased.
 */
export async function noteSoftBounce(
  world: World,
  { channel, address, at }: { channel: Channel; address: string; at: Instant },
): Promise<boolean> {
  const { pepper } = await loadSecrets(world);
  const key = keys.address(addressHash(pepper, channel, address));
  const date = Math.floor(at / day);
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(key);
    if (!item) return false;
    const known = itemSchema.parse(item).softDays;
    if (known.includes(date) || isTooMany(known)) return isTooMany(known);
    const next = [...known, date].sort((a, b) => a - b);
    const softDays = isTooMany(next) ? next : next.slice(-kept);
    // Told so late that there is no room for it.
    if (!softDays.includes(date)) return false;
    const conflict = await world.table.write([
      {
        update: key,
        set: [[['softDays'], softDays]],
        add: [[['v'], 1]],
        if: { all: [{ present: ['pk'] }, item.softDays === undefined ? { absent: ['softDays'] } : { equals: [['softDays'], known] }] },
      },
    ]);
    if (!conflict) return isTooMany(softDays);
    await backOff(`${date}`, attempt);
  }
  throw new Error(`an address was changed by others ${tries} times in a row`);
}

/** `sorted`: days since 1970. */
function isTooMany(sorted: number[]): boolean {
  return sorted.some((last, index) => last - (sorted[index - days.many + 1] ?? -Infinity) < days.within);
}
