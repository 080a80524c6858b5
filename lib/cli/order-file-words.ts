import type { OrderHistory } from '../orders/read-orders.ts';
import { counted } from './counted.ts';

/** `bad-date 7 (lines 12, 15, 40, 41, 42, …), no-customer 1 (line 16)`; "" when every line was read. */
export function rejectedText({ summary, rejectedLines }: Pick<OrderHistory, 'summary' | 'rejectedLines'>): string {
  const reasons = Object.entries(summary.rejected).map(([reason, count]) => {
    const lines = rejectedLines[reason] ?? [];
    const more = count > lines.length ? ', …' : '';
    return `${reason} ${counted(count)} (${count === 1 ? 'line' : 'lines'} ${lines.join(', ')}${more})`;
  });
  return reasons.join(', ');
}

/** What whoever asked should know of how a file was read. */
export function readingNotes(history: Pick<OrderHistory, 'summary' | 'rejectedLines' | 'guessedCurrency'>): string[] {
  const rejected = rejectedText(history);
  return [...(rejected === '' ? [] : [`Lines that could not be read: ${rejected}.`]), ...currencyNotes(history)];
}

export function currencyNotes({ guessedCurrency }: Pick<OrderHistory, 'guessedCurrency'>): string[] {
  if (guessedCurrency === undefined) return [];
  return [`The file names no currency: amounts are taken as ${guessedCurrency}. Say --currency CODE if they are not.`];
}

/** Why a file gave no order, to stand behind a sentence that says so: what was rejected, and its first line with the reason. */
export function whyNothing(history: Pick<OrderHistory, 'summary' | 'rejectedLines' | 'firstRejected'>): string {
  const { firstRejected: first } = history;
  if (!first) return '';
  const { line, detail, text } = first;
  const shown = text.length > longestLine ? `${text.slice(0, longestLine)}…` : text;
  return ` (rejected: ${rejectedText(history)})\nline ${line}: ${detail}; the line is: ${shown}\nIf that is not the right column, say which is in the map (--map FILE.json)`;
}

const longestLine = 200;
