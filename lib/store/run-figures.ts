import { count, emptyTally, settled, type Tally } from '../core/run-totals.ts';
import type { Item } from '../world.ts';
import { fromJson } from './json.ts';
import type { Released, SelectedPage, Stretch } from './run-pages.ts';
import type { Run } from './runs.ts';

/** What one item of a run adds to the figures of its campaign. */
export interface RunFigure {
  campaign: string;
  targeted?: number;
  /** Of recipients of whom there is no message: the control group, and whole stretches that were never released. */
  tally?: Tally;
}

/** Undefined for what says nothing of messages. Of journeys only those count here who were never entered. */
export function runFigureOf(item: Item): RunFigure | undefined {
  const [kind, campaign = ''] = item.pk.split('#');
  if (kind === 'RUN') {
    const { broadcast, targeted } = fromJson<Run>(item);
    return broadcast === undefined ? undefined : { campaign, targeted };
  }
  if (kind === 'PAGE') {
    const { broadcast, heldOut, failed } = fromJson<SelectedPage>(item);
    const tally = emptyTally();
    count(tally, ['suppressed', 'held-out'], heldOut.length);
    count(tally, ['failed', 'cannot-select'], failed.length);
    return unsent(campaign, broadcast, tally);
  }
  if (kind !== 'STOCK' || !item.sk.startsWith('DONE#')) return undefined;
  const stretch = fromJson<Stretch | Released>(item.stretch);
  return 'releasedAt' in stretch ? undefined : unsent(campaign, stretch.broadcast, fromJson<Tally>(item.tally));
}

/** Recipients of a broadcast are targeted by its run already. */
function unsent(campaign: string, broadcast: boolean, tally: Tally): RunFigure {
  return { campaign, tally, ...(!broadcast && { targeted: settled(tally) }) };
}
