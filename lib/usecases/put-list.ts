import { localDate } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import type { World } from '../world.ts';
import { memberOf } from './find-member.ts';
import type { ListReport, ListRow, Upload } from './list-upload.ts';
import { letGo, setRow } from './set-row.ts';

const together = 16;

/**
 * Replaces a list by the rows of a file: who is in it gets her row, who is not leaves the list. Twice is once; one that died
 * half-way is ended by doing it again. A row that cannot be used is counted and stops nothing.
 */
export async function putList(world: World, upload: Upload): Promise<ListReport> {
  const { segment, topics } = upload;
  const { settings } = await loadCatalogue(world);
  const over = upload.until < localDate(world.now(), settings.brands[0]?.zone ?? 'UTC');
  const noConsent = Object.fromEntries(topics.map((topic) => [topic, 0]));
  const report: ListReport = { rows: 0, matched: 0, new: 0, twice: 0, expired: 0, unknown: [], several: [], full: [], noConsent, left: 0 };
  const seen = new Set<string>();
  for await (const batch of upload.rows) {
    report.rows += batch.length;
    if (over) report.expired += batch.length;
    for (let from = 0; from < batch.length && !over; from += together)
      await putSome(world, upload, { rows: batch.slice(from, from + together), report, seen });
    upload.onDone?.(report.rows);
  }
  if (!over) report.left = await letGo(world, { segment, dryRun: upload.dryRun, isMember: (cid) => seen.has(cid) });
  return report;
}

async function putSome(
  world: World,
  { segment, until, topics, dryRun }: Upload,
  { rows, report, seen }: { rows: ListRow[]; report: ListReport; seen: Set<string> },
): Promise<void> {
  const found = await Promise.all(rows.map(async ({ line, who, row }) => ({ line, row, member: await memberOf(world, who) })));
  const fresh = found.flatMap(({ line, row, member }) => {
    if (typeof member === 'string') report[member].push(line);
    else if (seen.has(member.cid)) report.twice++;
    else return seen.add(member.cid) && [{ line, row, member }];
    return [];
  });
  await Promise.all(
    fresh.map(async ({ line, row, member }) => {
      if ((await setRow(world, member, { segment, row: { until, row }, dryRun })) === 'full') return void report.full.push(line);
      report[member.isNew ? 'new' : 'matched']++;
      for (const topic of topics) if (!member.consents(topic)) report.noConsent[topic] = (report.noConsent[topic] ?? 0) + 1;
    }),
  );
}
