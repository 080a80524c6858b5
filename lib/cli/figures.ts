import type { Equation } from '../core/equation.ts';
import { total } from '../core/run-totals.ts';
import type { Instant } from '../core/time.ts';
import type { Figures } from '../usecases/close-figures.ts';

/** The closing equation as a person reads it. */
export function showFigures(figures: Figures, { now, seconds }: { now: Instant; seconds: number }): string {
  const { orders, customers, byCampaign } = figures;
  return [
    '',
    `${count(orders)} orders recorded of ${count(customers)} customers, virtual time is ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    ...equation(`${count(figures.targeted)} messages targeted`, figures),
    ...Object.entries(byCampaign).flatMap(([campaign, each]) => equation(`${campaign}: ${count(each.targeted)} targeted`, each)),
    `${seconds.toFixed(1)} s, peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  ].join('\n');
}

function equation(title: string, { sent, suppressed, failed, unknown, held, open, goals }: Equation): string[] {
  const sum = sent + total(suppressed) + total(failed) + unknown + total(held);
  return [
    title,
    line('sent', sent),
    line('suppressed', total(suppressed), suppressed),
    line('failed', total(failed), failed),
    line('unknown', unknown),
    ...(total(held) > 0 ? [line('held until later', total(held), held)] : []),
    ...(goals > 0 ? [line('goals reached', goals)] : []),
    open === 0 ? `  = ${count(sum)}: the equation closes` : `  = ${count(sum)}: ${count(open)} are under way`,
  ];
}

function line(name: string, number: number, reasons: Record<string, number> = {}): string {
  const named = Object.entries(reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, times]) => `${reason} ${count(times)}`);
  return `  ${name.padEnd(18)}${count(number).padStart(9)}${named.length > 0 ? `   ${named.join(', ')}` : ''}`;
}

const count = (number: number) => number.toLocaleString('en');
