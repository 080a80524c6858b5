import { day } from '../core/time.ts';
import { counted } from './counted.ts';

/** Sums of parts that are all come so near to 1. */
const noise = 1e-12;

/** A share as a person reads it: .746 → "74.6%" with one digit behind the point. What is not all, or not none, never reads so: ">99%", "<1%". */
export function percent(share: number, digits = 0): string {
  const text = (100 * share).toFixed(digits);
  const step = 10 ** -digits;
  if (share > noise && Number(text) === 0) return `<${step.toFixed(digits)}%`;
  if (share < 1 - noise && Number(text) === 100) return `>${(100 - step).toFixed(digits)}%`;
  return `${text}%`;
}

/** "1 order", "4,338 orders"; `many` where an s does not do: "2 activities". */
export function numberOf(count: number, one: string, many = `${one}s`): string {
  return `${counted(count)} ${count === 1 ? one : many}`;
}

/** A UTC day since 1970 → "9 December 2011". */
export function dayText(on: number): string {
  return new Date(on * day).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** A UTC day since 1970 → "2011-12-09". */
export function isoDay(on: number): string {
  return new Date(on * day).toISOString().slice(0, 10);
}

/** "2011-12" → "Dec 2011". */
export function monthText(month: string): string {
  return new Date(`${month}-01`).toLocaleDateString('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });
}
