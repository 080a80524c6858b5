import { type Counts, heldOutPrefix, plusCounts, stepPrefix, type Tallied, universalPrefix } from '../core/measurement/counts.ts';
import { count, emptyTally, settled, type Tally } from '../core/run-totals.ts';
import type { Item, World } from '../world.ts';
import { fromJson } from './json.ts';
import { runKeys } from './keys.ts';
import { queryItems } from './read-items.ts';
import type { Released, SelectedPage, Stretch } from './run-pages.ts';
import { loadRuns, type Run } from './runs.ts';

/** What one item of a run adds to the figures of its campaign. */
export interface RunFigure {
  campaign: string;
  targeted?: number;
  /** Of recipients of whom there is no message: the control group, and whole stretches that were never released. */
  tally?: Tally;
  /** How many of those held out are so from all marketing. */
  universal?: number;
}

/** Undefined for what says nothing of messages. Of journeys only those count here who were never entered. */
export function runFigureOf(item: Item): RunFigure | undefined {
  const [kind, campaign = ''] = item.pk.split('#');
  if (kind === 'RUN') {
    const { broadcast, targeted } = fromJson<Run>(item);
    return broadcast === undefined ? undefined : { campaign, targeted };
  }
  if (kind === 'PAGE') {
    const { broadcast, heldOut, failed, universal = 0 } = fromJson<SelectedPage>(item);
    const tally = emptyTally();
    count(tally, ['suppressed', 'held-out'], heldOut.length);
    count(tally, ['failed', 'cannot-select'], failed.length);
    return { ...unsent(campaign, broadcast, tally), universal };
  }
  if (kind !== 'STOCK' || !item.sk.startsWith('DONE#')) return undefined;
  const stretch = fromJson<Stretch | Released>(item.stretch);
  return 'releasedAt' in stretch ? undefined : unsent(campaign, stretch.broadcast, fromJson<Tally>(item.tally));
}

/** Recipients of a broadcast are targeted by its run already. */
function unsent(campaign: string, broadcast: boolean, tally: Tally): RunFigure {
  return { campaign, tally, ...(!broadcast && { targeted: settled(tally) }) };
}

/** From the run alone; only a run from before it summed these up has its pages read, which name every recipient. */
async function figuresOfRun(world: World, run: Run): Promise<RunFigure[]> {
  if (run.unsent) {
    const { universal = 0, ...suppressed } = run.unsent.suppressed;
    return [{ ...unsent(run.campaign, run.broadcast !== undefined, { ...emptyTally(), ...run.unsent, suppressed }), universal }];
  }
  const pks = [runKeys.page(run, 0, 0).pk, runKeys.stock(run, '').pk];
  const items = await Promise.all(pks.map((pk) => queryItems(world, { table: 'control', pk })));
  return items.flat().flatMap((item) => runFigureOf(item) ?? []);
}

/** What the runs of a campaign know of recipients of whom there is neither enrollment nor message: those of broadcasts, above all. */
export async function countsOfRuns(world: World, campaign: string): Promise<Tallied[]> {
  const counted: Tallied[] = [];
  for (const run of await loadRuns(world, campaign)) {
    const figures = [...(await figuresOfRun(world, run)), ...(run.broadcast === undefined ? [] : [run])];
    counted.push(...figures.map((figure) => ({ campaign, bucket: run.occurrence, counts: countsOfFigure(figure, run.broadcast) })));
  }
  return counted;
}

/** Of a run its recipients are counted, and of its parts what became of them; all of it once more for the only step of a broadcast. */
function countsOfFigure(figure: RunFigure | Run, step: string | undefined): Counts {
  const ofStep = (counts: Counts): Counts =>
    step === undefined ? {} : Object.fromEntries(Object.entries(counts).map(([name, n]) => [stepPrefix(step) + name, n]));
  if ('occurrence' in figure) {
    const { targeted } = figure;
    return { entered: targeted, targeted, ...ofStep({ targeted }) };
  }
  const { tally: { suppressed = {}, failed = {} } = {}, universal = 0 } = figure;
  const { 'held-out': withheld = 0, ...dropped } = suppressed;
  const heldOut = withheld - universal;
  const reasons = Object.entries({ suppressed: dropped, failed }).flatMap(([state, times]) =>
    Object.entries(times).map(([reason, n]): [string, number] => [`${state}.${reason}`, n]),
  );
  const unsent = Object.fromEntries(reasons);
  const control = {
    entered: -withheld,
    'suppressed.held-out': withheld,
    heldOut,
    [`${heldOutPrefix}entered`]: heldOut,
    [`${universalPrefix}entered`]: universal,
  };
  // Nothing is sent to who is held out: she comes to no step.
  return plusCounts({ targeted: figure.targeted ?? 0, ...unsent, ...ofStep({ targeted: -withheld, ...unsent }) }, control);
}
