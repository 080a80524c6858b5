import { join } from 'node:path';
import { loadRight } from '../../lib/cli/local-campaign.ts';
import { publishFolder } from '../../lib/cli/publish.ts';
import { orderFileSource } from '../../lib/cli/sandbox-source.ts';
import { chosenCampaigns, planOf } from '../../lib/cli/simulation/plan.ts';
import { sentOf } from '../../lib/cli/simulation/report.ts';
import { runSimulation } from '../../lib/cli/simulation/run-simulation.ts';
import { sourceOfFile } from '../../lib/cli/simulation/source.ts';
import { day } from '../../lib/core/time.ts';
import { playHistory, playLive } from '../../lib/sandbox/play.ts';
import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';

/** What became of a campaign's messages. */
interface Became {
  targeted: number;
  sent: number;
  suppressed: { [reason: string]: number };
  open: number;
  goals: number;
}

export type BecameByCampaign = { [campaign: string]: Became };

/** A file of orders, with the definitions in `campaigns` of the folder in which it is played. */
export interface Played {
  folder: string;
  file: string;
  /** YYYY-MM-DD. */
  liveFrom: string;
  port: number;
}

/** What the functions do in a sandbox in memory, from that day to a day after the last order. */
export async function played({ folder, file, liveFrom, port }: Played): Promise<BecameByCampaign> {
  const { settings } = await loadRight(join(folder, 'campaigns'), 'nothing was played');
  const source = await orderFileSource(file, { liveFrom }, settings);
  const sandbox = await startSandbox({ folder: join(folder, '.sandbox'), port, now: source.liveFrom, tables: 'memory' });
  try {
    await publishFolder(sandbox.world, join(folder, 'campaigns'), source.liveFrom);
    await playHistory(sandbox, source.history(), () => undefined);
    await playLive(sandbox, source.live(), () => undefined);
    await sandbox.advanceTo(source.endAt + day);
    const { byCampaign } = await closeFigures(sandbox.world);
    return Object.fromEntries(
      Object.entries(byCampaign).map(([id, { targeted, sent, suppressed, open, goals }]) => [
        id,
        { targeted, sent, suppressed, open, goals },
      ]),
    );
  } finally {
    await sandbox.stop();
    source.close();
  }
}

/** What `rapport simulate` says of the same customers and the same time. */
export async function simulated({ folder, file, liveFrom }: Played): Promise<BecameByCampaign> {
  const definitions = await loadRight(join(folder, 'campaigns'), 'nothing was simulated');
  const source = await sourceOfFile(file, {}, definitions.settings);
  try {
    const { endAt, close } = await orderFileSource(file, { liveFrom }, definitions.settings);
    close();
    const plan = planOf(definitions, chosenCampaigns(definitions, []), { from: Date.parse(liveFrom), until: endAt + day });
    const { tally } = await runSimulation({ plan, source, draft: undefined, notes: [], seed: undefined });
    const told = Object.entries(tally.campaigns).filter(([, { targeted }]) => targeted > 0);
    return Object.fromEntries(
      told.map(([id, each]) => [
        id,
        {
          targeted: each.targeted,
          sent: sentOf(each),
          suppressed: { ...each.suppressed, ...(each.heldOut > 0 && { 'held-out': each.heldOut }) },
          open: each.open,
          goals: each.goals.entered + each.goals.heldOut,
        },
      ]),
    );
  } finally {
    source.close();
  }
}
