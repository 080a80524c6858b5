import type { Contact } from '../contact.ts';
import { decideSend } from '../eligibility.ts';
import { type Channel, wordWithin } from '../enrollment/enrollment.ts';
import { outranks } from '../priority.ts';
import { type Instant, localDate } from '../time.ts';
import type { Living, Waiting } from './living.ts';

/** Tries the messages whose time has come, the higher first, as the sender does. What is held is tried again then. */
export function trySends(living: Living, now: Instant): void {
  const due = living.waiting.filter(({ dueAt }) => dueAt <= now);
  living.waiting = due.length === living.waiting.length ? [] : living.waiting.filter(({ dueAt }) => dueAt > now);
  for (const each of due.sort((one, other) => (outranks(one.message, other.message) ? -1 : 1))) trySend(living, each, now);
}

function trySend(living: Living, waiting: Waiting, now: Instant): void {
  const { message, campaign } = waiting;
  const { contact, profile, shop, rhythm, settings } = living.situation;
  const enrollment = waiting.enrollment();
  const occurrence = message.id.split('#')[1] ?? '';
  const named = { at: now, campaign: campaign.id, step: message.step, template: message.template, occurrence };
  const drop = (reason: Extract<Living['told'][number], { what: 'dropped' }>['reason']) =>
    living.told.push({ what: 'dropped', ...named, reason });
  if (!enrollment || enrollment.occurrence !== occurrence) return void drop('superseded');
  if (!contact) return void drop('no-address');
  const verdict = decideSend({
    message,
    contact,
    enrollment,
    profile,
    shop,
    rhythm,
    campaign,
    inForce: living.situation.live.some(({ id }) => id === campaign.id),
    orders: {},
    class: settings.topics[message.topic]?.class ?? 'marketing',
    settings,
    now,
    hours: living.stage.hours,
  });
  if ('drop' in verdict) return void drop(verdict.drop);
  if ('hold' in verdict) {
    living.told.push({ what: 'held', ...named, reason: verdict.reason, until: verdict.hold });
    living.waiting.push({ ...waiting, dueAt: verdict.hold });
    return;
  }
  if (message.template.includes('/') && living.life.hasTemplate?.(message.template) === false) return void drop('no-edition');
  const payer = { campaign, channel: verdict.send, enrollment };
  if (living.life.shared?.pays(message, payer, now) === false) return void drop('budget');
  living.told.push({ what: 'sent', ...named, channel: verdict.send });
  living.situation = { ...living.situation, contact: claimed(living, { waiting, contact, channel: verdict.send, now }) };
}

/** The contact with one more message on it, for the caps. */
function claimed(
  living: Living,
  { waiting, contact, channel, now }: { waiting: Waiting; contact: Contact; channel: Channel; now: Instant },
): Contact {
  const { topic, priority, expiresAt } = waiting.message;
  const zone = contact.zone ?? waiting.campaign.zone;
  const first = living.stage.countedFrom(now, zone);
  const claims: Contact['claims'] = {};
  const days: Contact['days'] = {};
  for (const name in contact.days) if (name.slice(name.lastIndexOf(':') + 1) >= first) days[name] = contact.days[name] ?? 0;
  for (const name in contact.claims) {
    const known = contact.claims[name];
    if (!known) continue;
    if (known.expiresAt + wordWithin >= now) {
      claims[name] = known;
      continue;
    }
    const date = localDate(known.at, zone);
    const folded = `${known.channel}:${known.topic}:${date}`;
    if (date >= first) days[folded] = (days[folded] ?? 0) + 1;
  }
  // Only how many there are and since when matters: a number is no name that grows the object's shape.
  living.claimed += 1;
  claims[living.claimed] = { channel, topic, at: now, priority, nonce: '', expiresAt };
  return { ...contact, days, claims };
}
