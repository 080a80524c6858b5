import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Settings } from '../../core/definition/settings.ts';
import { type Rates, ratesOf } from '../../core/money.ts';
import { placeInSample } from '../../core/simulation/comparison.ts';
import type { Instant } from '../../core/time.ts';
import { dropLater, type Later } from '../../orders/staged-pasts.ts';
import { addressesIn, surveyOf } from '../../orders/survey.ts';
import type { World } from '../../world.ts';
import { numberOf } from '../figure-text.ts';
import { amountNotes, rejectedNotes, whyNothing } from '../order-file-words.ts';
import { readWithProgress } from '../read-with-progress.ts';
import type { Pasts } from './pasts.ts';
import { stageTable } from './stage-table.ts';
import { tomorrowOf } from './time-span.ts';

/** The shop's past, gathered on the disk so that several threads can read it side by side. */
export interface SimulationSource {
  pasts: Pasts;
  /** Those in which there are customers. */
  partitions: number[];
  customers: number;
  /** How many of them are simulated. */
  sampled: number;
  firstAt: Instant;
  lastAt: Instant;
  /** What is dated after today, and left out where there is anything else. */
  later: Later | undefined;
  /** Where it comes from, for people. */
  text: string;
  /** What makes the figures mean something else than they seem to. */
  warnings: string[];
  /** Topics that count only once they are confirmed, of which an order file tells nothing. */
  unconfirmed: string[];
  /** What else whoever asked should know of it. */
  notes: string[];
  close(): void;
}

export interface FileOptions {
  map?: string;
  currency?: string;
  zone?: string;
  /** What is dated after this day is not believed. [by the clock of this machine] */
  now?: Instant;
}

/** Reads a file of orders. Rejects with a sentence when it cannot be used, and then nothing is left on the disk. */
export function sourceOfFile(file: string, { now = Date.now(), ...options }: FileOptions, settings: Settings): Promise<SimulationSource> {
  return staged(async (database) => {
    const rates = ratesOf(settings);
    const history = await readWithProgress(file, { ...options, usualCurrency: rates.base, stagedAt: database });
    history.close();
    const { summary, layout } = history;
    if (summary.orders + summary.refunds === 0)
      throw new Error(
        summary.lines === 0
          ? `${file} holds no order: its first line names the columns, and nothing follows`
          : `${file} holds no order that can be read${whyNothing(history)}`,
      );
    const { customers, firstAt, lastAt, later, partitions, ...reach } = reading(database, (opened) => {
      const tomorrow = tomorrowOf(now);
      const later = history.survey.lastAt < tomorrow ? undefined : dropLater(opened, tomorrow);
      return { later, ...(later ? surveyOf(opened) : history.survey), ...addressesIn(opened) };
    });
    const { topics } = settings;
    const zone = settings.brands[0]?.zone ?? 'UTC';
    const marketing = Object.keys(topics).filter((id) => topics[id]?.class === 'marketing');
    const toConfirm = marketing.filter((id) => topics[id]?.confirm === true);
    return {
      pasts: {
        database,
        holds: 'orders',
        madeUp: reach.hasAddresses ? undefined : { zone },
        topics: reach.hasAddresses ? marketing.filter((id) => !toConfirm.includes(id)) : marketing,
        sample: undefined,
      },
      partitions,
      customers,
      sampled: customers,
      firstAt,
      lastAt,
      later,
      warnings: [
        ...rejectedNotes(history),
        ...homeNotes({ ...reach, customers, zone }),
        ...addressNotes(reach),
        ...amountNotes(history, rates.base),
        ...rateNotes(Object.keys(summary.revenue), rates),
        ...refundNotes(history.refundsWithoutDay),
      ],
      unconfirmed: reach.hasAddresses && reach.hasConsents ? toConfirm : [],
      text: `${basename(file)}: ${numberOf(summary.lines, 'line')} of ${layout}`,
      notes: [],
    };
  });
}

/** What a refund ends, such as a thank-you, would really have gone on until it came. */
function refundNotes(refunds: number): string[] {
  return refunds === 0
    ? []
    : [
        `The file gives no day of their own to ${numberOf(refunds, 'refund')}: each is played together with its order, so that what ends with a refund ends at once.`,
      ];
}

/** What other currencies than the base are worth, which the file does not say. */
function rateNotes(currencies: string[], { base, toBase }: Rates): string[] {
  const others = currencies.filter((code) => code !== base);
  const unrated = others.filter((code) => toBase[code] === undefined);
  const rated = others.filter((code) => toBase[code] !== undefined);
  return [
    ...rated.map((code) => `${code} is counted at ${toBase[code]} ${base} (settings.rates).`),
    ...(unrated.length > 0
      ? [`There is no rate from ${unrated.join(', ')} to ${base} in the settings: such orders count as worth nothing.`]
      : []),
  ];
}

function addressNotes({ hasAddresses, hasConsents }: { hasAddresses: boolean; hasConsents: boolean }): string[] {
  if (!hasAddresses)
    return [
      'The file has no addresses: every customer is taken to have an e-mail address and to have agreed to all advertising by e-mail, so that fewer would really be reached. Nobody has a phone number.',
    ];
  return hasConsents ? [] : ['The file does not say who accepts marketing: nobody has agreed, so only messages of service would go out.'];
}

/** What keeps decent hours must know what time it is where she lives. */
const nowhere =
  'Nobody’s country or zone is known, so nothing can be sent in decent hours: give the file a column with the country of the address (in a map: "country").';

function homeNotes(of: { hasAddresses: boolean; homeless: number; customers: number; zone: string }): string[] {
  const { hasAddresses, homeless, customers, zone } = of;
  if (homeless === 0) return [];
  if (hasAddresses && homeless === customers) return [nowhere];
  const who = homeless === customers ? 'any customer' : numberOf(homeless, 'customer');
  return hasAddresses
    ? [`No country is known of ${who}: nothing can be sent to them in decent hours.`]
    : [
        `No country is known of ${who}: they are taken to live in the zone of the first brand, ${zone}. A column with countries (in a map: "country") says where they really live.`,
      ];
}

/** Reads all customers of the table, with what they did beside what these programs told. Rejects with a sentence when there is none. */
export function sourceOfTable(world: World, programs: ReadonlySet<string>): Promise<SimulationSource> {
  return staged(async (database) => {
    const { customers, firstAt, lastAt, later, erased, partitions } = await stageTable(world, { database, programs });
    return {
      pasts: { database, holds: 'customers', madeUp: undefined, topics: [], sample: undefined },
      partitions,
      customers,
      sampled: customers,
      firstAt,
      lastAt,
      later,
      unconfirmed: [],
      text: 'the table',
      warnings: [
        'Addresses, consents, suppressions and uploaded lists are as they are today, all the time: who agreed only later than a message was planned gets it all the same.',
        'Not carried over from the table: messages that really went out (they take no place under the caps), campaigns that customers are or were in, points and tiers. All that begins anew on the first day.',
      ],
      notes: erased > 0 ? [`${numberOf(erased, 'erased customer')} ${erased === 1 ? 'is' : 'are'} left out.`] : [],
    };
  });
}

async function staged(read: (database: string) => Promise<Omit<SimulationSource, 'close'>>): Promise<SimulationSource> {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-simulate-'));
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    return { ...(await read(join(folder, 'pasts.sqlite'))), close };
  } catch (error) {
    close();
    throw error;
  }
}

function reading<T>(database: string, read: (opened: DatabaseSync) => T): T {
  const opened = new DatabaseSync(database);
  try {
    return read(opened);
  } finally {
    opened.close();
  }
}

/** The same past, of which only so many customers are simulated: those of the smallest hashes, whatever the order of the file. */
export function withSample(source: SimulationSource, { seed, customers }: { seed: string; customers: number }): SimulationSource {
  if (customers >= source.customers) return source;
  const places = reading(source.pasts.database, (opened) => {
    const rows = opened.prepare(`SELECT DISTINCT customer FROM ${source.pasts.holds === 'orders' ? 'orders' : 'pasts'}`).iterate();
    return Float64Array.from(rows, ({ customer }) => placeInSample(String(customer), seed)).sort();
  });
  return { ...source, sampled: customers, pasts: { ...source.pasts, sample: { seed, share: places[customers] ?? 1 } } };
}
