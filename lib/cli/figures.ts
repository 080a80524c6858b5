import type { Instant } from '../core/time.ts';
import { type Figures, total } from '../usecases/close-figures.ts';

/** The closing equation as a person reads it. */
export function showFigures(figures: Figures, { now, seconds }: { now: Instant; seconds: number }): string {
  const { orders, customers, targeted, sent, suppressed, failed, unknown, held, open } = figures;
  const sum = sent + total(suppressed) + total(failed) + unknown + total(held);
  return [
    '',
    `${count(orders)} orders recorded of ${count(customers)} customers, virtual time is ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `${count(targeted)} messages targeted`,
    line('sent', sent),
    line('suppressed', total(suppressed), suppressed),
    line('failed', total(failed), failed),
    line('unknown', unknown),
    ...(total(held) > 0 ? [line('held until later', total(held), held)] : []),
    open === 0 ? `  = ${count(sum)}: the equation closes` : `  = ${count(sum)}: ${count(open)} are under way`,
    `${seconds.toFixed(1)} s, peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  ].join('\n');
}

function line(name: string, number: number, reasons: Record<string, number> = {}): string {
  const named = Object.entries(reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, times]) => `${reason} ${count(times)}`);
  return `  ${name.padEnd(18)}${count(number).padStart(9)}${named.length > 0 ? `   ${named.join(', ')}` : ''}`;
}

const count = (number: number) => number.toLocaleString('en');
