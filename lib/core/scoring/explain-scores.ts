import type { Subject } from '../audience/test.ts';
import type { Json } from '../enrollment/enrollment.ts';
import { type Situation, zoneOf } from '../enrollment/situation.ts';
import type { LiveProgram } from '../loyalty/live-program.ts';
import { inMajorUnits, ratesOf, readMoney } from '../money.ts';
import { type Instant, localDate } from '../time.ts';
import { shopWeight } from './best-hour.ts';
import { type Look, lookAt, type ScoreScope } from './look.ts';
import { orderModelOf, orderWorthOf } from './outlook.ts';
import { breakEven, highProfit, marginShareOf, profitOf } from './profit.ts';
import { contentFrom, discontentOf, isContent, isInTopTier, type Stage, stageNeeds } from './relationship.ts';
import { fallingLook, lapseOf, scoreFields } from './score.ts';
import { isScoreName, type ScoreName, scoreProperties } from './score-names.ts';
import { valuationOf } from './valuation.ts';

/** One score as a person reads it. Holds no name and no address. */
export interface ScoreExplanation {
  score: ScoreName;
  /** As in templates; absent = unknown. */
  value?: Json;
  /** "champions", "12.50 GBP", "overdue since 2026-05-01". */
  shown: string;
  /** One sentence, without capital and full stop: what it was counted from, or what is missing. */
  because: string;
}

/** Every score of a customer with a sentence why; unknown ones with what is missing. */
export function explainScores(subject: Subject, scope: ScoreScope): ScoreExplanation[] {
  const look = lookAt(subject, scope);
  const known = scoreFields(subject, scope);
  return Object.keys(scoreProperties)
    .filter(isScoreName)
    .map((score) => {
      const value = known[score];
      if (value === undefined) return { score, shown: 'unknown', because: missing(score, look) };
      return { score, value, shown: shown(score, value, look), because: reasons[score](look, known) };
    });
}

/** The same of a customer as she is loaded for a decision; the zone of the first brand stands in where hers is not known. */
export function explainAllScores(situation: Situation, programs: readonly LiveProgram[], now: Instant): ScoreExplanation[] {
  const { profile, contact, shop, rhythm, settings } = situation;
  const zone = zoneOf(situation, settings.brands[0]?.zone ?? 'UTC');
  const definitions = programs.map(({ definition }) => definition);
  const scope = { now, rates: ratesOf(settings), valuation: valuationOf(settings, definitions) };
  return explainScores({ profile, contact, zone, shop, rhythm }, scope);
}

type Fields = ReturnType<typeof scoreFields>;

const reasons: { [name in ScoreName]: (look: Look, known: Fields) => string } = {
  r: ({ today, purchases, shop }) =>
    `${counted(today - (purchases().lastDay ?? today))} since her last order; ${cuts(shop?.cuts?.recency.map(tenths))}`,
  f: ({ purchases, shop }) => `${orders(purchases().orders)}; ${cuts(shop?.cuts?.frequency.map(tenths))}`,
  m: (look) => `${amount(look.purchases().revenue, look)} in all; ${cuts(look.shop?.cuts?.monetary.map((cut) => amount(cut, look)))}`,
  rfm: () => 'her scores of recency, frequency and money, each from 1 to 5',
  segment: (_, { r, f }) => `recency ${r} and frequency ${f} of 5`,
  valueClass: (look) =>
    `she brought ${amount(look.purchases().revenue, look)}; A begins at ${amount(look.shop?.value?.a, look)}, B at ${amount(look.shop?.value?.b, look)}`,
  frequencyClass: ({ valuation, purchases, today }) => {
    const { window = 0, heavy, medium = 0 } = valuation?.frequency ?? {};
    const within = purchases().days.filter(([on, n]) => n > 0 && on > today - window).length;
    return `${counted(within, 'order day')} in the last ${window} days; heavy begins at ${heavy}, medium at ${Math.ceil(medium)}`;
  },
  profit: profitParts,
  profitTier: (look) => {
    const high = highProfit(look);
    const bound = high === undefined ? '' : `, high begins at ${amount(high, look)}`;
    return `${profitParts(look)}; less than ${percent(breakEven)} of what she paid is break-even${bound}`;
  },
  belowZero: profitParts,
  lifetimeValue: (look, { expectedOrders }) =>
    `about ${twoDigits(expectedOrders)} orders in ${horizon(look)} of ${amount(orderWorthOf(look), look)} at a margin of ${percent(marginShareOf(look))}, ` +
    `less ${amount(look.valuation?.costToServe?.order, look)} each to serve, worth ${percent(look.valuation?.lifetime.discount)} less in a year`,
  expectedOrders: (look) => `in ${horizon(look)}, ${byModel(look)}`,
  alive: (look) => `that she has not stopped buying, ${byModel(look)}`,
  silence: (look) =>
    `so many of the customers like her who still buy are silent for ${counted(look.today - (look.purchases().lastDay ?? 0))} or longer, ${byModel(look)}`,
  nextOrderAt: (look) => `half of the customers like her have ordered again by then, ${byModel(look)}`,
  nextOrderFrom: (look) => `one in ten of the customers like her has ordered again by then, ${byModel(look)}`,
  nextOrderUntil: (look) => `nine in ten of the customers like her have ordered again by then, ${byModel(look)}`,
  lapsed: (look) => lapseOf(look)?.because ?? '',
  falling: (look) => fallingLook(look)?.because ?? '',
  discontent: (look, { falling }) => {
    const noted = discontentOf(look).map(([signal, at]) => `${signal} on ${localDate(at, look.zone)}`);
    return [...noted, ...(falling === true ? ['her orders fall'] : [])].join(', ') || 'nothing was noted in the last 180 days';
  },
  satisfaction: ({ profile, zone }) => answers({ profile, zone }),
  loyalty: ({ profile, zone }) => `${answers({ profile, zone })}; content begins at ${contentFrom}`,
  stage: (look, { stage }) => `${stageFacts(look)}; ${stageNeeds[isStage(stage) ? stage : 'stranger']}`,
  bestHour: ({ profile, zone }) => {
    const own = Object.values(profile.signs?.hours ?? {}).reduce((sum, n) => sum + n, 0);
    return `${counted(own, 'order or click', 'orders and clicks')} of hers, and the hours of the shop counted like ${shopWeight}, in ${zone}`;
  },
};

/** What a score lacks, first things first. */
function missing(score: ScoreName, look: Look): string {
  const { profile, shop, valuation } = look;
  const ofMoney: ScoreName[] = ['m', 'rfm', 'valueClass', 'profit', 'profitTier', 'belowZero', 'lifetimeValue'];
  if (score === 'satisfaction') return 'she never answered a survey';
  if (score === 'loyalty') return 'she has not answered about both the product and the service';
  if (score !== 'bestHour' && score !== 'profit' && score !== 'belowZero' && profile.orders.count === 0) return 'she never ordered';
  if (ofMoney.includes(score) && !look.knowsRevenue()) return 'there is no rate for a currency that she paid in';
  if (score === 'profit' || score === 'profitTier' || score === 'belowZero' || score === 'lifetimeValue') {
    if (!valuation?.margins) return 'the settings state no margins; {"default": "100%"} makes it revenue';
    if (!valuation.costToServe) return 'there is no rate for the currency of costToServe';
  }
  if (score === 'falling') return 'she ordered too seldom to tell';
  if (!shop) return 'the shop was not counted yet; it is each night';
  if (score === 'lapsed' && !shop.lapse) return 'no rule of lapse was chosen for the shop';
  if (score === 'bestHour' || score === 'valueClass' || score === 'profitTier' || score === 'stage')
    return 'the shop has too few orders to tell';
  if (!orderModelOf(shop)) return `no model was fitted: ${refusal(look)}`;
  return 'the model of the shop does not tell';
}

function refusal({ shop }: Look): string {
  const fit = shop?.models['mbg-nbd'] ?? shop?.models.nbd;
  return fit?.status === 'refused' ? fit.reason : 'the shop has too few orders';
}

function profitParts(look: Look): string {
  const { margin, serving, rewards } = profitOf(look) ?? {};
  return `margin ${amount(margin, look)}, less ${amount(serving, look)} to serve her and ${amount(rewards, look)} for rewards`;
}

function stageFacts(look: Look): string {
  const { profile } = look;
  if (profile.orders.count === 0)
    return Object.keys(profile.activities).length === 0 ? 'nothing is known of her yet' : 'she has not ordered';
  const content = isContent(look) ? ', content' : '';
  return `${orders(profile.orders.count)}${content}${isInTopTier(look) ? ', in the highest tier' : ''}`;
}

function isStage(value: Json | undefined): value is Stage {
  return typeof value === 'string' && Object.hasOwn(stageNeeds, value);
}

function answers({ profile, zone }: Pick<Look, 'profile' | 'zone'>): string {
  const given = Object.entries(profile.signs?.satisfaction ?? {});
  return given
    .map(([about, [score, at]]) => `${score} of 10 ${about === 'overall' ? 'overall' : `for the ${about}`} on ${localDate(at, zone)}`)
    .join(', ');
}

function byModel({ shop }: Look): string {
  const names = { 'mbg-nbd': 'MBG/NBD', 'bg-nbd': 'BG/NBD', nbd: 'NBD' };
  const fitted = orderModelOf(shop);
  return fitted ? `by the model ${names[fitted.name]} of the shop` : '';
}

function shown(score: ScoreName, value: Json, { zone, now }: Look): string {
  const money = readMoney(value);
  if (money) return inMajorUnits(money.amount, money.currency);
  if (typeof value === 'number' && score.startsWith('nextOrder'))
    return `${score === 'nextOrderAt' && value < now ? 'overdue since ' : ''}${localDate(value, zone)}`;
  if (typeof value === 'number' && (score === 'alive' || score === 'silence')) return percent(value);
  if (score === 'expectedOrders') return twoDigits(value);
  if (typeof value === 'number') return score === 'bestHour' ? `${value}:00` : String(Math.round(value * 100) / 100);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(', ') || 'none' : String(value);
}

function twoDigits(value: Json | undefined): string {
  return typeof value === 'number' ? value.toFixed(2) : 'an unknown number of';
}

function horizon({ valuation }: Look): string {
  return counted(Math.round((valuation?.lifetime.weeks ?? 0) * 7));
}

function amount(minor: number | undefined, { rates }: Pick<Look, 'rates'>): string {
  return minor === undefined ? 'an unknown amount' : inMajorUnits(Math.round(minor), rates.base);
}

function cuts(known: readonly string[] = []): string {
  return `the buyers of the shop are cut in five by ${known.join(', ')}`;
}

function tenths(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function orders(n: number): string {
  return counted(n, 'order');
}

function counted(n: number, one = 'day', many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

function percent(share: number | undefined): string {
  return share === undefined ? 'an unknown share' : `${Math.round(share * 100)} %`;
}
