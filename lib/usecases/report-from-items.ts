import type { Activity } from '../core/activity.ts';
import type { Profile } from '../core/customer.ts';
import type { Enrollment } from '../core/enrollment/enrollment.ts';
import { plusCounts } from '../core/measurement/counts.ts';
import { bucketOf } from '../core/measurement/counts-of.ts';
import { type Attributed, lastTouch, plusAttributed, type Touch } from '../core/measurement/report-attribution.ts';
import { addToCohorts, type CohortBooks } from '../core/measurement/report-cohorts.ts';
import type { Revenues } from '../core/measurement/report-effects.ts';
import { type Rates, ratesOf, readMoney, toBase } from '../core/money.ts';
import { purchasesOf } from '../core/scoring/purchases-of.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type LoadedCounts, loadCounts } from '../store/counters.ts';
import { eachCustomer, type Tell } from '../store/each-customer.ts';
import { fromJson } from '../store/json.ts';
import { enrollmentPrefix, messagePrefix } from '../store/keys.ts';
import { queryItems } from '../store/read-items.ts';
import type { Item, World } from '../world.ts';
import { recount } from './recount.ts';
import type { ReportAsked } from './report-campaigns.ts';

/** What only whoever looks at each customer sees. */
export interface SeenOnItems {
  attributed: Attributed[];
  /** By campaign. */
  revenues: Map<string, Revenues>;
  /** Customers who entered a campaign that is asked for, held out or not, and all others. */
  cohorts: { entered: CohortBooks; others: CohortBooks };
}

/** Walks over all customers, one at a time: her messages, orders and enrollments lie in her partitions. */
export async function reportFromItems(world: World, asked: ReportAsked, tell: Tell): Promise<SeenOnItems> {
  const rates = ratesOf((await loadCatalogue(world)).settings);
  const books = new RevenueBooks();
  const cohorts: SeenOnItems['cohorts'] = { entered: new Map(), others: new Map() };
  let attributed: Attributed[] = [];
  await eachCustomer(world, { tell }, async (cid, profile) => {
    const [enrollments, messages, orders, refunds] = await Promise.all([
      queryItems(world, { table: 'relations', pk: cid, prefix: enrollmentPrefix }),
      queryItems(world, { table: 'relations', pk: cid, prefix: messagePrefix }),
      queryItems(world, { table: 'activities', pk: cid, prefix: 'order.placed#' }),
      queryItems(world, { table: 'activities', pk: cid, prefix: 'order.refunded#' }),
    ]);
    const hers = enrollments.map((item) => fromJson<Enrollment>(item.enrollment)).filter((one) => isAsked(one, asked));
    for (const enrollment of hers) books.add(enrollment);
    attributed = plusAttributed(attributed, attributedOf({ messages, orders, refunds }, { rates, asked }));
    addToCohorts(hers.length > 0 ? cohorts.entered : cohorts.others, bought(profile, rates));
  });
  return { attributed, revenues: books.revenues(), cohorts };
}

const bought = (profile: Profile, rates: Rates) => purchasesOf(profile, rates);

function isAsked(enrollment: Enrollment, { campaign, since = '', until = '~' }: ReportAsked): boolean {
  const on = bucketOf(enrollment).slice(0, 10);
  return (campaign === undefined || campaign === enrollment.campaign) && on >= since && on <= until;
}

/** What the counters should say: of the items as they stand and those that are gone. */
export async function recountedCounts(world: World, { campaign, since, until }: ReportAsked): Promise<LoadedCounts> {
  const days = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
  const counts = await loadCounts(world, { ...(campaign !== undefined && { campaign }), ...days });
  const { differences } = await recount(world, campaign);
  const tallied = new Map(counts.tallied.map((one) => [`${one.campaign}#${one.bucket}`, one]));
  for (const { campaign: of, bucket, name, counted, recounted } of differences) {
    const on = bucket.slice(0, 10);
    if (on < (since ?? '') || on > (until ?? '~')) continue;
    const known = tallied.get(`${of}#${bucket}`) ?? { campaign: of, bucket, counts: {} };
    tallied.set(`${of}#${bucket}`, { ...known, counts: plusCounts(known.counts, { [name]: recounted - counted }) });
  }
  return { ...counts, tallied: [...tallied.values()] };
}

/** All campaigns take part: the last message gets the order, whichever report is asked for. */
function attributedOf(
  { messages, orders, refunds }: { messages: Item[]; orders: Item[]; refunds: Item[] },
  { rates, asked: { campaign: wanted, since = '', until = '~' } }: { rates: Rates; asked: ReportAsked },
): Attributed[] {
  const touches = messages.flatMap(({ sk, state, at }): Touch[] => {
    const [, , campaign = '', , step = ''] = sk.split('#');
    return (state === 'sent' || state === 'unknown') && typeof at === 'number' ? [{ campaign, step, at }] : [];
  });
  if (touches.length === 0) return [];
  const days = (activity: Activity) => new Date(activity.occurredAt).toISOString().slice(0, 10);
  const activities = (items: Item[]) => items.map((item) => fromJson<Activity>(item.activity));
  const worth = (value: unknown) => {
    const money = readMoney(value);
    return (money && toBase(money, rates)) ?? 0;
  };
  const back = new Map<string, number>();
  for (const { data } of activities(refunds)) back.set(String(data.orderId), (back.get(String(data.orderId)) ?? 0) + worth(data.amount));
  const purchases = activities(orders)
    .filter((order) => days(order) >= since && days(order) <= until)
    .map(({ id, occurredAt, data }) => ({ order: String(data.orderId ?? id), at: occurredAt, revenue: worth(data.total) }));
  return lastTouch(touches, purchases, back).filter(({ campaign }) => wanted === undefined || campaign === wanted);
}

/** How many entries had which revenue in the goal window: few amounts occur, so that memory does not grow with customers. */
class RevenueBooks {
  private readonly books = new Map<string, { entered: Map<number, number>; heldOut: Map<number, number> }>();

  add({ campaign, goal, status, bought }: Enrollment): void {
    if (!goal) return;
    const book = this.books.get(campaign) ?? { entered: new Map<number, number>(), heldOut: new Map<number, number>() };
    this.books.set(campaign, book);
    const group = status === 'held-out' ? book.heldOut : book.entered;
    const revenue = bought?.revenue ?? 0;
    group.set(revenue, (group.get(revenue) ?? 0) + 1);
  }

  revenues(): Map<string, Revenues> {
    const sorted = (group: Map<number, number>) => [...group].sort(([a], [b]) => a - b);
    return new Map(
      [...this.books].map(([campaign, { entered, heldOut }]) => [campaign, { entered: sorted(entered), heldOut: sorted(heldOut) }]),
    );
  }
}
