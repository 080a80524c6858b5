import { inMajorUnits, readMoney } from '../core/money.ts';
import { day, type Instant, instantText } from '../core/time.ts';
import type { ExportEntry, ExportSection } from '../store/export-entries.ts';
import type { Value } from '../world.ts';

type Entry = ExportEntry['entry'];

/** What the program keeps for itself, or repeats from elsewhere: it stands in the JSON alone. */
const inside: Partial<Record<ExportSection, RegExp>> = {
  profile: /^(stamps|counts|segments|points|categoriesDropped|orders\.(margin|droppedDay)|activities\..+\.(days|droppedDay))$/,
  contact: /^(recentMessages|messagesByDay)$/,
  ledger: /^(id|lots)$/,
  'order-points': /^(id|lots|earned\.(raw|lots|entry|qualifying)|disqualified)$/,
  activity: /^(recordedAt|appliedAt|customer)$/,
  enrollment: /^(version|keyed|forgettable|position|place|planned|heldOut|entries|outbox|waiting|answers|runStartedAt)$/,
  hint: /^(place|since)$/,
  account: /^(qualifying|settledAt|dueAt)$/,
  message: /^providerId$/,
  redemption: /^(shard|confirm|entry|coupon|customer|dueAt)$/,
};

/** What says most of a thing comes first; all else follows by its name, and what somebody said of it last. */
const first = ['id', 'type', 'program', 'campaign', 'occurrence', 'step', 'kind', 'state', 'status', 'said', 'channel', 'topic', 'email'];
const last = ['attributes', 'trigger', 'steps', 'data', 'row'];

/**
 * What a thing that is stored of her says, as lines "name: value" in a fixed order. Money is told in major units, instants in
 * her zone; what only the program needs is left out.
 */
export function entryLines({ section, entry }: ExportEntry, zone: string): string[] {
  if (section === 'scores') return [`${wordsOf(String(entry.score))}: ${plainText(entry.shown ?? '')} (${plainText(entry.because ?? '')})`];
  return linesOf({ section, zone }, entry);
}

/** "2026-11-02 12:00 Europe/London". */
export function momentText(at: Instant, zone: string): string {
  return `${instantText(at, zone)} ${zone}`;
}

interface Told {
  section: ExportSection;
  zone: string;
}

function linesOf(told: Told, entry: Entry, path: string[] = []): string[] {
  return Object.entries(entry)
    .sort(([one], [other]) => rank(one) - rank(other) || (one < other ? -1 : 1))
    .flatMap(([name, value]) => valueLines(told, value, [...path, name]));
}

function rank(name: string): number {
  if (first.includes(name)) return first.indexOf(name);
  return first.length + 1 + last.indexOf(name);
}

function valueLines(told: Told, value: Value, path: string[]): string[] {
  if (value === null || value === '' || inside[told.section]?.test(path.join('.'))) return [];
  const text = asOne(told, value, path);
  if (text !== undefined) return text === '' ? [] : [`${path.map(wordsOf).join(' ')}: ${text}`];
  if (!Array.isArray(value)) return linesOf(told, value as Entry, path);
  return value.flatMap((each, index) => valueLines(told, each, [...path, String(index + 1)]));
}

/** What is told on one line; undefined for what takes several. */
function asOne({ section, zone }: Told, value: Value, path: string[]): string | undefined {
  const special = section === 'profile' ? ofProfile(value, path, zone) : section === 'account' ? ofAccount(value, path, zone) : undefined;
  if (special !== undefined) return special;
  const money = readMoney(value);
  if (money) return inMajorUnits(money.amount, money.currency);
  const [parent, name = ''] = path.slice(-2);
  if (typeof value === 'number' && parent === 'refunded') return inMajorUnits(value, name);
  if (value === null || typeof value !== 'object') return scalar(value, name, zone);
  const isPlain = Array.isArray(value) && value.every((each) => each === null || typeof each !== 'object');
  return isPlain ? value.map((each) => scalar(each, name, zone)).join(', ') : undefined;
}

function ofProfile(value: Value, path: string[], zone: string): string | undefined {
  const [group, part, name = ''] = path;
  if (group === 'categories' && typeof value === 'number') return `last bought on ${dayText(value)}`;
  if (group === 'orders' && part === 'spend' && typeof value === 'number') return inMajorUnits(value, name);
  if (group === 'orders' && part === 'days')
    return cellsOf(value)
      .flatMap(([on]) => (typeof on === 'number' ? [dayText(on)] : []))
      .join(', ');
  if (group === 'signs' && part === 'hours' && path.length === 2) return hoursText(value);
  if (group === 'signs' && part === 'satisfaction' && Array.isArray(value))
    return `${value[0]} of 10 on ${momentText(Number(value[1]), zone)}`;
  return group === 'signs' && part === 'discontent' && typeof value === 'number' ? momentText(value, zone) : undefined;
}

function ofAccount(value: Value, path: string[], zone: string): string | undefined {
  if (path.join('.') !== 'redeemed') return undefined;
  return cellsOf(value)
    .map(([at, reward]) => `${plainText(reward ?? '')} on ${momentText(Number(at), zone)}`)
    .join(', ');
}

function cellsOf(value: Value): Value[][] {
  return Array.isArray(value) ? value.filter((each) => Array.isArray(each)) : [];
}

function hoursText(value: Value): string {
  const hours = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  const inOrder = hours.sort(([one], [other]) => Number(one) - Number(other));
  return inOrder.map(([hour, times]) => `${hour.padStart(2, '0')}:00 UTC (${times}×)`).join(', ');
}

/** Days are counted from 1970. */
function dayText(number: number): string {
  return new Date(number * day).toISOString().slice(0, 10);
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
/** Smaller numbers are none in milliseconds. */
const earliest = 1e10;

function scalar(value: Value, name: string, zone: string): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' && value > earliest && name.endsWith('At')) return momentText(value, zone);
  return typeof value === 'string' && instant.test(value) ? momentText(Date.parse(value), zone) : plainText(value);
}

/** Nothing that an item holds may steer a terminal. */
function plainText(value: Value): string {
  return String(value).replaceAll(/\p{Cc}/gu, ' ');
}

const known: { [name: string]: string } = { n: 'times', spend: 'spent', count: 'number', days: 'on', hours: 'active at' };

/** "occurred at" of "occurredAt". A control character in a name is told as a blank, too. */
function wordsOf(name: string): string {
  if (Object.hasOwn(known, name)) return known[name] ?? name;
  return /^[a-z]+([A-Z][a-z]*)+$/.test(name) ? name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : plainText(name);
}
