import type { Json } from '../enrollment/enrollment.ts';
import { inMajorUnits, readMoney } from '../money.ts';
import { type Instant, instantText } from '../time.ts';
import { instantFrom } from './compare.ts';
import type { Subject, Test, TraceNode, Verdict } from './test.ts';
import { newTrace } from './test.ts';

/** What an explanation must not show of a person. */
const personal = /^customer\.(firstName|lastName|name|email|phone|birthday|address)/i;
const shown = 60;
/** Conditions whose numbers are instants. */
const ofTime = /^(metrics\.(la|fir)stOrderAt|score\.nextOrder\w+) | (olderThan|newerThan|since|until) "/;

/** Asks a test and says in one sentence what was asked and found, without names and addresses. */
export function explainTest(test: Test, subject: Subject, now: Instant): { verdict: Verdict; because: string } {
  const trace = newTrace();
  const verdict = test(subject, now, trace);
  return { verdict, because: trace.nodes.map((node) => sentence(node, subject.zone)).join(', ') };
}

/** One node of a trace as text: `customer.language is "de": false (found "en")`. */
function sentence(node: TraceNode, zone: string): string {
  const verdict = node.verdict === undefined ? 'unknown' : String(node.verdict);
  if (node.nodes) return `${node.asked}: ${verdict} (${node.nodes.map((one) => sentence(one, zone)).join(', ')})`;
  return `${node.asked}: ${verdict}${foundText(node, zone)}`;
}

/** Whether what was found must not be shown. */
export function isPersonal(asked: string): boolean {
  return personal.test(asked);
}

function foundText({ asked, found }: TraceNode, zone: string): string {
  if (found === undefined) return ' (found nothing)';
  return isPersonal(asked) ? '' : ` (found ${valueText(found, asked, zone)})`;
}

/** What a condition found: money, instants and text written out, anything else as JSON; cut where it is long. */
export function valueText(found: Json, asked: string, zone: string): string {
  const text = Array.isArray(found) ? found.map((one) => oneText(one, asked, zone)).join(', ') : oneText(found, asked, zone);
  return text.length > shown ? `${text.slice(0, shown)}…` : text;
}

function oneText(value: Json, asked: string, zone: string): string {
  const money = readMoney(value);
  if (money) return inMajorUnits(money.amount, money.currency);
  // A date, and a time of day that stands in her zone, are read as they are.
  const written = typeof value === 'string' && !value.includes('T');
  const at = written || !ofTime.test(asked) ? undefined : instantFrom(value, zone);
  if (at !== undefined) return `${instantText(at, zone)} ${zone}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
