import type { OrderHistory } from '../orders/read-orders.ts';
import type { Rejects } from '../orders/rejects.ts';
import { counted } from './counted.ts';

/** `bad-date 7 (lines 12, 15, 40, 41, 42, …), no-customer 1 (line 16)`; "" when every line was read. */
export function rejectedText({ counts, lines }: Pick<Rejects, 'counts' | 'lines'>): string {
  const reasons = Object.entries(counts).map(([reason, count]) => {
    const first = lines[reason] ?? [];
    const more = count > first.length ? ', …' : '';
    return `${reason} ${counted(count)} (${count === 1 ? 'line' : 'lines'} ${first.join(', ')}${more})`;
  });
  return reasons.join(', ');
}

/** The same of a file of orders. */
export function rejectedIn({ summary, rejectedLines }: Pick<OrderHistory, 'summary' | 'rejectedLines'>): string {
  return rejectedText({ counts: summary.rejected, lines: rejectedLines });
}

/** What whoever asked should know of how a file was read; `usual`: the base currency of the settings, where there are any. */
export function readingNotes(
  history: Pick<OrderHistory, 'summary' | 'rejectedLines' | 'guessedCurrency' | 'doubtfulAmount'>,
  usual: string | undefined,
): string[] {
  return [...rejectedNotes(history), ...amountNotes(history, usual)];
}

/** Which lines could not be read. */
export function rejectedNotes(history: Pick<OrderHistory, 'summary' | 'rejectedLines'>): string[] {
  const rejected = rejectedIn(history);
  return rejected === '' ? [] : [`Lines that could not be read: ${rejected}.`];
}

/** What its amounts are taken as, where the file does not tell: the currency, and the decimal mark. */
export function amountNotes(
  { guessedCurrency, doubtfulAmount }: Pick<OrderHistory, 'guessedCurrency' | 'doubtfulAmount'>,
  usual: string | undefined,
): string[] {
  return [
    ...(guessedCurrency === undefined ? [] : [currencyNote(guessedCurrency, usual)]),
    ...(doubtfulAmount ? [markNote(doubtfulAmount)] : []),
  ];
}

function markNote({ text, mark }: NonNullable<OrderHistory['doubtfulAmount']>): string {
  const isDecimal = text.includes(mark);
  const sign = (one: string) => (one === '.' ? 'point' : 'comma');
  const taken = isDecimal ? `${sign(mark)} is taken for the decimal sign` : `${sign(mark === '.' ? ',' : '.')} is taken to part thousands`;
  return `Amounts such as "${text}" may be read in two ways, and no amount of the file shows which: the ${taken}. Say "decimal": "${mark === '.' ? ',' : '.'}" in the map (--map) if that is wrong, else "decimal": "${mark}".`;
}

function currencyNote(guessedCurrency: string, usual: string | undefined): string {
  const why = usual === undefined ? 'for want of settings that say better' : 'the base currency of the settings';
  return `The file names no currency: amounts are taken as ${guessedCurrency}, ${why}. Say --currency CODE if they are not.`;
}

/** Why a file gave no order, to stand behind a sentence that says so: what was rejected, and its first line with the reason. */
export function whyNothing(history: Pick<OrderHistory, 'summary' | 'rejectedLines' | 'firstRejected'>): string {
  const { firstRejected: first } = history;
  if (!first) return '';
  const { line, reason, detail, text } = first;
  const shown = text.length > longestLine ? `${text.slice(0, longestLine)}…` : text;
  return ` (rejected: ${rejectedIn(history)})\nline ${line}: ${detail}; the line is: ${shown}\n${reason === 'bad-date' ? wrongForm : wrongColumn}`;
}

const wrongColumn = 'If that is not the right column, say which is in the map (--map FILE.json)';
const wrongForm =
  'If that is the column of the date, the "dateFormat" of the map (--map FILE.json) is likely wrong: write it as the dates are written, such as "yyyy-MM-dd HH:mm"; else say in the map which column it is';
const longestLine = 200;
