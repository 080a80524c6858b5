import type { Instant } from '../../lib/core/time.ts';
import type { EmailMessage, SmsMessage } from '../../lib/world.ts';
import type { Engine } from './engine.ts';
import type { Accepted } from './providers.ts';
import { topicEvent } from './topic-event.ts';

const hour = 3_600_000;

/** Calls a function with one event. */
type Send = (name: string, event: object) => void;

/** What providers tell of messages, in their own shapes: late, twice, out of order or never. */
export function tellDeliveries(engine: Engine, send: Send): (accepted: Accepted) => void {
  const { faults, random, agenda } = engine;
  /** Lets something be told, some time. */
  function tell(kind: string, at: Instant, run: () => void): void {
    if (faults.strikes('event never', kind)) return;
    const times = faults.strikes('event twice', kind) ? 2 : 1;
    for (let time = 0; time < times; time++) {
      const late = faults.strikes('event late', kind) ? random.below(6 * hour) : 0;
      agenda.at(at + 100 + random.below(20_000) + late, run);
    }
  }
  return ({ message, providerId, at }) => {
    if (!('raw' in message)) {
      const receipt = receiptOf(engine, message, providerId);
      return tell(receipt.eventType, at, () => send('on-text-event', topicEvent(receipt, engine.now())));
    }
    for (const [eventType, part] of fateOf(engine, message)) {
      const detail = detailOf(at, { eventType, part, message, providerId });
      tell(eventType, at, () => send('on-delivery-event', busEvent(engine.now(), eventType, detail)));
      // What must not be missed is told by a topic too.
      if (['Bounce', 'Complaint'].includes(eventType))
        tell(`${eventType} by topic`, at, () => send('on-delivery-event', topicEvent(detail, engine.now())));
    }
  };
}

type Part = [eventType: string, part: Record<string, unknown>];

function fateOf({ faults, random, now }: Engine, { to }: EmailMessage): Part[] {
  const timestamp = new Date(now()).toISOString();
  const person = { ipAddress: '192.0.2.1', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
  if (faults.strikes('bounce', 'email')) {
    const bounce = { bounceType: random.pick(['Permanent', 'Transient']), bounceSubType: 'General', feedbackId: 'b', timestamp };
    return [
      ['Send', {}],
      ['Bounce', { ...bounce, bouncedRecipients: [{ emailAddress: to, action: 'failed', status: '5.1.1' }] }],
    ];
  }
  const parts: Part[] = [
    ['Send', {}],
    ['Delivery', { timestamp, processingTimeMillis: 546, recipients: [to], smtpResponse: '250 2.6.0 Message received' }],
  ];
  if (random.chance(0.2)) parts.push(['Open', { timestamp, ...person }]);
  if (random.chance(0.1)) parts.push(['Click', { timestamp, ...person, link: 'https://shop.example/shoes', linkTags: null }]);
  if (faults.strikes('complaint', 'email'))
    parts.push(['Complaint', { timestamp, complainedRecipients: [{ emailAddress: to }], complaintFeedbackType: 'abuse', feedbackId: 'c' }]);
  return parts;
}

function detailOf(
  at: Instant,
  { eventType, part, message, providerId }: { eventType: string; part: object; message: EmailMessage; providerId: string },
): object {
  const tags = Object.fromEntries(Object.entries(message.tags).map(([name, value]) => [name, [value]]));
  const mail = {
    timestamp: new Date(at).toISOString(),
    source: message.from,
    messageId: providerId,
    destination: [message.to],
    headersTruncated: false,
    tags: { 'ses:configuration-set': ['rapport'], ...tags },
  };
  return { eventType, mail, [eventType.toLowerCase()]: part };
}

function busEvent(now: Instant, eventType: string, detail: object): object {
  const time = new Date(now).toISOString();
  return { version: '0', id: eventType, 'detail-type': `Email ${eventType}`, source: 'aws.ses', time, region: 'memory', detail };
}

function receiptOf({ faults, now }: Engine, { to, context }: SmsMessage, providerId: string) {
  const eventType = faults.strikes('text not delivered', 'sms') ? 'TEXT_UNREACHABLE' : 'TEXT_DELIVERED';
  return {
    eventType,
    eventVersion: '1.0',
    eventTimestamp: now(),
    isFinal: true,
    destinationPhoneNumber: to,
    messageId: providerId,
    messageStatus: eventType.replace('TEXT_', ''),
    context,
  };
}
