import { type DecimalMark, decimalText, markIn, parseDecimal, toDigits } from '../orders/decimal.ts';

/** How often each amount occurs; those whose last three digits may be thousands still as texts. */
export type WrittenAmounts = Map<number | string, number>;

/** What the amounts of a file have shown of its decimal mark. */
export interface MarkSeen {
  marks: Set<DecimalMark>;
  /** The first that may be read both ways. */
  unsure?: { text: string; line: number };
}

/** The mark that was taken, and an amount that may be read both ways where no other one tells which is meant. */
export interface MarkTaken {
  mark: DecimalMark;
  doubtful?: string;
}

/** Whole cents of it still fit a number; what says more is no money. */
const mostMoney = 1e13;
const scientific = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const written = /^[+-]?[\d.,'\s]+$/;

/** An amount without currency, its text where it may be read both ways, or undefined where it is none; notes what it shows. */
export function amountOf(text: string, line: number, seen: MarkSeen): number | string | undefined {
  const mark = written.test(text) ? markIn(text) : undefined;
  if (mark === 'either') {
    seen.unsure ??= { text, line };
    return text;
  }
  const amount = scientific.test(text) ? Number(text) : written.test(text) ? numberIn(text, '.') : NaN;
  // Below 0 and above are one nothing.
  if (!(Math.abs(amount) <= mostMoney)) return undefined;
  if (mark) seen.marks.add(mark);
  return amount + 0;
}

function numberIn(text: string, mark: DecimalMark): number {
  const value = parseDecimal(text, mark);
  return value ? Number(decimalText(toDigits(value, value.digits), value.digits)) : NaN;
}

/** Which mark the file uses: that of the amounts which can be read one way only, else the point. Throws where they show both. */
export function markOfFile({ marks, unsure }: MarkSeen): MarkTaken {
  const [mark = '.', other] = marks;
  if (unsure && other !== undefined)
    throw new Error(
      `line ${unsure.line}: "${unsure.text}" may be ${bothWays(unsure.text)}, since the file has decimal points and decimal commas: write all amounts alike`,
    );
  return { mark, ...(unsure && marks.size === 0 && { doubtful: unsure.text }) };
}

/** The amounts, once the mark is known. */
export function settledAmounts(amounts: WrittenAmounts, mark: DecimalMark): Map<number, number> {
  const settled = new Map<number, number>();
  for (const [amount, times] of amounts) {
    const value = typeof amount === 'number' ? amount : numberIn(amount, mark);
    settled.set(value, (settled.get(value) ?? 0) + times);
  }
  return settled;
}

/** What was taken where nothing tells. */
export function doubtText({ mark, doubtful = '' }: MarkTaken): string {
  return `Amounts such as "${doubtful}" may be ${bothWays(doubtful)}, and no amount of the file tells which: it is taken as ${numberIn(doubtful, mark)}. If that is wrong, write them without thousands separators and with two digits behind the decimal sign.`;
}

function bothWays(text: string): string {
  return `${numberIn(text, text.includes(',') ? ',' : '.')} or ${numberIn(text, text.includes(',') ? '.' : ',')}`;
}
