import type { Finding } from '../core/audience/findings.ts';
import type { TimelineLine } from '../core/explanation-record.ts';
import type { Timeline } from '../core/explanation-timeline.ts';
import { type Instant, instantText } from '../core/time.ts';
import { numberOf } from './figure-text.ts';

/** What was decided and why as a person reads it, the latest last. */
export function showTimeline({ lines, earlier, notes }: Timeline): string[] {
  const since = lines.length > 0 ? '--since DATE shows them' : 'nothing has come since; an earlier --since shows them';
  const before = earlier > 0 ? [`  ${numberOf(earlier, 'line before that is', 'lines before that are')} not shown: ${since}`] : [];
  const nothing = lines.length === 0 && earlier === 0 ? ['  nothing is recorded of her, and nothing was decided'] : [];
  const again = lines.some(({ source }) => source === 'replayed') ? [replayed] : [];
  return [
    'what was decided, and why',
    ...nothing,
    ...before,
    ...lines.flatMap(showLine),
    ...[...again, ...notes].map((note) => `  ${note}`),
  ];
}

const replayed =
  '~ not recorded, but decided again now on what is recorded of her then; her addresses, attributes, points spent, the settings and the figures of the shop are those of today; budgets, daily numbers of entries and pauses are not decided again';

function showLine({ at, source, campaign, version, said, findings = [], needs, times, since }: TimelineLine): string[] {
  const by = version === undefined ? '' : ` (version ${version.slice(0, 8)})`;
  const often = times === undefined || since === undefined ? '' : `; ${numberOf(times, 'time')} since ${when(since)}`;
  const from = times === undefined && since !== undefined ? `, since ${when(since)}` : '';
  return [
    `${source === 'replayed' ? '~' : ' '} ${when(at)}  ${campaign === undefined ? '' : `${campaign}: `}${said}${from}${by}${often}`,
    ...findings.flatMap((finding) => showFinding(finding, 3)),
    ...(needs === undefined ? [] : [`      → what would change it: ${needs}`]),
  ];
}

/** One line for each condition, further in for what stands inside another. */
export function showFinding({ asked, verdict, found, needs, inner }: Finding, depth = 0): string[] {
  const mark = { yes: '✓', no: '✗', unknown: '?' }[verdict];
  const saw = found === undefined ? '' : `: found ${found}`;
  return [
    `${'  '.repeat(depth)}${mark} ${asked}${saw}${needs === undefined ? '' : ` → ${needs}`}`,
    ...(inner ?? []).flatMap((each) => showFinding(each, depth + 1)),
  ];
}

/** "2026-10-02 10:12 UTC". */
export function when(at: Instant): string {
  return `${instantText(at, 'UTC')} UTC`;
}
