import { type AroundEntry, aroundEntry } from '../core/measurement/report-around.ts';
import type { Attributed } from '../core/measurement/report-attribution.ts';
import { lifetimeCurve, type ValueCohort, valueCohorts } from '../core/measurement/report-cohorts.ts';
import type { HoldoutReport } from '../core/measurement/report-holdout.ts';
import { day } from '../core/time.ts';
import { correctCounts } from '../usecases/correct-counts.ts';
import type { CampaignsReport, Recounted, ReportAsked } from '../usecases/report-campaigns.ts';
import { reportFromItems } from '../usecases/report-from-items.ts';
import type { World } from '../world.ts';
import { counted } from './counted.ts';
import type { ProgressReport } from './progress.ts';

/** What the text, the page and the JSON are made of. */
export interface ShownReport extends CampaignsReport {
  /** One campaign was asked for, and is told in full. */
  campaign?: string;
  /** What only a recount sees. */
  looked?: Looked;
}

/** What only a look at each customer tells. */
export interface Looked {
  attributed: Attributed[];
  /** Of those who entered a campaign (the one that is asked for, else any), and of all others. */
  lifetime: { entered: Lifetime; others: Lifetime };
  /** Before and after the first entry: of those who entered, and of the control group where one campaign was asked for. */
  around: { entered: AroundEntry; control?: AroundEntry };
  /** What all marketing brought; absent without a universal holdout, and where one campaign was asked for. */
  holdout?: HoldoutReport;
}

/** What customers are worth by the month of their first order. */
export interface Lifetime {
  cohorts: ValueCohort[];
  /** Mean revenue of a customer up to n months after the one of her first order, in minor units. */
  curve: { customers: number; value: number }[];
}

const months = 24;

/** Looks at each customer. */
export async function lookClosely(
  world: World,
  asked: ReportAsked,
  progress: ProgressReport,
): Promise<{ looked: Looked; recounted: Recounted }> {
  const tell = (done: number, of: number, customers: number) => progress.update(done, of, `${counted(customers)} customers`);
  const { attributed, revenues, cohorts, around, holdout } = await reportFromItems(world, asked, tell);
  const until = Math.floor(world.now() / day);
  const lifetime = (books: typeof cohorts.entered): Lifetime => {
    const found = valueCohorts(books, { until, months });
    return { cohorts: found, curve: lifetimeCurve(found) };
  };
  return {
    looked: {
      attributed,
      lifetime: { entered: lifetime(cohorts.entered), others: lifetime(cohorts.others) },
      around: { entered: aroundEntry(around.entered), ...(asked.campaign !== undefined && { control: aroundEntry(around.control) }) },
      ...(holdout && { holdout }),
    },
    recounted: { counts: await correctCounts(world, asked.campaign), revenues },
  };
}
