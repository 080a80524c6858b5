import { costText } from '../../core/money-text.ts';
import { counted } from '../counted.ts';

/** Millionths of a currency with their sign, for what two versions differ by. */
export function costDifference(millionths: number, currency: string): string {
  return millionths > 0 ? `+${costText(millionths, currency)}` : costText(millionths, currency).replace('-', '−');
}

/** A number with its sign: "+12", "−3", "0". */
export function difference(value: number): string {
  return value > 0 ? `+${counted(value)}` : counted(value).replace('-', '−');
}

/** "welcome 12, nps 3", most first. */
export function countsText(counts: { [name: string]: number }): string {
  return mostFirst(counts)
    .map(([name, times]) => `${name} ${counted(times)}`)
    .join(', ');
}

/** "12 because she has not agreed (no-consent); 3 because …", most first; `inWords` says the reason of a code. */
export function reasonsText(counts: { [code: string]: number }, inWords: (code: string) => string): string {
  return mostFirst(counts)
    .map(([code, times]) => `${counted(times)} because ${inWords(code)}${inWords(code) === code ? '' : ` (${code})`}`)
    .join('; ');
}

function mostFirst(counts: { [name: string]: number }): [name: string, times: number][] {
  return Object.entries(counts)
    .filter(([, times]) => times > 0)
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
}

/** What sending costs; "~£15.87" where there are texts, whose parts are estimated. */
export function sendingCost({ cost, sms }: { cost: number; sms: number }, currency: string): string {
  return `${sms > 0 ? '~' : ''}${costText(cost, currency)}`;
}
