import { type Instant, instantText } from '../core/time.ts';
import type { ExportEntry, ExportSection } from '../store/export-entries.ts';
import type { Value } from '../world.ts';

const titles: Record<ExportSection, string> = {
  profile: 'What is known of her',
  scores: 'What is computed of her',
  contact: 'How she is reached, and what she agreed to',
  consent: 'What she said of consent, and how that is proved',
  ledger: 'Every line of her points',
  'order-points': 'What each order earned',
  activity: 'What she did',
  enrollment: 'Campaigns that she is or was in, the control group included',
  hint: 'What enters her next by time alone',
  account: 'Her memberships',
  message: 'Messages to her, and what became of them',
  notice: 'What colleagues were told of her',
  redemption: 'Rewards that she asked for',
  coupon: 'Codes that are hers',
  other: 'What else is stored of her',
};

/** The lines of a part of an export; `before` is the section that the part before ended in. Instants are told in her zone. */
export function exportLines(
  entries: readonly ExportEntry[],
  { before, zone }: { before: ExportSection | undefined; zone: string },
): string[] {
  let section = before;
  return entries.flatMap(({ section: next, entry }) => {
    const title = next === section ? [''] : ['', titles[next], '='.repeat(titles[next].length)];
    section = next;
    return [...title, ...linesOf(entry, zone)];
  });
}

/** One line for each value that is there: what lies inside another is named after it. */
function linesOf(entry: { [name: string]: Value }, zone: string, path = ''): string[] {
  return Object.entries(entry).flatMap(([name, value]) => {
    const place = path === '' ? name : `${path}.${name}`;
    if (value === null || value === '') return [];
    if (Array.isArray(value)) return value.length === 0 ? [] : listOf(place, value, zone);
    return typeof value === 'object' ? linesOf(value, zone, place) : [`  ${place}: ${told(value, zone)}`];
  });
}

function listOf(place: string, values: Value[], zone: string): string[] {
  const isPlain = values.every((value) => value === null || typeof value !== 'object');
  if (isPlain) return [`  ${place}: ${values.map((value) => told(value, zone)).join(', ')}`];
  return values.flatMap((value, index) =>
    value !== null && typeof value === 'object'
      ? linesOf(Array.isArray(value) ? { [String(index + 1)]: value } : value, zone, Array.isArray(value) ? place : `${place}.${index + 1}`)
      : [`  ${place}.${index + 1}: ${told(value, zone)}`],
  );
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** Nothing that an item holds may steer a terminal. */
function told(value: Value, zone: string): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' && instant.test(value)) return momentText(Date.parse(value), zone);
  return String(value).replaceAll(/\p{Cc}/gu, ' ');
}

export function momentText(at: Instant, zone: string): string {
  return `${instantText(at, zone)} ${zone}`;
}
