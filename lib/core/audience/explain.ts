import type { Instant } from '../time.ts';
import type { Subject, Test, TraceNode, Verdict } from './test.ts';
import { newTrace } from './test.ts';

/** What an explanation must not show of a person. */
const personal = /^customer\.(firstName|lastName|name|email|phone|birthday|address)/i;
const shown = 60;

/** Asks a test and says in one sentence what was asked and found, without names and addresses. */
export function explainTest(test: Test, subject: Subject, now: Instant): { verdict: Verdict; because: string } {
  const trace = newTrace();
  const verdict = test(subject, now, trace);
  return { verdict, because: trace.nodes.map(sentence).join(', ') };
}

/** One node of a trace as text: `customer.language is "de": false (found "en")`. */
export function sentence(node: TraceNode): string {
  const verdict = node.verdict === undefined ? 'unknown' : String(node.verdict);
  if (node.nodes) return `${node.asked}: ${verdict} (${node.nodes.map(sentence).join(', ')})`;
  return `${node.asked}: ${verdict}${foundText(node)}`;
}

/** Whether what was found must not be shown. */
export function isPersonal(asked: string): boolean {
  return personal.test(asked);
}

function foundText({ asked, found }: TraceNode): string {
  if (found === undefined) return ' (found nothing)';
  if (isPersonal(asked)) return '';
  const text = JSON.stringify(found);
  return ` (found ${text.length > shown ? `${text.slice(0, shown)}…` : text})`;
}
