import { Command } from 'commander';
import { settled, total } from '../core/run-totals.ts';
import { instantText } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadRuns, type Run } from '../store/runs.ts';
import { allCampaigns, loadOrders } from '../store/standing-orders.ts';
import type { World } from '../world.ts';
import { connect } from './connect.ts';

interface Options {
  json?: true;
  outputs?: string;
}

/** `rapport runs [CAMPAIGN]`: what became of every run of a scheduled campaign, and whether its equation closes. */
export function runsCommand(): Command {
  return new Command('runs')
    .description('the runs of scheduled campaigns: how many were chosen, and what became of each of them')
    .argument('[campaign]', 'the id of one campaign; without it all that are in force')
    .option('--json', 'for other programs')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action(async (campaign: string | undefined, { json, outputs }: Options) => {
      const world = await connect(outputs);
      const runs = await listRuns(world, campaign);
      const stopped = json ? undefined : await showStop(world);
      if (stopped !== undefined) console.log(`${stopped}\n`);
      console.log(json ? JSON.stringify(runs, undefined, 2) : showRuns(runs));
    });
}

/** Of one campaign, also when it is no longer in force, or of all scheduled ones in force; earliest first. */
export async function listRuns(world: World, campaign: string | undefined): Promise<Run[]> {
  const { live } = await loadCatalogue(world);
  const scheduled = live.filter(({ entry }) => entry.trigger.kind === 'schedule').map(({ id }) => id);
  const found = (await Promise.all((campaign === undefined ? scheduled : [campaign]).map((id) => loadRuns(world, id)))).flat();
  if (found.length === 0 && campaign !== undefined && !scheduled.includes(campaign))
    throw new Error(`"${campaign}" has no run and no schedule in force; scheduled are ${scheduled.join(', ') || 'none'}`);
  return found.sort((a, b) => a.opensAt - b.opensAt || (a.campaign < b.campaign ? -1 : 1));
}

/** Why nothing is released; undefined while bulk mail goes. */
export async function showStop(world: World): Promise<string | undefined> {
  const { bulkPausedAt, because } = (await loadOrders(world)).get(allCampaigns) ?? {};
  if (bulkPausedAt === undefined) return undefined;
  return `bulk mail has stopped by itself on ${instantText(bulkPausedAt, 'UTC')} UTC: ${because}; "npm run rapport -- resume --all" lets it go on`;
}

/** A paragraph for each run. */
export function showRuns(runs: Run[]): string {
  return runs.length === 0 ? 'no run has started yet' : runs.map(showRun).join('\n');
}

function showRun({ campaign, occurrence, status, reason, number, startedAt, targeted, tally, broadcast }: Run): string {
  const title = `${campaign} ${occurrence.replace('T', ' ')}`;
  if (status === 'missed') return `${title}: missed (${reason})`;
  const parts = [
    broadcast === undefined ? `entered ${count(tally.entered)}` : `sent ${count(tally.sent)}`,
    `suppressed ${withReasons(tally.suppressed)}`,
    `failed ${withReasons(tally.failed)}`,
    ...(broadcast === undefined ? [] : [`unknown ${count(tally.unknown)}`]),
  ];
  const left = targeted - settled(tally);
  const state = { selecting: 'its recipients are being chosen', sending: `${count(left)} are under way`, closed: 'the equation closes' }[
    status
  ];
  return [
    `${title}: run ${number}, started ${instantText(startedAt, 'UTC')} UTC`,
    `  targeted ${count(targeted)} = ${parts.join(' + ')}${left > 0 ? ` + ${count(left)} open` : ''}: ${state}`,
  ].join('\n');
}

function withReasons(reasons: { [reason: string]: number }): string {
  const named = Object.entries(reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, times]) => `${reason} ${count(times)}`);
  return `${count(total(reasons))}${named.length > 0 ? ` (${named.join(', ')})` : ''}`;
}

const count = (number: number) => number.toLocaleString('en');
