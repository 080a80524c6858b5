import type { LapseTrigger } from './definition/trigger.ts';
import { type CalendarDuration, durationOf } from './time.ts';

/** How long the shop's customers leave between two orders: days → how many gaps of so many days. */
export interface ShopRhythm {
  gaps: { [days: string]: number };
}

/** `sure` is the share of gaps that are shorter, 0 to 1. */
export type LapseRule = { fixed: CalendarDuration } | { sure: number; minimum: CalendarDuration | undefined };

/** As authored: "90 days", or "own rhythm" with how sure [90%]. */
export function compileLapse({ lapse, sure, minimum }: LapseTrigger): LapseRule {
  if (lapse !== 'own rhythm') return { fixed: durationOf(lapse) };
  return { sure: Number.parseFloat(sure ?? '90%') / 100, minimum: minimum === undefined ? undefined : durationOf(minimum) };
}
