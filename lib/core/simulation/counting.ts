import { budgetFor, budgetName } from '../budget.ts';
import type { Channel, Enrollment, PlannedMessage } from '../enrollment/enrollment.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import type { Decision } from '../enrollment/situation.ts';
import type { Shared } from '../rehearsal/life.ts';
import { addToDate, type Instant, localDate, minute } from '../time.ts';
import type { CompiledPlan, Reward } from './compile-plan.ts';
import { ask, type Demand, placeOfCustomer, sharedBy, type Turn } from './demand.ts';
import { campaignOf, hasLimits } from './draws.ts';
import { type LimitsInForce, refusedFrom } from './limits.ts';
import { type CampaignTally, type SimulationTally, tallyOf } from './tally.ts';

/** What one thread has counted so far in one pass. */
export interface Counts {
  tally: SimulationTally;
  demand: Demand;
}

/** One pass over the customers of a plan: the limits that hold in it. */
export interface Pass {
  compiled: CompiledPlan;
  limits: LimitsInForce;
  /** Is told whenever a customer asks for what may run out of this campaign, or whether it has. */
  asked?(campaign: string, now: Instant): void;
}

interface Known {
  orders: number;
  revenue: number;
  reached: boolean;
}

/** A message, and when it was planned. */
export interface Planned {
  at: Instant;
  campaign: string;
  message: PlannedMessage;
}

export interface Code {
  pool: string;
  at: Instant;
}

/** A customer's share in what all share, and what is to be counted of her once her life is played. */
export interface Counting extends Shared {
  /** Every message that was planned for her. */
  plans: Planned[];
  /** The codes that were granted to her, of which pool and when, by the key of their step (`stepKey`). */
  codes: ReadonlyMap<string, Code>;
  countInto(counts: Counts): void;
}

/** Counts what is decided about one customer, and what she takes of what all share. */
export function countingOf(pass: Pass, { id, country }: { id: string; country: string | undefined }): Counting {
  const { compiled, limits } = pass;
  const place = placeOfCustomer(id);
  const waits = new Set<string>();
  const settled = new Map<string, 'granted' | 'refused'>();
  const codes = new Map<string, Code>();
  const windows = new Map<string, Map<Instant, Known>>();
  const later: ((counts: Counts) => void)[] = [];
  const plans: Planned[] = [];
  const turns = turnsAt(place);
  const asks = (name: string, now: Instant) => {
    pass.asked?.(campaignOf(name), now);
    const shared = sharedBy(name);
    const turn = turns.take(shared, now);
    later.push(({ demand }) => ask(demand, { name, turn, crowded: limits.crowded.get(shared) }, now));
    return turn;
  };

  function countRewards(campaign: LiveCampaign, enrollment: Enrollment, now: Instant): void {
    if (!compiled.rewarding.has(campaign)) return;
    for (const [step, found] of Object.entries(enrollment.steps)) {
      const node = campaign.nodes.get(step);
      if (node?.verb !== 'reward' || (found.grantedAt === undefined && found.refused === undefined)) continue;
      const key = stepKey({ campaign: campaign.id, occurrence: enrollment.occurrence, step });
      const verdict = found.grantedAt === undefined ? 'refused' : 'granted';
      // After a restart what was refused may yet be granted.
      if (settled.get(key) === verdict) continue;
      settled.set(key, verdict);
      if (verdict === 'granted' && 'pool' in node.reward) codes.set(key, { pool: node.reward.pool, at: now });
      const { budget } = campaign.limits;
      if (budget) {
        const price = compiled.rewardPrice(node.reward, budget.currency) ?? 0;
        if (price > 0)
          asks(`${budgetName(budgetFor(budget, { campaign, run: enrollment.run, settings: compiled.plan.settings, now }))}@${price}`, now);
      }
      if (verdict === 'granted') later.push(({ tally }) => countReward(tallyOf(tally, campaign.id), node.reward));
    }
  }

  function countReward({ rewards }: CampaignTally, reward: Reward): void {
    const name = 'pool' in reward ? reward.pool : (reward.program ?? '');
    const sum = rewards[name] ?? { granted: 0, shown: 0, cost: 0, points: 0 };
    sum.granted += 1;
    sum.cost += compiled.rewardPrice(reward) ?? 0;
    if ('points' in reward) sum.points += reward.points;
    rewards[name] = sum;
  }

  function countWindow(tally: SimulationTally, enrollment: Enrollment): void {
    for (const { from, until, as, orders = 0, revenue = 0, reachedAt } of enrollment.measured ?? []) {
      if (until === 0) continue;
      const hers = windows.get(enrollment.campaign) ?? new Map<Instant, Known>();
      windows.set(enrollment.campaign, hers);
      const counted = tallyOf(tally, enrollment.campaign);
      if (until > compiled.plan.until) {
        if (!hers.has(from)) counted.window.open += 1;
        hers.set(from, { orders: 0, revenue: 0, reached: false });
        continue;
      }
      const group = as ? 'heldOut' : 'entered';
      const window = counted.window[group];
      const before = hers.get(from) ?? { orders: 0, revenue: 0, reached: false };
      if (!hers.has(from)) window.n += 1;
      window.orders += orders - before.orders;
      window.revenue += revenue - before.revenue;
      const reached = reachedAt !== undefined;
      if (reached && !before.reached) counted.goals[group] += 1;
      hers.set(from, { orders, revenue, reached });
    }
  }

  function countPlaces({ why, hints }: Decision, now: Instant): void {
    for (const campaign of compiled.campaigns) {
      if (campaign.limits.entriesPerDay === undefined) continue;
      const { kind } = campaign.entry.trigger;
      const mine = why.filter((reason) => reason.campaign === campaign.id);
      const isIn = mine.some(({ verdict }) => verdict === 'entered' || verdict === 'held-out');
      const isRefused = kind !== 'segment' && kind !== 'lapse' && mine.some(({ code }) => code === 'entries-per-day');
      const later = hints.some((hint) => hint.campaign === campaign.id && hint.place !== undefined && hint.dueAt !== null);
      const had = waits.has(campaign.id);
      if ((isIn || isRefused || later) && !had) asks(`${campaign.id}#entries`, now);
      if (later) waits.add(campaign.id);
      else if (isIn) waits.delete(campaign.id);
    }
  }

  return {
    ...(compiled.campaigns.some(hasLimits) && leftFor(pass, turns)),
    plans,
    codes,
    decided(decision, now) {
      for (const enrollment of decision.enrollments) {
        const campaign = compiled.byId.get(enrollment.campaign);
        if (!campaign) continue;
        if (enrollment.measured) later.push(({ tally }) => countWindow(tally, enrollment));
        countRewards(campaign, enrollment, now);
      }
      countPlaces(decision, now);
      for (const { kind, program, points, pending } of decision.loyalty?.entries ?? []) {
        if (kind !== 'earned') continue;
        later.push(({ tally: { pointsEarned } }) => {
          pointsEarned[program] = (pointsEarned[program] ?? 0) + points + pending;
        });
      }
    },
    planned(message, campaign, at) {
      plans.push({ at, campaign, message });
    },
    pays(message, by, now) {
      const payment = paymentOf(compiled, { ...by, message, country }, now);
      if (!payment) return true;
      const { name, amount } = payment;
      if (amount === 0) return true;
      const turn = asks(`${name}@${amount}`, now);
      return amount < (refusedFrom(limits, name, { turn, now }) ?? Infinity);
    },
    countInto(counts) {
      for (const add of later) add(counts);
    },
  };
}

/** Of one step of one enrollment. */
export function stepKey({ campaign, occurrence, step }: { campaign: string; occurrence: string; step: string }): string {
  return `${campaign}#${occurrence}#${step}`;
}

function paymentOf(
  { byId, priceOf, plan }: CompiledPlan,
  {
    campaign,
    channel,
    enrollment,
    message,
    country,
  }: { campaign: LiveCampaign; channel: Channel; enrollment: Enrollment; message: PlannedMessage; country: string | undefined },
  now: Instant,
): { name: string; amount: number } | undefined {
  const budget = (byId.get(campaign.id) ?? campaign).limits.budget;
  if (!budget) return undefined;
  const name = budgetName(budgetFor(budget, { campaign, run: enrollment.run, settings: plan.settings, now }));
  // What has no price in the budget's currency is never covered.
  return { name, amount: priceOf({ channel, template: message.template, country }, budget.currency) ?? Number.MAX_SAFE_INTEGER };
}

/** How often she has asked for what is shared, minute by minute. */
interface Turns {
  next(shared: string, now: Instant): Turn;
  take(shared: string, now: Instant): Turn;
}

function turnsAt(place: number): Turns {
  const known = new Map<string, { at: number; asked: number }>();
  const next = (shared: string, now: Instant): Turn => {
    const last = known.get(shared);
    return { place, asked: last?.at === Math.floor(now / minute) ? last.asked : 0 };
  };
  return {
    next,
    take(shared, now) {
      const turn = next(shared, now);
      known.set(shared, { at: Math.floor(now / minute), asked: turn.asked + 1 });
      return turn;
    },
  };
}

/** What is left of budgets for her, and days that are full: each is looked up when a decision asks for it. */
function leftFor({ compiled, limits, asked }: Pass, turns: Turns): Required<Pick<Shared, 'at' | 'left'>> {
  let now = compiled.plan.from;
  const purses = {
    get(name: string) {
      asked?.(campaignOf(name), now);
      const refused = refusedFrom(limits, name, { turn: turns.next(name, now), now });
      return refused === undefined ? undefined : refused - 1;
    },
  };
  const full = {
    get(id: string) {
      const campaign = compiled.byId.get(id);
      if (campaign?.limits.entriesPerDay === undefined) return undefined;
      asked?.(id, now);
      const turn = turns.next(`${id}#entries`, now);
      const today = localDate(now, campaign.zone);
      let date = today;
      while (refusedFrom(limits, `${id}#${date}`, { turn, now }) !== undefined) date = addToDate(date, { months: 0, days: 1, ms: 0 });
      return date === today ? undefined : date;
    },
  };
  return {
    left: { purses, full },
    at(instant) {
      now = instant;
    },
  };
}
