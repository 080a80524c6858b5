import { Command, InvalidArgumentError } from 'commander';
import type { CampaignExplanation, EnrollmentExplanation } from '../core/explanation.ts';
import type { SendExplanation } from '../core/explanation-sends.ts';
import type { ScoreExplanation } from '../core/scoring/explain-scores.ts';
import { isDate } from '../core/time.ts';
import { type CustomerExplanation, type ExplainedMessage, explainCustomer } from '../usecases/explain-customer.ts';
import { findOneCustomer } from '../usecases/find-customer.ts';
import { connect } from './connect.ts';
import { showFinding, showTimeline, when } from './explain-timeline.ts';
import { showPoints } from './show-points.ts';
import { beginOf } from './since-day.ts';
import { withSuggestion } from './suggest.ts';

interface Options {
  since?: string;
  json?: true;
  outputs?: string;
}

/** More of the timeline is told by --since. */
const latestLines = 60;

/** `rapport explain CUSTOMER [CAMPAIGN]`: why she got what she got, and what would have to change. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('say what was decided of a customer and why, where she stands now, and what would have to change')
    .argument('<customer>', "the shop's own id, her e-mail address or her phone number")
    .argument('[campaign]', 'one campaign only')
    .option('--since <date>', `everything from this day on (UTC) instead of the latest ${latestLines} lines`, dayOption)
    .option('--json', 'one JSON object instead of text')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action(async (customer: string, campaign: string | undefined, { since, json, outputs }: Options) => {
      const world = await connect(outputs);
      const wanted = {
        campaign,
        most: latestLines,
        ...(since !== undefined && { since: beginOf(since, { now: world.now(), without: `the latest ${latestLines} lines` }) }),
      };
      const found = await findOneCustomer(world, customer);
      const explained = await withSuggestion(() => explainCustomer(world, found, wanted));
      console.log(json ? JSON.stringify(explained) : showExplanation(explained));
    });
}

function dayOption(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError('a date is YYYY-MM-DD, such as 2026-10-01');
  return text;
}

/** As a person reads it. */
export function showExplanation({ customer, at, contact, timeline, scores, points = [], campaigns }: CustomerExplanation): string {
  if (contact?.erasedAt !== undefined) return [`${customer} at ${when(at)}`, ...showContact(contact)].join('\n');
  const known = scores ? ['', ...showScores(scores)] : [];
  return [
    `${customer} at ${when(at)}`,
    ...showContact(contact),
    '',
    ...showTimeline(timeline),
    '',
    'as it stands now',
    ...known,
    ...points.flatMap((each) => ['', ...showPoints(each)]),
    ...campaigns.flatMap((each) => ['', ...showCampaign(each)]),
  ].join('\n');
}

/** What is known of her, one line each, then what is not, by what it lacks. */
function showScores(scores: ScoreExplanation[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { score, value, because } of scores) if (value === undefined) reasons.set(because, [...(reasons.get(because) ?? []), score]);
  return [
    'scores',
    ...scores.flatMap(({ score, value, shown, because }) => (value === undefined ? [] : [`  ${score} ${shown}: ${because}`])),
    ...[...reasons].map(([because, names]) => `  not known: ${names.join(', ')}: ${because}`),
  ];
}

function showContact(contact: CustomerExplanation['contact']): string[] {
  if (!contact) return ['  nothing is known of how to reach her'];
  if (contact.erasedAt !== undefined) return [`  her data was erased on ${when(contact.erasedAt)}`];
  const bad = Object.entries(contact.suppressed).map(([channel, reason]) => `${channel} suppressed (${reason})`);
  const paused = contact.pausedUntil === undefined ? [] : [`marketing paused until ${when(contact.pausedUntil)}`];
  return [`  reachable by ${contact.channels.join(' and ') || 'nothing'}${[...bad, ...paused].map((part) => `; ${part}`).join('')}`];
}

function showCampaign(explained: CampaignExplanation & { messages: ExplainedMessage[] }): string[] {
  const { campaign, version, inForce, standing, ordered, entry } = explained;
  const state = [standing === 'recipient' ? recipientText(explained.messages) : standing, ...(inForce ? [] : ['not in force'])];
  if (ordered.pausedAt !== undefined) state.push(`paused since ${when(ordered.pausedAt)}`);
  if (ordered.bulkPausedAt !== undefined) state.push(`bulk mail stopped by itself ${when(ordered.bulkPausedAt)}: ${ordered.because}`);
  if (ordered.cancelledAt !== undefined) state.push(`cancelled ${when(ordered.cancelledAt)}`);
  return [
    `${campaign} (version ${version}): ${state.join(', ')}`,
    ...explained.enrollments.flatMap(showEnrollment),
    ...explained.messages.map(showMessage),
    `  entered by ${entry.trigger}${entry.nextAt === undefined ? '' : `, next on ${when(entry.nextAt)}`}`,
    ...(entry.condition ? showFinding(entry.condition, 2) : []),
    ...(entry.audience ? ['  audience', ...showFinding(entry.audience, 2)] : []),
    `  ${entry.wouldEnter ? 'nothing enters her now' : 'she would not enter now'}: ${entry.because}`,
    ...(explained.sends.length > 0 ? [isOnHerWay(explained) ? '  messages from where she is' : '  messages if she entered now'] : []),
    ...explained.sends.map(showSend),
  ];
}

function isOnHerWay({ enrollments }: CampaignExplanation): boolean {
  return enrollments.some(({ status, step }) => status === 'inside' && step !== undefined);
}

/** "recipient of 3 runs, the last 2026-11-05T09:00". */
function recipientText(messages: ExplainedMessage[]): string {
  const runs = [...new Set(messages.map(({ occurrence }) => occurrence))].sort();
  return runs.length === 1 ? `recipient of the run ${runs[0]}` : `recipient of ${runs.length} runs, the last ${runs.at(-1)}`;
}

function showEnrollment({ occurred, version, status, enteredAt, step, dueAt, ended, goal }: EnrollmentExplanation): string[] {
  const where = step === undefined ? '' : `, at step ${step}${dueAt === undefined ? '' : ` until ${when(dueAt)}`}`;
  const over = ended ? `, ended ${when(ended.at)} (${ended.because}: ${ended.detail})` : '';
  const reached = goal?.reachedAt === undefined ? '' : `, goal reached ${when(goal.reachedAt)}`;
  const open = goal && goal.reachedAt === undefined ? `, goal open until ${when(goal.until)}` : '';
  return [`  entered ${when(enteredAt)} (occurrence ${occurred}, version ${version}): ${status}${where}${over}${reached}${open}`];
}

function showMessage({ step, state, plannedAt, at, channel, reason, because, detail, dueAt }: ExplainedMessage): string {
  const why = because === undefined ? '' : `: ${because} (${reason})${detail === undefined ? '' : `, ${detail}`}`;
  const next = dueAt === undefined ? '' : `; next look ${when(dueAt)}`;
  return `  message ${step} planned ${when(plannedAt)}: ${state}${channel ? ` by ${channel}` : ''}${at === undefined ? '' : ` ${when(at)}`}${why}${next}`;
}

function showSend({ step, topic, verdict, channel, until, because, reason }: SendExplanation): string {
  if (verdict === 'send') return `    ${step} (${topic}) would be sent by ${channel}`;
  if (verdict === 'none') return `    ${step} (${topic}) is not for her: ${because}`;
  const wait = until === undefined ? 'would not be sent' : `would wait until ${when(until)}`;
  return `    ${step} (${topic}) ${wait}: ${because} (${reason})`;
}
