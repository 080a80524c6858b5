import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Settings } from '../core/definition/settings.ts';
import { ratesOf } from '../core/money.ts';
import { day, hour, type Instant } from '../core/time.ts';
import type { Entry } from '../orders/entry.ts';
import { readOrders } from '../orders/read-orders.ts';
import type { Later } from '../orders/staged-pasts.ts';
import { withMadeUpAddress } from '../sandbox/made-up-address.ts';
import { builtInShop } from '../sandbox/shop/built-in-shop.ts';
import { type Guests, guestsAmong } from '../sandbox/shop/guests.ts';
import { customerOf, type DatedEntry, dated } from '../usecases/import-entry.ts';
import { readingNotes, whyNothing } from './order-file-words.ts';
import { showProgress } from './progress.ts';
import { laterNote, tomorrowOf } from './simulation/time-span.ts';

/** What the sandbox plays: the past, then the last weeks as they would have arrived. */
export interface Source {
  /** The same source has the same name. */
  name: string;
  liveFrom: Instant;
  endAt: Instant;
  historyCount: number;
  history(): Iterable<DatedEntry>;
  live(): Iterable<DatedEntry>;
  /** Who stands on a list that was uploaded before the last weeks. */
  guests?: Guests;
  /** What whoever asked should know of it. */
  notes: string[];
  close(): void;
}

export interface SourceOptions {
  map?: string;
  currency?: string;
  zone?: string;
  /** YYYY-MM-DD. */
  liveFrom?: string;
  /** What is dated after this day is left out. [by the clock of this machine] */
  now?: Instant;
}

const liveFor = 28 * day;
/** The built-in shop always closes its books on the same day, so that every start shows the same. */
const shopEndsAt = Date.UTC(2026, 10, 1);

export function builtInSource({ liveFrom: wanted }: SourceOptions): Source {
  const endAt = shopEndsAt;
  const liveFrom = wanted ? Date.parse(wanted) : endAt - liveFor;
  const shop = builtInShop({ endAt, liveFrom });
  const history = [...dated(shop.history)];
  return {
    name: `the built-in shop, live from ${new Date(liveFrom).toISOString().slice(0, 10)}`,
    liveFrom,
    endAt,
    historyCount: history.length,
    history: () => history,
    live: () => dated(shop.live),
    guests: guestsAmong(history.map(customerOf)),
    notes: [],
    close: () => undefined,
  };
}

/** Rejects when the file cannot be used; lines that cannot be read are counted, as `rapport import --dry-run` tells in full. */
export async function orderFileSource(
  file: string,
  { liveFrom: wanted, now = Date.now(), ...options }: SourceOptions,
  settings: Pick<Settings, 'brands' | 'rates'> | undefined,
): Promise<Source> {
  const usual = settings && ratesOf(settings).base;
  const progress = showProgress('reading');
  const orders = await readOrders(file, {
    ...options,
    ...(usual !== undefined && { usualCurrency: usual }),
    onProgress: ({ bytes, ofBytes, lines }) => progress.update(bytes, ofBytes, `${lines} lines`),
  });
  progress.stop();
  const tomorrow = tomorrowOf(now);
  let [last, hasAddresses] = [Number.NEGATIVE_INFINITY, false];
  let later: Later | undefined;
  for (const { at, entry } of dated(orders.entries())) {
    if (at < tomorrow) last = Math.max(last, at);
    else if ('activity' in entry) later = { count: (later?.count ?? 0) + 1, lastAt: at, customer: entry.activity.customer };
    hasAddresses ||= 'customer' in entry && (entry.customer.email ?? entry.customer.phone) !== undefined;
  }
  // Where everything is dated after today, that is the shop's time.
  const fate = Number.isFinite(last) ? 'left out' : 'believed';
  if (!Number.isFinite(last) && later) last = later.lastAt;
  if (!Number.isFinite(last)) throw new Error(`${file} holds no order that can be read${whyNothing(orders)}`);
  const liveFrom = wanted ? Date.parse(wanted) : Math.floor((last - liveFor) / day) * day;
  const all = () => dated(hasAddresses ? orders.entries() : reachable(orders.entries(), settings?.brands[0]?.zone ?? 'UTC'));
  const entries = () => only(all(), ({ at }) => at <= last);
  let historyCount = 0;
  for (const { at } of entries()) if (at < liveFrom) historyCount++;
  return {
    name: `${resolve(file)} (${statSync(file).size} bytes), live from ${new Date(liveFrom).toISOString().slice(0, 10)}`,
    liveFrom,
    endAt: Math.ceil((last + 1) / hour) * hour,
    historyCount,
    history: () => only(entries(), ({ at }) => at < liveFrom),
    live: () => only(entries(), ({ at }) => at >= liveFrom),
    notes: [...readingNotes(orders, usual), ...(later ? [laterNote(later, fate)] : [])],
    close: () => orders.close(),
  };
}

function* only(entries: Iterable<DatedEntry>, wanted: (entry: DatedEntry) => boolean): Generator<DatedEntry> {
  for (const entry of entries) if (wanted(entry)) yield entry;
}

function* reachable(entries: Iterable<Entry>, zone: string): Generator<Entry> {
  for (const entry of entries) yield 'customer' in entry ? { customer: withMadeUpAddress(entry.customer, zone) } : entry;
}
