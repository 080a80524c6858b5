import { basename } from 'node:path';
import { type Rates, ratesOf } from '../core/money.ts';
import { type FrequencyBounds, usualFrequencies } from '../core/scoring/frequency.ts';
import type { Purchases } from '../core/scoring/purchases.ts';
import { knowsRevenue, purchasesOf } from '../core/scoring/purchases-of.ts';
import { valuationOf } from '../core/scoring/valuation.ts';
import { day, type Instant } from '../core/time.ts';
import type { OrderHistory } from '../orders/read-orders.ts';
import type { Later } from '../orders/staged-pasts.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { eachCustomer } from '../store/each-customer.ts';
import type { World } from '../world.ts';
import { counted } from './counted.ts';
import { isoDay, numberOf } from './figure-text.ts';
import { readingNotes, whyNothing } from './order-file-words.ts';
import { showProgress } from './progress.ts';
import { readWithProgress } from './read-with-progress.ts';
import { settingsIn } from './shop-settings.ts';
import { laterNote, tomorrowOf } from './simulation/time-span.ts';

/** What of the command's options says what is read. */
export interface SourceOptions {
  asOf?: string;
  calibrateUntil?: string;
  map?: string;
  currency?: string;
  zone?: string;
  definitions: string;
  net?: true;
  /** What is dated after this day is not believed. [by the clock of this machine] */
  now?: Instant;
}

/** What a portrait is drawn of. Days are UTC days since 1970. */
export interface Bought {
  buyers: Purchases[];
  /** Customers who never bought. */
  others: number;
  currency: string;
  net: boolean;
  asOf: number;
  calibrateUntil: number | undefined;
  /** Of the settings where these are at hand, else the usual ones. */
  frequency: FrequencyBounds;
  /** Where it comes from, for people. */
  source: string;
  /** What whoever asked should know of it. */
  notes: string[];
}

/** Reads a file of orders. Rejects with a sentence when the file, the map or a day cannot be used. */
export async function purchasesOfFile(file: string, options: SourceOptions): Promise<Bought> {
  const asked = askedDays(options);
  const settings = await settingsIn(options.definitions);
  const usual = settings && ratesOf(settings);
  const history = await readWithProgress(file, { ...options, ...(usual && { usualCurrency: usual.base }) });
  try {
    const { summary } = history;
    const rates = ratesFor(history, usual, { file, definitions: options.definitions });
    const until = (before: number) => [...history.purchases({ rates, before, net: options.net === true })];
    const all = until(Number.MAX_SAFE_INTEGER);
    const tomorrow = tomorrowOf(options.now ?? Date.now());
    const today = until(tomorrow);
    // Where everything is dated after today, that is the shop's time.
    const [believed, isAll] = today.length > 0 ? [today, false] : [all, true];
    const asOf = asked.asOf === undefined ? Infinity : (asked.asOf + 1) * day;
    const buyers = asOf >= tomorrow && !isAll ? believed : until(Math.min(asOf, Number.MAX_SAFE_INTEGER));
    const later = ordersOf(believed) - ordersOf(buyers);
    const future = ordersOf(all) - (isAll ? 0 : ordersOf(believed));
    if (all.length === 0)
      throw new Error(`${file}: there is no order of a customer in its ${numberOf(summary.lines, 'line')}${whyNothing(history)}`);
    return {
      ...within(all, buyers, asked),
      buyers,
      others: 0,
      currency: rates.base,
      net: options.net === true,
      frequency: usualFrequencies,
      source: `Read from ${basename(file)}: ${numberOf(summary.lines, 'line')} of ${history.layout}`,
      notes: [
        ...readingNotes(history, usual?.base),
        ...(future > 0 ? [laterNote(latestOf(all, future), isAll ? 'believed' : 'left out')] : []),
        ...(later > 0 ? [`${numberOf(later, 'order is', 'orders are')} later than --as-of ${options.asOf} and left out.`] : []),
      ],
    };
  } finally {
    history.close();
  }
}

/** Reads the profiles of all customers, as they are now. Rejects with a sentence when nobody has bought. */
export async function purchasesOfTable(world: World, options: SourceOptions): Promise<Bought> {
  const asked = askedDays(options);
  const forFiles = ['asOf', 'map', 'currency', 'zone', 'net'] as const;
  const wrong = forFiles.find((name) => options[name] !== undefined);
  if (wrong)
    throw new Error(`--${wrong === 'asOf' ? 'as-of' : wrong} is for --orders FILE only: the table is read as it is now, after refunds`);
  const { settings } = await loadCatalogue(world);
  const rates = ratesOf(settings);
  const buyers: Purchases[] = [];
  let others = 0;
  let unknown = 0;
  const progress = showProgress('reading customers');
  const tell = (done: number, of: number, customers: number) => progress.update(done, of, `${counted(customers)} customers`);
  await eachCustomer(world, { tell }, async (_, profile) => {
    if (profile.orders.count === 0) others++;
    else buyers.push(purchasesOf(profile, rates));
    if (!knowsRevenue(profile, rates)) unknown++;
  }).finally(() => progress.stop());
  if (buyers.length === 0)
    throw new Error('nobody has ordered anything yet: record orders, or draw the portrait of a file with --orders FILE');
  return {
    ...within(buyers, buyers, { ...asked, asOf: Math.floor(world.now() / day) }),
    buyers,
    others,
    currency: rates.base,
    net: true,
    frequency: valuationOf(settings).frequency,
    source: `Read from the table: ${numberOf(buyers.length + others, 'customer')}`,
    notes:
      unknown > 0
        ? [`Of ${numberOf(unknown, 'customer')} some money is in a currency without a rate to ${rates.base}; it counts as nothing.`]
        : [],
  };
}

interface AskedDays {
  asOf: number | undefined;
  calibrateUntil: number | undefined;
}

function askedDays({ asOf, calibrateUntil }: SourceOptions): AskedDays {
  return { asOf: dayOf('--as-of', asOf), calibrateUntil: dayOf('--calibrate-until', calibrateUntil) };
}

function dayOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || isoDay(at / day) !== text) throw new Error(`${option} ${text}: is no day; write it as 2011-12-09`);
  return at / day;
}

/** The days of the portrait; throws when they do not fit the orders. */
function within(all: Purchases[], buyers: Purchases[], { asOf, calibrateUntil }: AskedDays): AskedDays & { asOf: number } {
  const first = all.reduce((low, { firstDay }) => Math.min(low, firstDay ?? low), Infinity);
  if (buyers.length === 0) throw new Error(`--as-of ${isoDay(asOf ?? first)}: the first order came later, on ${isoDay(first)}`);
  const last = asOf ?? buyers.reduce((high, { lastDay }) => Math.max(high, lastDay ?? high), -Infinity);
  if (calibrateUntil !== undefined && calibrateUntil < first)
    throw new Error(
      `--calibrate-until ${isoDay(calibrateUntil)}: the models would see nothing, for the first order came on ${isoDay(first)}`,
    );
  if (calibrateUntil !== undefined && calibrateUntil >= last)
    throw new Error(
      `--calibrate-until ${isoDay(calibrateUntil)}: nothing is left to judge by, for the portrait is as of ${isoDay(last)}; give an earlier day`,
    );
  return { asOf: last, calibrateUntil };
}

/** Whose the last order is. */
function latestOf(all: Purchases[], count: number): Later {
  const { id, lastDay = 0 } = all.reduce((latest, one) => ((one.lastDay ?? 0) > (latest.lastDay ?? 0) ? one : latest));
  return { count, lastAt: lastDay * day, customer: id };
}

/** A file of one currency needs no rates; of several, the settings say what they are worth. */
function ratesFor(
  { summary }: OrderHistory,
  rates: Rates | undefined,
  { file, definitions }: { file: string; definitions: string },
): Rates {
  const [first = 'USD', ...others] = Object.keys(summary.revenue);
  if (others.length === 0) return { base: first, toBase: {} };
  const missing = [first, ...others].filter((code) => code !== rates?.base && rates?.toBase[code] === undefined);
  if (rates && missing.length === 0) return rates;
  throw new Error(
    `${file} has amounts in ${[first, ...others].join(', ')}: put rates to one currency into the settings of ${definitions}; missing: ${missing.join(', ')}`,
  );
}

function ordersOf(buyers: Purchases[]): number {
  return buyers.reduce((sum, { orders }) => sum + orders, 0);
}
