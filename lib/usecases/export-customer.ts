import { explainAllScores } from '../core/scoring/explain-scores.ts';
import type { Instant } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadCustomer } from '../store/customers.ts';
import { cursorText, readCursor } from '../store/export-cursor.ts';
import { type ExportEntry, entryOf } from '../store/export-entries.ts';
import { toJson } from '../store/json.ts';
import { contactSk, erasureKeys, erasureSk, keys } from '../store/keys.ts';
import { situationOf } from '../store/situation.ts';
import type { Range, World } from '../world.ts';
import type { FoundCustomer } from './recognise-customer.ts';

/** Names the shape of an export; it changes when a reader of the shape before could not read it any more. */
export const exportFormat = 'rapport-customer/1';

/** So many items are one part: with the longest activities there are, less than Lambda may answer. */
const perPart = 100;

export interface ExportPart {
  entries: ExportEntry[];
  /** Give it for the next part; absent after the last. */
  next?: string;
  /** Her data was erased then, and nothing else is left to tell. */
  erasedAt?: Instant;
}

/**
 * A part of everything that is stored of a customer, from all tables, each item once; she may change meanwhile. Rejects with
 * an InvalidInputError when `next` is none that a part gave.
 */
export async function exportPart(world: World, found: FoundCustomer, next?: string): Promise<ExportPart> {
  const erasedAt = (await world.table.get(keys.contact(found.cid)))?.erasedAt;
  if (typeof erasedAt === 'number') return { entries: [], erasedAt };
  const ranges = await rangesOf(world, found.cid);
  const { index, after } = next === undefined ? { index: 0 } : readCursor(next);
  const range = ranges[index];
  const heads = next === undefined ? await headsOf(world, found) : [];
  const page = range ? await world.table.query({ ...range, limit: perPart, ...(after !== undefined && { after }) }) : { items: [] };
  const rows = page.items.filter(({ table, sk }) => table !== 'relations' || (sk !== contactSk && sk !== erasureSk));
  const following = page.next !== undefined ? { index, after: page.next } : index + 1 < ranges.length ? { index: index + 1 } : undefined;
  return {
    entries: [...heads, ...rows.map(entryOf)],
    ...(following && { next: cursorText(following) }),
  };
}

/** All parts, one in memory at a time, and then what is computed of her and stored nowhere: her scores. */
export async function* exportCustomer(world: World, found: FoundCustomer): AsyncGenerator<ExportPart> {
  let next: string | undefined;
  do {
    const part = await exportPart(world, found, next);
    yield part;
    next = part.next;
    if (next === undefined && part.erasedAt === undefined) yield { entries: await scoresOf(world, found) };
  } while (next !== undefined);
}

async function scoresOf(world: World, { cid, customer }: FoundCustomer): Promise<ExportEntry[]> {
  const [catalogue, state] = await Promise.all([loadCatalogue(world), loadCustomer(world, cid)]);
  const scores = explainAllScores(await situationOf(catalogue, state, customer), catalogue.programs, world.now());
  return scores.map((score) => ({ section: 'scores', entry: toJson(score) }));
}

async function rangesOf(world: World, cid: string): Promise<Range[]> {
  const { pools } = await loadCatalogue(world);
  return [
    ...(['activities', 'relations'] as const).map((table): Range => ({ table, pk: cid })),
    ...pools.map(
      ({ id }): Range => ({ table: 'control', pk: erasureKeys.drawnOnce(id, '').pk, prefix: keys.drawnCode(id, { cid, owner: '' }).sk }),
    ),
  ];
}

/** Her profile, and how she is reached. */
async function headsOf(world: World, { cid }: FoundCustomer): Promise<ExportEntry[]> {
  const items = await Promise.all([world.table.get(keys.profile(cid)), world.table.get(keys.contact(cid))]);
  return items.flatMap((item) => (item && (item.profile !== undefined || item.sk === contactSk) ? [entryOf(item)] : []));
}
