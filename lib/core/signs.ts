import type { Activity, ActivityData } from './activity.ts';
import type { Instant } from './time.ts';

/** What a customer shows of her habits and of how content she is; each part is absent until something is known of it. */
export interface Signs {
  /** Orders and clicks by hour of UTC, 0 to 23: a machine opens mail, but it does not order. */
  hours?: { [hour: string]: number };
  /** Her latest answer on the scale from 0 to 10, by what it was about, and when she gave it. */
  satisfaction?: { [about in SatisfactionAbout]?: [score: number, at: Instant] };
  /** Signals of discontent that somebody noted: the latest instant of each. */
  discontent?: { [signal: string]: Instant };
}

export const satisfactionAbouts = ['overall', 'product', 'service'] as const;
export type SatisfactionAbout = (typeof satisfactionAbouts)[number];

/** The signals of the craft that no order shows: a colleague or a survey records them. A shop may have others. */
export const notedSignals = ['competitor', 'seller', 'strategy', 'ownership'] as const;

/** Of more signals the latest are kept. */
export const keptSignals = 8;
export const longestSignal = 32;

/**
 * The signs after one more activity: orders and clicks give their hour, `survey.answered` its score (0 to 10, anything else
 * is no answer), `discontent.noted` its signal. Commutative and bounded. The same object where the activity tells nothing.
 */
export function foldSigns(signs: Signs | undefined, { type, occurredAt, data }: Activity): Signs | undefined {
  if (type === 'order.placed' || type === 'email.clicked') return inOrder({ ...signs, hours: withHour(signs, occurredAt) });
  if (type === 'survey.answered') return withAnswer(signs, data, occurredAt);
  if (type === 'discontent.noted') return withSignal(signs, data.signal, occurredAt);
  return signs;
}

function withHour(signs: Signs | undefined, at: Instant): NonNullable<Signs['hours']> {
  const hour = new Date(at).getUTCHours();
  return { ...signs?.hours, [hour]: (signs?.hours?.[hour] ?? 0) + 1 };
}

function withAnswer(signs: Signs | undefined, { score, about }: ActivityData, at: Instant): Signs | undefined {
  const subject = about === undefined || about === null ? 'overall' : satisfactionAbouts.find((known) => known === about);
  if (typeof score !== 'number' || score < 0 || score > 10 || subject === undefined) return signs;
  const [known, knownAt] = signs?.satisfaction?.[subject] ?? [score, -Infinity];
  // Of two answers in the same instant the less content one counts.
  if (knownAt > at || (knownAt === at && known <= score)) return signs;
  const answers = { ...signs?.satisfaction, [subject]: [score, at] satisfies [number, Instant] };
  const satisfaction: Signs['satisfaction'] = {};
  for (const each of satisfactionAbouts) if (answers[each]) satisfaction[each] = answers[each];
  return inOrder({ ...signs, satisfaction });
}

function withSignal(signs: Signs | undefined, signal: unknown, at: Instant): Signs | undefined {
  if (typeof signal !== 'string' || signal === '' || signal.length > longestSignal) return signs;
  const latest = new Map(Object.entries(signs?.discontent ?? {}));
  latest.set(signal, Math.max(latest.get(signal) ?? at, at));
  const kept = [...latest].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, keptSignals);
  return inOrder({ ...signs, discontent: Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))) });
}

/** One order of the parts, so that equal signs are equal byte for byte. */
function inOrder({ hours, satisfaction, discontent }: Signs): Signs {
  return { ...(hours && { hours }), ...(satisfaction && { satisfaction }), ...(discontent && { discontent }) };
}
