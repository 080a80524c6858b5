import { type Admission, type Ask, admit } from '../core/admit.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import { freeShare, isBusy, type Rate } from '../core/pacing.ts';
import type { Item, World } from '../world.ts';
import { fromJson } from './json.ts';
import { besideKeys } from './keys.ts';
import { changeFresh } from './permits.ts';

/** So many processes send triggered messages at most: `maxConcurrency` of the wiring. */
export const mostProcesses = 10;

/** Nobody has asked the provider yet: a small account. */
const unknownRate = 10;

/** What a process may send without a slot: it fills by and by. */
interface Allowance {
  left: number;
  at: number;
}
const allowances = new WeakMap<World['table'], Partial<Record<Channel, Allowance>>>();

/**
 * Slots for triggered messages of one channel that are ready. While neither bulk mail nor a rush is under way a few go without,
 * at once, and nothing is written or read; else one conditional write for all of them. `standing`: what the catalogue has read.
 */
export async function reserveTriggered(
  world: World,
  channel: Channel,
  { asks, standing }: { asks: Ask[]; standing: Item[] },
): Promise<Admission[]> {
  const known = rateIn(standing, channel);
  const now = world.now();
  const rush = !isAllowed(world, channel, { parts: asks.reduce((sum, { parts }) => sum + parts, 0), perSecond: known?.perSecond });
  const present = Math.floor(now / 1000);
  const isCalm = !known || !isBusy(known, now);
  if (isCalm && !rush && asks.every(({ turn }) => turn === undefined)) return asks.map(() => ({ permit: present }));
  return changeFresh(world, channel, (rate) => {
    const admitted = admit(rate, { asks, rush, now: world.now() });
    return { rate: admitted.rate, answer: admitted.answer };
  });
}

/** What the catalogue has read of the rate of a channel. */
export function rateIn(standing: Item[], channel: Channel): Rate | undefined {
  const { sk } = channel === 'sms' ? besideKeys.textRate : besideKeys.rate;
  const item = standing.find((each) => each.sk === sk);
  return item && fromJson<Rate>(item.rate);
}

/** Whether they fit into what this process may send without slots; they are counted in any case. */
function isAllowed(
  { table, now }: World,
  channel: Channel,
  { parts, perSecond = unknownRate }: { parts: number; perSecond?: number | undefined },
): boolean {
  const filling = (freeShare * perSecond) / mostProcesses;
  const most = Math.max(1, filling);
  const all = allowances.get(table) ?? {};
  const { left, at } = all[channel] ?? { left: most, at: now() };
  const filled = Math.min(most, left + (filling * (now() - at)) / 1000);
  allowances.set(table, { ...all, [channel]: { left: Math.max(0, filled - parts), at: now() } });
  return parts <= filled;
}
