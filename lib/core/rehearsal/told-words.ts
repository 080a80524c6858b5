import type { Reason } from '../enrollment/enrollment.ts';
import { reasonInWords } from '../send-reasons.ts';
import type { Instant } from '../time.ts';
import type { Told } from './life.ts';

/** One thing of a rehearsed life as a sentence, without its instant and campaign. `when` writes instants. Shows no address. */
export function toldInWords(told: Told, when: (at: Instant) => string): string {
  switch (told.what) {
    case 'sent':
      return `"${told.template}" is sent by ${told.channel}`;
    case 'held':
      return `"${told.template}" is held until ${when(told.until)}: ${reasonInWords(told.reason)} (${told.reason})`;
    case 'dropped':
      return `"${told.template}" is not sent: ${reasonInWords(told.reason)} (${told.reason})`;
    case 'notice':
      return `${told.to.includes('@') ? 'a colleague' : told.to} is told by "${told.template}"`;
    case 'event':
      return `the event ${told.type} is published`;
    case 'not-selected':
      return `not in the run of ${told.run}: ${told.because}`;
    case 'because':
      return reasonText(told.reason);
  }
}

/** "branched high: case 1: metrics.orders atLeast 2: true (found 3)". */
function reasonText({ verdict, step, because }: Reason): string {
  return `${verdict}${step === undefined ? '' : ` ${step}`}: ${because}`;
}
