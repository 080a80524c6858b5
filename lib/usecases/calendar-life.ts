import type { CalendarScope, PastMessage } from '../core/calendar.ts';
import type { Contact } from '../core/contact.ts';
import type { DateHint, Enrollment } from '../core/enrollment/enrollment.ts';
import type { Account } from '../core/loyalty/account.ts';
import type { Stored } from '../core/rehearsal/life.ts';
import { contactFromItem } from '../store/contact-item.ts';
import { heldIntent } from '../store/intents.ts';
import { fromJson } from '../store/json.ts';
import { accountPrefix, contactSk, enrollmentPrefix, hintPrefix, messagePrefix } from '../store/keys.ts';
import { queryItems } from '../store/read-items.ts';
import { messageOf } from '../store/told-messages.ts';
import type { Item, World } from '../world.ts';

/** How one customer stands: what her next days begin from, and what she got lately by what she did. */
export interface StandingLife {
  contact: Contact | undefined;
  stored: Stored;
  past: PastMessage[];
}

/** Reads one customer with one query. Campaigns that do not go out, such as paused ones, are left out of what she stands in. */
export async function loadStandingLife(world: World, cid: string, scope: CalendarScope): Promise<StandingLife> {
  const items = await queryItems(world, { table: 'relations', pk: cid });
  const of = (prefix: string) => items.filter(({ sk }) => sk.startsWith(prefix));
  const contact = items.find(({ sk }) => sk === contactSk);
  const goes = ({ campaign }: { campaign: string }) => scope.campaigns.has(campaign);
  const all = of(enrollmentPrefix).map(({ enrollment }) => fromJson<Enrollment>(enrollment));
  const enrollments = all.filter(goes);
  const messages = of(messagePrefix);
  return {
    contact: contact && contactFromItem(contact),
    stored: {
      enrollments,
      hints: of(hintPrefix)
        .map(({ hint }) => fromJson<DateHint>(hint))
        .filter(goes),
      accounts: of(accountPrefix).map(({ account }) => fromJson<Account>(account)),
      messages: [...messages.flatMap((item) => heldOf(item, enrollments)), ...openOf(enrollments, messages)].filter(goes),
    },
    past: messages.flatMap((item) => pastOf(item, all, scope)),
  };
}

function heldOf(item: Item, enrollments: Enrollment[]): Stored['messages'] {
  if (item.state !== 'held' || typeof item.dueAt !== 'number') return [];
  const intent = heldIntent(item);
  const [campaign = '', occurrence = ''] = intent.message.id.split('#');
  const known = enrollments.find((one) => one.campaign === campaign && (!one.keyed || one.occurrence === occurrence));
  const version = 'recipient' in intent ? intent.recipient.version : known?.version;
  return version === undefined ? [] : [{ message: intent.message, dueAt: item.dueAt, campaign, version }];
}

/** Planned, and on their way. */
function openOf(enrollments: Enrollment[], messages: Item[]): Stored['messages'] {
  return enrollments.flatMap(({ campaign, version, outbox }) =>
    outbox.flatMap((out) => {
      if (out.kind !== 'message' || messages.some(({ sk }) => sk.endsWith(`#${out.id}`))) return [];
      return [{ message: out, dueAt: out.plannedAt, campaign, version }];
    }),
  );
}

/** Told when points end: that is known by time, and played. */
const byTime = ['points.expiring', 'points.expired'];

function pastOf(item: Item, enrollments: Enrollment[], { campaigns, now, past }: CalendarScope): PastMessage[] {
  const { campaign, occurrence, state, channel, plannedAt, at = plannedAt } = messageOf(item);
  const trigger = campaigns.get(campaign)?.entry.trigger;
  if (state !== 'sent' || at < now - past || trigger?.kind !== 'activity' || byTime.includes(trigger.activity)) return [];
  const entered = enrollments.find((one) => one.campaign === campaign && one.occurrence === occurrence)?.enteredAt ?? at;
  return [{ campaign, channel: channel === 'sms' ? 'sms' : 'email', at, age: Math.max(0, at - entered) }];
}
