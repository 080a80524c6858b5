import type { Equation } from '../core/equation.ts';
import { total } from '../core/run-totals.ts';
import type { Instant } from '../core/time.ts';
import type { Run } from '../store/runs.ts';
import type { Figures } from '../usecases/close-figures.ts';
import { numberOf } from './figure-text.ts';
import { showRuns } from './runs.ts';

/** The closing equation as a person reads it: of everything, of each campaign, of each run. */
export function showFigures(figures: Figures, { runs, now, seconds }: { runs: Run[]; now: Instant; seconds: number }): string {
  const { orders, customers, byCampaign } = figures;
  return [
    '',
    `${numberOf(orders, 'order')} recorded of ${numberOf(customers, 'customer')}, virtual time is ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    ...equation(`${numberOf(figures.targeted, 'message')} targeted`, figures),
    '',
    ...campaignTable(byCampaign),
    ...(hasControlGoals(figures) ? ['', controlNote] : []),
    ...(runs.length > 0 ? ['', showRuns(runs)] : []),
    '',
    `${seconds.toFixed(1)} s, peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  ].join('\n');
}

const controlNote = 'Goals are also those of control groups, which "rapport report" counts apart.';

function hasControlGoals({ goals, suppressed }: Equation): boolean {
  return goals > 0 && (suppressed['held-out'] ?? 0) > 0;
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
  const named = withReasons(reasons);
  return `  ${name.padEnd(18)}${count(number).padStart(9)}${named === '' ? '' : `   ${named}`}`;
}

const columns = ['targeted', 'sent', 'suppressed', 'failed', 'unknown', 'held', 'under way', 'goals'];
const width = 11;

/** A row for each campaign; what was not sent has its reasons in the row below. */
function campaignTable(byCampaign: Record<string, Equation>): string[] {
  const longest = Math.max(8, ...Object.keys(byCampaign).map((name) => name.length));
  const row = (name: string, cells: string[]) => name.padEnd(longest) + cells.map((cell) => cell.padStart(width)).join('');
  const rows = Object.entries(byCampaign).flatMap(([campaign, each]) => {
    const { targeted, sent, suppressed, failed, unknown, held, open, goals } = each;
    const numbers = [targeted, sent, total(suppressed), total(failed), unknown, total(held), open, goals];
    const reasons = Object.entries({ suppressed, failed, held }).map(([state, byReason]) => [state, withReasons(byReason)]);
    const known = reasons.filter(([, named]) => named !== '').map(([state, named]) => `${state}: ${named}`);
    return [row(campaign, numbers.map(count)), ...known.map((text) => `${' '.repeat(longest + 2)}${text}`)];
  });
  return [row('campaign', columns), ...rows];
}

function withReasons(reasons: Record<string, number>): string {
  return Object.entries(reasons)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, times]) => `${reason} ${count(times)}`)
    .join(', ');
}

const count = (number: number) => number.toLocaleString('en');
