import type { Properties } from '../definition/data.ts';

const text = { type: 'text' } as const;
const number = { type: 'number' } as const;
const money = { type: 'money' } as const;
const time = { type: 'time' } as const;
const boolean = { type: 'boolean' } as const;

/**
 * Every score under score.* with its type. What is not required may be missing: without orders, before the nightly pass has
 * counted the shop, or where the settings do not state what it needs.
 */
export const scoreProperties = {
  r: number,
  f: number,
  m: number,
  rfm: text,
  segment: text,
  valueClass: text,
  frequencyClass: text,
  profit: money,
  profitTier: text,
  belowZero: boolean,
  lifetimeValue: money,
  expectedOrders: number,
  alive: number,
  silence: number,
  nextOrderAt: time,
  nextOrderFrom: time,
  nextOrderUntil: time,
  lapsed: boolean,
  falling: boolean,
  discontent: { type: 'list', of: text, required: true },
  satisfaction: number,
  loyalty: text,
  stage: text,
  bestHour: number,
} as const satisfies Properties;

export type ScoreName = keyof typeof scoreProperties;

export function isScoreName(name: string): name is ScoreName {
  return Object.hasOwn(scoreProperties, name);
}
