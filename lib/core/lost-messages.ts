import type { Outgoing } from './enrollment/enrollment.ts';
import { day, hour, type Instant } from './time.ts';

/** Of what was planned so long ago there is word, or its task was lost: no queue shows it for longer. */
const lostAfter = hour;
/** What was over for so long was handed on again by an earlier watch, and came to nothing: it is given up. */
const givenUpAfter = day;

/** A watch that began at `at`, after another that began at `since`; without `since` it looks at everything. */
export interface WatchTime {
  at: Instant;
  since?: Instant;
}

/**
 * Whether a watch asks for word of what stands in an outbox: each is asked for by the first watch after it may have been lost and,
 * when it may be given up, once more. Nobody notes that an event was told: it is asked for only where everything is.
 */
export function isWatched(out: Outgoing, watch: WatchTime): boolean {
  const lostAt = out.plannedAt + lostAfter;
  const isNew = lostAt <= watch.at && isNewTo(watch, lostAt);
  if (out.kind === 'event') return isNew && watch.since === undefined;
  return isNew || (isGivenUp(out, watch.at) && isNewTo(watch, out.expiresAt + givenUpAfter));
}

/** Whether a message is over for so long that it is not handed on any more. */
export function isGivenUp(out: Outgoing, at: Instant): out is Extract<Outgoing, { kind: 'message' }> {
  return out.kind === 'message' && out.expiresAt + givenUpAfter <= at;
}

function isNewTo({ since }: WatchTime, at: Instant): boolean {
  return since === undefined || at > since;
}
