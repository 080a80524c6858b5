import { day, type Instant } from '../../core/time.ts';
import { chance, normal } from './chance.ts';

const history = 2 * 365 * day;

/** How often a customer buys: it differs by orders of magnitude between people. */
export function ordersPerYear(id: string): number {
  return Math.exp(Math.log(8) + 0.9 * normal(chance(id, 'rate', 1), chance(id, 'rate', 2)));
}

/** About when she first came, in the two years until `endAt`. */
export function cameAt(id: string, endAt: Instant): Instant {
  return endAt - history * chance(id, 'came', 0) ** 1.15;
}
