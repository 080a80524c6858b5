import type { Bookkeeping } from '../customer.ts';
import type { LoyaltyProgram } from '../definition/loyalty-program.ts';
import type { Settings } from '../definition/settings.ts';
import { parseDuration, parseMoney, parseShare, roughMinutes } from '../definition/values.ts';
import type { Margins } from '../margin.ts';
import { minorDigits, type Rates, ratesOf, toBase } from '../money.ts';
import { type FrequencyBounds, usualFrequencies } from './frequency.ts';

/** What scores need of the settings and the loyalty programs: margins, costs, bounds of classes. */
export interface Valuation {
  /** Undefined where the settings state none: then nobody's profit is known. */
  margins: Margins | undefined;
  /** Minor units of the base currency; undefined where a rate for it is missing. */
  costToServe: { order: number; return: number } | undefined;
  frequency: FrequencyBounds;
  /** Types of activity. */
  complaints: readonly string[];
  /** `discount` is the share that money of next year is worth less. */
  lifetime: { weeks: number; discount: number };
  programs: readonly ProgramValue[];
}

export interface ProgramValue {
  id: string;
  /** Minor units of the base currency, not rounded; 0 where the program states none. */
  pointCost: number;
  topTier: string | undefined;
}

const usual = { complaints: ['complaint.opened'], horizon: '1 year', discount: '10%' };

/** Compiles what the settings and programs say of the worth of a customer. Settings stored before have none of it. */
export function valuationOf(settings: Settings, programs: readonly LoyaltyProgram[] = []): Valuation {
  const rates = ratesOf(settings);
  const { costToServe = {}, frequency, lifetime, complaints = usual.complaints } = settings;
  const order = costToServe.order === undefined ? 0 : toBase(parseMoney(costToServe.order), rates);
  const back = costToServe.return === undefined ? 0 : toBase(parseMoney(costToServe.return), rates);
  return {
    margins: marginsOf(settings),
    costToServe: order === undefined || back === undefined ? undefined : { order, return: back },
    frequency: frequency ? { ...usualFrequencies, heavy: frequency.heavy, medium: frequency.medium } : usualFrequencies,
    complaints,
    lifetime: {
      weeks: roughMinutes(parseDuration(lifetime?.horizon ?? usual.horizon)) / minutesPerWeek,
      discount: parseShare(lifetime?.discount ?? usual.discount) / 10_000,
    },
    programs: programs.map(({ id, pointCost, tiers }) => ({
      id,
      pointCost: pointCost === undefined ? 0 : unitCostIn(pointCost, rates),
      topTier: tiers?.levels.at(-1)?.id,
    })),
  };
}

/** How activities are folded by these settings. */
export function bookkeepingOf(settings: Settings): Bookkeeping {
  const known = bookkeepings.get(settings) ?? { ...ratesOf(settings), margins: marginsOf(settings) };
  bookkeepings.set(settings, known);
  return known;
}

const bookkeepings = new WeakMap<Settings, Bookkeeping>();

const minutesPerWeek = 10_080;

function marginsOf({ margins }: Settings): Margins | undefined {
  if (!margins?.default) return undefined;
  const shares = Object.entries(margins).map(([category, share]): [string, number] => [category, parseShare(share) / 10_000]);
  return { ...Object.fromEntries(shares), default: parseShare(margins.default) / 10_000 };
}

/** "0.005 GBP" → minor units of the base currency; what has no rate counts as nothing. */
function unitCostIn(cost: string, rates: Rates): number {
  const [amount = '', currency = ''] = cost.split(' ');
  const rate = currency === rates.base ? 1 : (rates.toBase[currency] ?? 0);
  return Number(amount) * rate * 10 ** minorDigits(rates.base);
}
