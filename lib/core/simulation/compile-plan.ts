import { costOf, timesCost } from '../budget.ts';
import type { Channel } from '../enrollment/enrollment.ts';
import { compileCampaign, type LiveCampaign } from '../enrollment/program.ts';
import { compileProgram } from '../loyalty/compile-program.ts';
import type { LiveProgram } from '../loyalty/live-program.ts';
import { type Rates, ratesOf } from '../money.ts';
import type { Change, Life } from '../rehearsal/life.ts';
import { silent } from '../rehearsal/silent.ts';
import { type Stage, stageOf } from '../rehearsal/stage.ts';
import { remembered } from '../remembered.ts';
import { type Instant, localDate, minute } from '../time.ts';
import type { SimulationPlan } from './simulated.ts';

/** A plan, compiled once for many customers. */
export interface CompiledPlan {
  plan: SimulationPlan;
  campaigns: LiveCampaign[];
  byId: ReadonlyMap<string, LiveCampaign>;
  /** Those that have a step with a reward. */
  rewarding: ReadonlySet<LiveCampaign>;
  programs: LiveProgram[];
  stage: Stage;
  rates: Rates;
  templates: ReadonlySet<string> | undefined;
  needs: Life['needs'];
  /** The shop as it was counted first, and each later count of it. */
  known: Pick<Life, 'rhythm' | 'figures'>;
  changes: Change[];
  /** A message in millionths of a currency, by default of the base; undefined = it has no price. */
  priceOf(message: { channel: Channel; template: string; country: string | undefined }, currency?: string): number | undefined;
  /** A reward, likewise; undefined = nobody said what it costs, or there is no rate. */
  rewardPrice(reward: Reward, currency?: string): number | undefined;
  partsOf(template: string): number;
  /** The local day of the first brand's zone. */
  dayOf(at: Instant): string;
}

export type Reward = { points: number; program: string | undefined } | { pool: string };

/** Compiles every campaign as if it were live; `aloud`: somebody reads why. Throws a RangeError for a reference that does not exist: `rapport check` refuses it before. */
export function compilePlan(plan: SimulationPlan, { aloud = false } = {}): CompiledPlan {
  const { settings, pools, from, until, counts = [] } = plan;
  const first = counts.findLast(({ at }) => at <= from);
  const later = counts.filter(({ at }) => at > from);
  const campaigns = plan.campaigns.map((definition) => {
    const campaign = compileCampaign({ ...definition, status: 'live' }, 'simulated', plan);
    return aloud ? campaign : silent(campaign, settings.neverContact, plan.segments);
  });
  const programs = plan.programs.map((program) => compileProgram(program, plan));
  const rates = ratesOf(settings);
  const partsOf = (template: string) => plan.parts?.[template] ?? 1;
  const needs = new Map(Object.entries(plan.needs ?? {}));
  const prices = new Map<string, { price: number | undefined }>();
  const priced = (name: string, price: () => number | undefined) => remembered(prices, name, () => ({ price: price() })).price;
  return {
    plan,
    campaigns,
    byId: new Map(campaigns.map((campaign) => [campaign.id, campaign])),
    rewarding: new Set(campaigns.filter(({ nodes }) => [...nodes.values()].some(({ verb }) => verb === 'reward'))),
    programs,
    stage: stageOf({ campaigns, programs, settings, liveFrom: from, until, segments: plan.segments, silent: !aloud }),
    rates,
    templates: plan.templates && new Set(plan.templates),
    needs: (template) => needs.get(template) ?? [],
    known: first ? { rhythm: first.rhythm, figures: first.figures } : {},
    changes: later.map(({ at, rhythm, figures }) => ({
      at,
      counts: true,
      change: (situation) => ({ ...situation, rhythm, shop: figures }),
    })),
    priceOf({ channel, template, country }, currency = rates.base) {
      if (channel === 'email') return priced(currency, () => costOf({ channel }, settings, currency));
      const parts = partsOf(template);
      return priced(`${currency} ${country} ${parts}`, () => costOf({ channel, country, parts }, settings, currency));
    },
    rewardPrice(reward, currency = rates.base) {
      const [cost, times] =
        'pool' in reward
          ? [pools.find(({ id }) => id === reward.pool)?.cost, 1]
          : [plan.programs.find(({ id }) => id === reward.program)?.pointCost, reward.points];
      if (cost === undefined) return undefined;
      return priced(`${currency} ${times} × ${cost}`, () => timesCost(cost, times, { currency, rates }));
    },
    partsOf,
    dayOf: daysIn(settings.brands[0]?.zone ?? 'UTC'),
  };
}

/** Offsets of zones are whole quarters of an hour. */
function daysIn(zone: string): (at: Instant) => string {
  const known = new Map<number, string>();
  return (at) => remembered(known, Math.floor(at / (15 * minute)), () => localDate(at, zone));
}
