import { createWriteStream } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import type { Profile } from '../core/customer.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { fromJson } from '../store/json.ts';
import { scanItems } from '../store/read-items.ts';
import { listDeliveries } from '../usecases/list-deliveries.ts';
import { UnknownCampaignError } from '../usecases/order-campaign.ts';
import type { World } from '../world.ts';
import { connect } from './connect.ts';
import { withSuggestion } from './suggest.ts';

/** Columns of a row, in the order in which rows are sorted. */
const columns = ['campaign', 'occurrence', 'customer', 'step', 'state', 'reason', 'channel', 'plannedAt', 'at'] as const;

/** `rapport deliveries [CAMPAIGN]`: who got what, who did not, and why. */
export function deliveriesCommand(): Command {
  return new Command('deliveries')
    .description('list every message that was meant to go out, with what became of it and why, as lines of JSON')
    .argument('[campaign]', 'only those of this campaign')
    .option('--csv', 'comma-separated values for a spreadsheet instead')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote [the sandbox of this folder]')
    .action(async (campaign: string | undefined, { csv, outputs }: { csv?: true; outputs?: string }) => {
      const world = await connect(outputs);
      if (csv) console.log(columns.join(','));
      let rows = 0;
      for await (const row of deliveriesOf(world, campaign)) {
        rows++;
        console.log(csv ? columns.map((name) => cell(row[name])).join(',') : JSON.stringify(row));
      }
      if (rows === 0) console.error(await withSuggestion(() => whyNone(world, campaign)));
    });
}

/** The same lines of JSON, into a file. */
export async function writeDeliveries(world: World, file: string): Promise<void> {
  await pipeline(async function* () {
    for await (const row of deliveriesOf(world)) yield `${JSON.stringify(row)}\n`;
  }, createWriteStream(file));
}

/** What a person should know where there is no row. Rejects with an UnknownCampaignError. */
export async function whyNone(world: World, campaign: string | undefined): Promise<string> {
  if (campaign === undefined) return 'no message was meant to go out yet';
  const inForce = (await loadCatalogue(world)).live.map(({ id }) => id);
  if (!inForce.includes(campaign)) throw new UnknownCampaignError(campaign, inForce);
  return `no message of ${campaign} was meant to go out yet`;
}

type Row = Record<(typeof columns)[number], string>;

/**
 * The deliveries by the shop's own ids, always in the same order, so that two equal histories give equal bytes. Sorted on the
 * disk: memory does not grow with their number.
 */
export async function* deliveriesOf(world: World, campaign?: string): AsyncGenerator<Row> {
  const database = new DatabaseSync('');
  try {
    database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;
      CREATE TABLE customers (cid TEXT PRIMARY KEY, customer TEXT) WITHOUT ROWID;
      CREATE TABLE deliveries (cid TEXT, campaign TEXT, occurrence TEXT, step TEXT, state TEXT, reason TEXT, channel TEXT, plannedAt TEXT, at TEXT)`);
    const putCustomer = database.prepare('INSERT OR REPLACE INTO customers VALUES (?, ?)');
    for await (const { pk, profile } of scanItems(world, 'customers')) if (profile) putCustomer.run(pk, fromJson<Profile>(profile).id);
    const put = database.prepare('INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    for await (const { cid, ...row } of listDeliveries(world))
      if (campaign === undefined || row.campaign === campaign)
        put.run(cid, row.campaign, row.occurrence, row.step, row.state, row.reason, row.channel, row.plannedAt, row.at);
    // Selected, and by now more is known.
    database.exec(`CREATE INDEX recipients ON deliveries (cid, campaign, occurrence);
      DELETE FROM deliveries WHERE state = 'open' AND EXISTS (SELECT 1 FROM deliveries AS other WHERE other.cid = deliveries.cid
        AND other.campaign = deliveries.campaign AND other.occurrence = deliveries.occurrence AND other.state <> 'open')`);
    const list = columns.join(', ');
    // Of whom no profile is known, or no longer, her key is.
    const known = `SELECT coalesce(customers.customer, cid) AS customer, deliveries.* FROM deliveries LEFT JOIN customers USING (cid)`;
    const rows = database.prepare(`SELECT ${list} FROM (${known}) ORDER BY ${list}`).iterate();
    for (const row of rows) yield Object.fromEntries(columns.map((name) => [name, String(row[name])])) as Row;
  } finally {
    database.close();
  }
}

/** RFC 4180. A text that a spreadsheet would take for a formula is kept a text. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
