import type { Contact } from './contact.ts';
import type { Cap, MessageClass, Settings } from './definition/settings.ts';
import type { Channel } from './enrollment/enrollment.ts';
import { addDuration, addToDate, durationOf, type Instant, isDate, localDate, startOfDay, subtractDuration } from './time.ts';

/** The message that asks for a place under the caps. */
export interface Candidate {
  channel: Channel;
  topic: string;
  class: MessageClass;
}

interface Counted {
  channel: string;
  topic: string;
  /** When it leaves the cap's window. */
  freesAt: Instant;
}

/**
 * When every cap has a free place for the message: `now` or earlier when all have one. Claims count to the second;
 * older ones that were folded into local days count until their whole day has left the window.
 */
export function freeAt(
  contact: Contact,
  candidate: Candidate,
  { settings, zone, now }: { settings: Settings; zone: string; now: Instant },
): Instant {
  const sent = counted(contact);
  let free = -Infinity;
  for (const cap of settings.caps) {
    // Fewer than may be sent in all: when each is free again does not matter.
    if (sent < cap.atMost || !isUnder(cap, candidate)) continue;
    const places = taken(cap, contact, { settings, zone, now });
    free = Math.max(free, places[places.length - cap.atMost] ?? -Infinity);
  }
  return free;
}

/** How many places each cap that the message falls under has free now. */
export function placesLeft(
  contact: Contact,
  candidate: Candidate,
  { settings, zone, now }: { settings: Settings; zone: string; now: Instant },
): { cap: Cap; left: number }[] {
  const caps = settings.caps.filter((cap) => isUnder(cap, candidate));
  return caps.map((cap) => ({ cap, left: cap.atMost - taken(cap, contact, { settings, zone, now }).length }));
}

/** The first local date that the longest cap still counts: older day counts may go. YYYY-MM-DD. */
export function countedFrom(settings: Settings, now: Instant, zone: string): string {
  const starts = settings.caps.map(({ per }) => subtractDuration(now, durationOf(per), zone));
  return addToDate(localDate(Math.min(now, ...starts), zone), { months: 0, days: 1, ms: 0 }, -1);
}

/** Whether a cap counts such a message. */
export function isUnder(cap: Cap, { channel, topic, class: messageClass }: Candidate): boolean {
  return cap.channel === channel || cap.topic === topic || cap.class === messageClass;
}

function counted({ claims, days }: Contact): number {
  let sum = Object.keys(claims).length;
  for (const name in days) sum += days[name] ?? 0;
  return sum;
}

/** When each taken place is free again, earliest first. */
function taken(cap: Cap, contact: Contact, { settings, zone, now }: { settings: Settings; zone: string; now: Instant }): Instant[] {
  const per = durationOf(cap.per);
  const claims = Object.values(contact.claims).map(({ channel, topic, at }) => ({ channel, topic, freesAt: addDuration(at, per, zone) }));
  const folded = Object.entries(contact.days).flatMap(([name, count]) => {
    const [channel = '', topic = '', date = ''] = name.split(':');
    if (!isDate(date)) return [];
    const dayEnds = startOfDay(addToDate(date, { months: 0, days: 1, ms: 0 }), zone);
    return Array.from({ length: count }, (): Counted => ({ channel, topic, freesAt: addDuration(dayEnds, per, zone) }));
  });
  const places = [...claims, ...folded].filter((one) => one.freesAt > now && counts(cap, one, settings)).map(({ freesAt }) => freesAt);
  return places.sort((a, b) => a - b);
}

function counts(cap: Cap, { channel, topic }: Counted, settings: Settings): boolean {
  if (cap.channel !== undefined) return cap.channel === channel;
  if (cap.topic !== undefined) return cap.topic === topic;
  return (settings.topics[topic]?.class ?? 'marketing') === cap.class;
}
