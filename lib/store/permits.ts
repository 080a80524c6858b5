import type { Channel } from '../core/enrollment/enrollment.ts';
import { roomInLine, roomToday } from '../core/line-room.ts';
import { bulkRate, lineUp, type Place, type Rate, rateOf, reserve } from '../core/pacing.ts';
import { slowedDown } from '../core/slowed-down.ts';
import { slowedTexts, textQuota } from '../core/text-pace.ts';
import { minute } from '../core/time.ts';
import type { EmailQuota, Key, World } from '../world.ts';
import { loadCatalogue } from './catalogue.ts';
import { fromJson, toJson } from './json.ts';
import { besideKeys } from './keys.ts';

/** So many writers may be ahead of one: each of their writes takes them out of the way. */
const tries = 60;

/** The provider is asked again when nobody has asked for so long. */
const freshFor = 5 * minute;

/** Saves what the provider says it takes; what is reserved stays reserved. */
export async function saveRate(world: World, quota: EmailQuota): Promise<void> {
  const now = world.now();
  await changeRate(world, besideKeys.rate, (known) => ({ rate: rateOf(quota, known, now), answer: undefined }));
}

/**
 * How fast bulk mail may go, in messages a second, how many recipients may be put into the queue `bulk` now, in which
 * `tasks` wait, and for how many of mails the provider's day has room. Undefined when the rate was never saved.
 */
export async function loadRate(world: World, tasks = 0): Promise<{ perSecond: number; room: number; today: number } | undefined> {
  const item = await world.table.get(besideKeys.rate);
  if (!item) return undefined;
  const rate = fromJson<Rate>(item.rate);
  const now = world.now();
  return { perSecond: bulkRate(rate, now), room: roomInLine(rate, tasks, now), today: roomToday(rate, now) };
}

/** Places in the line of those who will be looked at: when, and how many find none in the next quarter of an hour. */
export function joinLine(world: World, count: number): Promise<{ places: Place[]; left: number }> {
  return changeFresh(world, 'email', (known) => {
    const { rate, ...answer } = lineUp(known, { count, now: world.now() });
    return { rate, answer };
  });
}

/** Looked at by this process in vain, and not told yet: to tell it by itself would cost a write. */
const inVain = new WeakMap<World['table'], number>();

/** Slots for bulk messages that are ready to be sent: one conditional write for all of them, none where there are none. See `reserve`. */
export async function reserveSlots(
  world: World,
  channel: Channel,
  wanted: { count: number; looked: number; parts: number; from: number },
): Promise<{ places: Place[]; left: { quota: number; far: number } }> {
  const ofMail = channel === 'email' ? (inVain.get(world.table) ?? 0) : 0;
  const looked = wanted.looked + ofMail;
  if (channel === 'email') inVain.set(world.table, wanted.count === 0 ? looked : 0);
  if (wanted.count === 0) return { places: [], left: { quota: 0, far: 0 } };
  return changeFresh(world, channel, (known) => {
    const { rate, ...answer } = reserve(known, { ...wanted, sender: 'bulk', looked, now: world.now() });
    return { rate, answer };
  });
}

/** The provider refused a message as one too many: slower for a while. */
export function slowDown(world: World, channel: Channel): Promise<void> {
  const slower = channel === 'email' ? slowedDown : slowedTexts;
  return changeFresh(world, channel, (known) => ({ rate: slower(known, world.now()), answer: undefined }));
}

/** Changes the rate of a channel in one conditional write; the provider is asked first when what is known of it is too old. */
export async function changeFresh<Answer>(
  world: World,
  channel: Channel,
  decide: (rate: Rate) => { rate: Rate; answer: Answer },
): Promise<Answer> {
  let asked: EmailQuota | undefined;
  const told = channel === 'sms' ? await toldOfTexts(world) : [];
  for (;;) {
    const now = world.now();
    const found = await changeRate(world, channel === 'sms' ? besideKeys.textRate : besideKeys.rate, (known) => {
      const isFresh = known !== undefined && now - known.at < freshFor;
      // Nobody can be asked how many texts the provider takes.
      const quota = channel === 'sms' && !isFresh ? textQuota(known, { told, now }) : asked;
      const rate = quota ? rateOf(quota, known, now) : known;
      return rate && (quota || isFresh) ? decide(rate) : undefined;
    });
    if (found !== 'undecided') return found;
    asked = await world.emailQuota();
  }
}

/** Parts of texts a second, as far as the settings tell. */
async function toldOfTexts(world: World): Promise<number[]> {
  const { settings } = await loadCatalogue(world);
  return settings.brands.flatMap(({ sms }) => sms?.partsPerSecond ?? []);
}

/** Those of one process queue up here: each refused write would be paid for. */
const turns = new WeakMap<World['table'], Promise<unknown>>();

function changeRate<Answer>(world: World, key: Key, decide: Decide<Answer>): Promise<Answer | 'undecided'> {
  const last = turns.get(world.table) ?? Promise.resolve();
  const turn = last.then(() => changeAlone(world, key, decide));
  turns.set(
    world.table,
    turn.catch(() => undefined),
  );
  return turn;
}

type Decide<Answer> = (known: Rate | undefined) => { rate: Rate; answer: Answer } | undefined;

/** Load, decide, write on the version that was read; again when somebody was faster. */
async function changeAlone<Answer>(world: World, key: Key, decide: Decide<Answer>): Promise<Answer | 'undecided'> {
  let item = await world.table.get(key);
  for (let attempt = 0; attempt < tries; attempt++) {
    const v = Number(item?.v ?? 0);
    const known = item && fromJson<Rate>(item.rate);
    const decided = decide(known);
    if (!decided) return 'undecided';
    // In line without a place: nothing has changed.
    if (decided.rate === known) return decided.answer;
    const put = { ...key, v: v + 1, rate: toJson(decided.rate) };
    const conflict = await world.table.write([{ put, if: item ? { equals: [['v'], v] } : { absent: ['pk'] } }]);
    if (!conflict) return decided.answer;
    item = conflict.reason === 'condition' ? conflict.found : await world.table.get(key);
  }
  throw new Error(`the sending rate was changed by others ${tries} times in a row`);
}
