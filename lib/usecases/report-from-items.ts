import { parseShare } from '../core/definition/values.ts';
import type { Enrollment } from '../core/enrollment/enrollment.ts';
import { countsOfEnrollment } from '../core/measurement/counts-of.ts';
import { windowsOverAt } from '../core/measurement/goal-window.ts';
import { type AroundBooks, addAroundEntry, firstEntry } from '../core/measurement/report-around.ts';
import { type Attributed, plusAttributed } from '../core/measurement/report-attribution.ts';
import { addToCohorts, type CohortBooks } from '../core/measurement/report-cohorts.ts';
import type { Revenues } from '../core/measurement/report-effects.ts';
import { addToHoldout, emptyHoldout, type HoldoutReport, holdoutReport } from '../core/measurement/report-holdout.ts';
import { RevenueBooks } from '../core/measurement/revenue-books.ts';
import { ratesOf } from '../core/money.ts';
import { purchasesOf } from '../core/scoring/purchases-of.ts';
import { day } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { eachCustomer, type Tell } from '../store/each-customer.ts';
import { fromJson } from '../store/json.ts';
import { enrollmentPrefix, messagePrefix } from '../store/keys.ts';
import { queryItems } from '../store/read-items.ts';
import type { World } from '../world.ts';
import { attributeOrders } from './attribute-orders.ts';
import { isAsked, type ReportAsked } from './report-campaigns.ts';
import { withGoals } from './reported-campaigns.ts';

/** What only whoever looks at each customer sees. */
export interface SeenOnItems {
  attributed: Attributed[];
  /** By campaign. */
  revenues: Map<string, Revenues>;
  /** Customers who entered a campaign that is asked for, held out or not, and all others. */
  cohorts: { entered: CohortBooks; others: CohortBooks };
  /** What customers brought before and after their first entry, by what they were then. The control group is that of one campaign. */
  around: { entered: AroundBooks; control: AroundBooks };
  /** What all campaigns brought; where they are asked for, and the settings hold somebody out of all marketing. */
  holdout?: HoldoutReport;
}

/** Walks over all customers, one at a time: her messages, orders and enrollments lie in her partitions. */
export async function reportFromItems(world: World, asked: ReportAsked, tell: Tell): Promise<SeenOnItems> {
  const catalogue = await loadCatalogue(world);
  const rates = ratesOf(catalogue.settings);
  const measured = new Map((await withGoals(world, catalogue.live, catalogue)).map((each) => [each.id, each]));
  const now = world.now();
  const books = new RevenueBooks((campaign, bucket) => {
    const by = measured.get(campaign);
    return by !== undefined && isAsked({ campaign, bucket }, asked) && windowsOverAt(bucket, by) <= now;
  });
  const cohorts: SeenOnItems['cohorts'] = { entered: new Map(), others: new Map() };
  const around: SeenOnItems['around'] = { entered: new Map(), control: new Map() };
  const until = Math.floor(now / day) - 1;
  const { holdout } = catalogue.settings;
  const groups = emptyHoldout();
  let attributed: Attributed[] = [];
  await eachCustomer(world, { tell }, async (cid, profile) => {
    const [enrollments, messages, orders, refunds] = await Promise.all([
      queryItems(world, { table: 'relations', pk: cid, prefix: enrollmentPrefix }),
      queryItems(world, { table: 'relations', pk: cid, prefix: messagePrefix }),
      queryItems(world, { table: 'activities', pk: cid, prefix: 'order.placed#' }),
      queryItems(world, { table: 'activities', pk: cid, prefix: 'order.refunded#' }),
    ]);
    const all = enrollments.map((item) => fromJson<Enrollment>(item.enrollment));
    const hasEntered = all.flatMap(countsOfEnrollment).some((part) => isAsked(part, asked));
    for (const enrollment of all) books.add(enrollment);
    attributed = plusAttributed(attributed, attributeOrders({ messages, orders, refunds }, { rates, asked }));
    const purchases = purchasesOf(profile, rates);
    addToCohorts(hasEntered ? cohorts.entered : cohorts.others, purchases);
    addToHoldout(groups, purchases, { holdout, until });
    const first = firstEntry(all, asked.campaign);
    if (first && isAsked(first, asked)) addAroundEntry(around[first.group], purchases, { on: first.on, until });
  });
  const isMeasured = asked.campaign === undefined && parseShare(holdout) > 0;
  return { attributed, revenues: books.revenues(), cohorts, around, ...(isMeasured && { holdout: holdoutReport(groups, holdout) }) };
}
