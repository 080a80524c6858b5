import type { Contact } from './contact.ts';
import type { Settings } from './definition/settings.ts';
import type { Channel, PlannedMessage } from './enrollment/enrollment.ts';
import { type Candidate, isUnder, placesLeft } from './frequency-caps.ts';
import type { Instant } from './time.ts';

/** A message that could go out now, if it has a place under the caps. */
export interface Contender extends Candidate {
  message: PlannedMessage;
}

/** The class is that of its topic; a topic that is gone counts as marketing. */
export function contender(message: PlannedMessage, channel: Channel, { topics }: Settings): Contender {
  return { message, channel, topic: message.topic, class: topics[message.topic]?.class ?? 'marketing' };
}

/** Of two that are due the one of higher priority goes first, then the one due earlier, then by name. */
export function outranks(one: PlannedMessage, other: PlannedMessage): boolean {
  if (one.priority !== other.priority) return one.priority > other.priority;
  if (one.plannedAt !== other.plannedAt) return one.plannedAt < other.plannedAt;
  return one.id < other.id;
}

/**
 * The best of those that must go first: under some cap as many that outrank this message wait as there are places.
 * Undefined when it may take its place.
 */
export function outrankedBy(
  mine: Contender,
  waiting: Contender[],
  { contact, ...scope }: { contact: Contact; settings: Settings; zone: string; now: Instant },
): Contender | undefined {
  const higher = waiting.filter(({ message }) => outranks(message, mine.message));
  for (const { cap, left } of placesLeft(contact, mine, scope)) {
    const before = higher.filter((each) => isUnder(cap, each));
    if (before.length >= left) return before.reduce<Contender | undefined>((best, each) => better(best, each), undefined);
  }
  return undefined;
}

function better(best: Contender | undefined, each: Contender): Contender {
  return best && outranks(best.message, each.message) ? best : each;
}
