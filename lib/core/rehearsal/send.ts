import { unpaid } from '../budget.ts';
import type { Contact } from '../contact.ts';
import type { MessageClass } from '../definition/settings.ts';
import { decideSend } from '../eligibility.ts';
import { type PlannedMessage, wordWithin } from '../enrollment/enrollment.ts';
import { isUnder } from '../frequency-caps.ts';
import { outranks } from '../priority.ts';
import { type Instant, localDate } from '../time.ts';
import type { Claimed, Living, Waiting } from './living.ts';
import type { Stage } from './stage.ts';

/** Tries the messages whose time has come, the higher first, as the sender does. What is held is tried again then. */
export function trySends(living: Living, now: Instant): void {
  const due = living.waiting.filter(({ dueAt }) => dueAt <= now);
  living.waiting = living.waiting.filter(({ dueAt }) => dueAt > now);
  for (const each of due.sort((one, other) => (outranks(one.message, other.message) ? -1 : 1))) trySend(living, each, now);
}

/** Sends it, drops it, or lets it wait. */
export function trySend(living: Living, waiting: Waiting, now: Instant): void {
  const { message, campaign } = waiting;
  const { contact, profile, shop, rhythm, settings } = living.situation;
  const { occurrence } = waiting;
  const enrollment = waiting.enrollment();
  const named = () => ({ at: now, campaign: campaign.id, step: message.step, template: message.template, occurrence });
  const drop = (reason: Extract<Living['told'][number], { what: 'dropped' }>['reason']) =>
    living.told.push({ what: 'dropped', ...named(), reason });
  if (!enrollment || enrollment.occurrence !== occurrence) return void drop('superseded');
  if (!contact) return void drop('no-address');
  const messageClass = settings.topics[message.topic]?.class ?? 'marketing';
  const verdict = decideSend({
    message,
    contact: withClaims(contact, living, { by: message.by, topic: message.topic, class: messageClass, now }),
    enrollment,
    profile,
    shop,
    rhythm,
    campaign,
    inForce: living.situation.live.some(({ id }) => id === campaign.id),
    orders: {},
    class: messageClass,
    settings,
    now,
    hours: living.stage.hours,
  });
  if ('drop' in verdict) return void drop(verdict.drop);
  if ('hold' in verdict) {
    living.told.push({ what: 'held', ...named(), reason: verdict.reason, until: verdict.hold });
    living.waiting.push({ ...waiting, dueAt: verdict.hold });
    return;
  }
  if (message.template.includes('/') && living.life.hasTemplate?.(message.template) === false) return void drop('no-edition');
  const missing = living.life.needs?.(message.template).some((needed) => enrollment.steps[needed]?.refused === unpaid.refused);
  if (missing) return void drop('budget');
  const payer = { campaign, channel: verdict.send, enrollment };
  if (living.life.shared?.pays(message, payer, now) === false) return void drop('budget');
  const { step, template, topic, priority, expiresAt } = message;
  living.told.push({ what: 'sent', at: now, campaign: campaign.id, step, template, occurrence, channel: verdict.send, message });
  noteClaim(living, waiting, { channel: verdict.send, topic, at: now, priority, nonce: '', expiresAt });
}

/** Notes one more message for the caps. As a claim does, it folds what has expired into days, of her zone as it is now. */
function noteClaim({ claims, situation: { contact }, stage }: Living, { campaign }: Waiting, claim: Claimed): void {
  const zone = contact?.zone ?? campaign.zone;
  for (const one of claims) if (one.foldedIn === undefined && one.expiresAt + wordWithin < claim.at) one.foldedIn = zone;
  while (claims[0] && claims[0].at < claim.at - stage.longestCap) claims.shift();
  claims.push(claim);
}

/** The contact with what was sent on it, where there is enough of it to come to a cap that the message falls under. */
function withClaims(
  contact: Contact,
  { claims, stage }: Living,
  { by, topic, class: messageClass, now }: Pick<PlannedMessage, 'by' | 'topic'> & { class: MessageClass; now: Instant },
): Contact {
  const mayCome = ({ cap, longest }: Stage['caps'][number]) => {
    const last = claims[claims.length - cap.atMost];
    return last !== undefined && last.at >= now - longest && by.some((channel) => isUnder(cap, { channel, topic, class: messageClass }));
  };
  if (Object.keys(contact.days).length === 0 && !stage.caps.some(mayCome)) return contact;
  const found: Contact = { ...contact, claims: {}, days: { ...contact.days } };
  for (const [number, claim] of claims.entries()) {
    const { foldedIn, channel, topic, at } = claim;
    const day = foldedIn === undefined ? '' : `${channel}:${topic}:${localDate(at, foldedIn)}`;
    if (foldedIn === undefined) found.claims[number] = claim;
    else found.days[day] = (found.days[day] ?? 0) + 1;
  }
  return found;
}
