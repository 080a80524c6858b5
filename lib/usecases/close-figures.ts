import type { Enrollment } from '../core/enrollment/enrollment.ts';
import { type Books, balance, type Equation, emptyBooks } from '../core/equation.ts';
import { count, plus, type Tally } from '../core/run-totals.ts';
import { fromJson } from '../store/json.ts';
import { enrollmentPrefix, messagePrefix } from '../store/keys.ts';
import { countMessage } from '../store/message-outcomes.ts';
import { scanItems } from '../store/read-items.ts';
import { runFigureOf } from '../store/run-figures.ts';
import type { World } from '../world.ts';

/** The closing equation of all messages together and of each campaign's. */
export interface Figures extends Equation {
  customers: number;
  orders: number;
  byCampaign: Record<string, Equation>;
}

/** Counts from the items themselves, in constant memory; exact when nothing is being written meanwhile. */
export async function closeFigures(world: World): Promise<Figures> {
  const books = new Map<string, Books>();
  const of = (campaign: string) => {
    const known = books.get(campaign) ?? emptyBooks();
    books.set(campaign, known);
    return known;
  };
  let [customers, orders] = [0, 0];
  for await (const { profile } of scanItems(world, 'customers')) if (profile) customers++;
  for await (const { sk } of scanItems(world, 'activities')) if (sk.startsWith('order.placed#')) orders++;
  for await (const item of scanItems(world, 'relations')) {
    if (item.sk.startsWith(enrollmentPrefix)) countPlanned(of, fromJson<Enrollment>(item.enrollment));
    if (item.sk.startsWith(messagePrefix)) countMessage(of(String(item.campaign)), item);
  }
  // Recipients of broadcasts have no enrollment: they stand in their run, and so does what befell whole pages of them.
  for await (const item of scanItems(world, 'control')) {
    const { campaign, targeted, tally } = runFigureOf(item) ?? {};
    if (campaign !== undefined) add(of(campaign), { targeted, tally });
  }
  const all = [...books.values()].reduce<Books>(sum, emptyBooks());
  const named = [...books].sort(([a], [b]) => (a < b ? -1 : 1)).map(([campaign, each]) => [campaign, balance(each)]);
  return { customers, orders, ...balance(all), byCampaign: Object.fromEntries(named) };
}

function countPlanned(of: (campaign: string) => Books, { campaign, planned, heldOut, goal }: Enrollment): void {
  const books = of(campaign);
  books.targeted += planned;
  count(books, ['suppressed', 'held-out'], heldOut);
  if (goal !== null && goal.reachedAt !== null) books.goals += 1;
}

function add(books: Books, { targeted = 0, tally }: { targeted?: number | undefined; tally?: Tally | undefined }): void {
  Object.assign(books, tally ? plus(books, tally) : {}, { targeted: books.targeted + targeted });
}

function sum(one: Books, other: Books): Books {
  return { ...plus(one, other), targeted: one.targeted + other.targeted, goals: one.goals + other.goals };
}
