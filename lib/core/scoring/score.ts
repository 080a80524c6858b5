import type { Found } from '../audience/metrics.ts';
import type { Subject } from '../audience/test.ts';
import type { Json } from '../enrollment/enrollment.ts';
import { bestHourOf } from './best-hour.ts';
import { type Falling, fallingOf } from './falling.ts';
import { frequencyClass } from './frequency.ts';
import { type Judgement, judgeLapse, silentOf } from './lapse-rules.ts';
import { type Look, lookAt, type ScoreScope } from './look.ts';
import { aliveOf, expectedOrdersOf, lifetimeValueOf, nextOrderOf, orderModelOf, silenceOf } from './outlook.ts';
import { valueClass } from './pareto.ts';
import { isBelowZero, profitOf, profitTierOf } from './profit.ts';
import { discontentOf, loyaltyOf, satisfactionOf, stageOf } from './relationship.ts';
import { type RfmScores, rfmOf, rfmScores, rfmSegment } from './rfm.ts';
import { isScoreName, type ScoreName, scoreProperties } from './score-names.ts';

export type { ScoreScope } from './look.ts';
export type { Valuation } from './valuation.ts';

/** Undefined = unknown: it lacks an order, the figures of the shop, or a setting. A list is known also when it is empty. */
type Score = (look: Look) => Json | undefined;

const scores: { [name in ScoreName]: Score } = {
  r: (look) => rfm(look)?.r,
  f: (look) => rfm(look)?.f,
  m: (look) => (look.knowsRevenue() ? rfm(look)?.m : undefined),
  rfm: (look) => {
    const known = look.knowsRevenue() ? rfm(look) : undefined;
    return known && `${known.r}${known.f}${known.m}`;
  },
  segment: (look) => {
    const known = rfm(look);
    return known && rfmSegment(known);
  },
  valueClass: (look) => {
    const { shop, purchases, knowsRevenue } = look;
    return shop?.value && knowsRevenue() && purchases().orders > 0 ? valueClass(purchases().revenue, shop.value) : undefined;
  },
  frequencyClass: ({ valuation, today, purchases }) => valuation && frequencyClass(purchases(), today, valuation.frequency),
  profit: (look) => money(profitOf(look)?.profit, look),
  profitTier: profitTierOf,
  belowZero: (look) => isBelowZero(profitOf(look)),
  lifetimeValue: (look) => money(lifetimeValueOf(look), look),
  expectedOrders: expectedOrdersOf,
  alive: aliveOf,
  silence: silenceOf,
  nextOrderAt: (look) => nextOrderOf(look, 'median'),
  nextOrderFrom: (look) => nextOrderOf(look, 'from'),
  nextOrderUntil: (look) => nextOrderOf(look, 'to'),
  lapsed: (look) => lapseOf(look)?.lapsed,
  falling: (look) => fallingLook(look)?.falling,
  discontent: (look) => {
    const noted = discontentOf(look).map(([signal]) => signal);
    return scores.falling(look) === true ? [...noted, 'falling'].sort() : noted;
  },
  satisfaction: satisfactionOf,
  loyalty: loyaltyOf,
  stage: (look) =>
    stageOf(look, {
      isBest: () => isValue(scores.valueClass(look), 'A'),
      lapsed: () => isValue(scores.lapsed(look), true),
    }),
  bestHour: ({ profile, shop, zone, now }) => bestHourOf(profile, shop, { zone, now }),
};

/**
 * One score of a customer, by its name under score.*: a pure function of her profile, the shop's figures and now. Unknown
 * where one of them does not tell, and for a name that is none.
 */
export function scoreField(name: string, subject: Subject, scope: ScoreScope): Found {
  const value = isScoreName(name) ? scores[name](lookAt(subject, scope)) : undefined;
  return value === undefined ? { values: [], unknown: true } : { values: Array.isArray(value) ? value : [value], unknown: false };
}

/** Every score that is known of her, for templates and explanations: money is { amount, currency }, instants are ms. */
export function scoreFields(subject: Subject, scope: ScoreScope): { [name in ScoreName]?: Json } {
  const look = lookAt(subject, scope);
  const found: { [name in ScoreName]?: Json } = {};
  for (const name of Object.keys(scoreProperties).filter(isScoreName)) {
    const value = scores[name](look);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** By the rule that the shop's own past has chosen. */
export function lapseOf({ shop, rhythm, today, purchases }: Look): Judgement | undefined {
  const silent = shop?.lapse && silentOf(purchases(), today);
  return silent && shop?.lapse && judgeLapse(shop.lapse, silent, { rhythm, fitted: orderModelOf(shop) });
}

export function fallingLook({ purchases, today }: Look): Falling | undefined {
  return fallingOf(purchases(), today);
}

function rfm({ shop, today, purchases }: Look): RfmScores | undefined {
  const measured = shop?.cuts && rfmOf(purchases(), today);
  return measured && shop?.cuts && rfmScores(measured, shop.cuts);
}

function money(amount: number | undefined, { rates }: Look): Json | undefined {
  return amount === undefined ? undefined : { amount, currency: rates.base };
}

function isValue(value: Json | undefined, wanted: Json): boolean | undefined {
  return value === undefined ? undefined : value === wanted;
}
