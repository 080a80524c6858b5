import type { Instant } from '../../lib/core/time.ts';
import type { EmailMessage } from '../../lib/world.ts';
import type { Engine } from './engine.ts';
import type { Accepted } from './providers.ts';

/** What SES tells of an e-mail, as EventBridge carries it: late, twice, out of order or never. */
export function tellDeliveries(engine: Engine, send: (event: object) => void): (accepted: Accepted) => void {
  const { faults, random, agenda } = engine;
  return ({ channel, message, providerId, at }) => {
    if (channel !== 'email' || !('raw' in message)) return;
    for (const [eventType, detail] of fateOf(engine, message)) {
      if (faults.strikes('event never', eventType)) continue;
      const times = faults.strikes('event twice', eventType) ? 2 : 1;
      for (let time = 0; time < times; time++) {
        const late = faults.strikes('event late', eventType) ? random.below(6 * 3_600_000) : 0;
        agenda.at(at + 100 + random.below(20_000) + late, () => send(eventOf(engine.now(), { eventType, detail, message, providerId })));
      }
    }
  };
}

type Told = [eventType: string, detail: Record<string, unknown>];

function fateOf({ faults, random, now }: Engine, { to }: EmailMessage): Told[] {
  const timestamp = new Date(now()).toISOString();
  if (faults.strikes('bounce', 'email'))
    return [
      ['Send', {}],
      [
        'Bounce',
        {
          bounceType: random.pick(['Permanent', 'Transient']),
          bounceSubType: 'General',
          bouncedRecipients: [{ emailAddress: to }],
          timestamp,
        },
      ],
    ];
  return [
    ['Send', {}],
    ['Delivery', { timestamp, recipients: [to] }],
    ...(random.chance(0.2) ? [['Open', { timestamp, ipAddress: '192.0.2.1', userAgent: 'Mozilla/5.0' }] satisfies Told] : []),
    ...(random.chance(0.1)
      ? [['Click', { timestamp, ipAddress: '192.0.2.1', userAgent: 'Mozilla/5.0', link: 'https://shop.example/shoes' }] satisfies Told]
      : []),
    ...(faults.strikes('complaint', 'email')
      ? [['Complaint', { timestamp, complainedRecipients: [{ emailAddress: to }], complaintFeedbackType: 'abuse' }] satisfies Told]
      : []),
  ];
}

const detailTypes: Record<string, string> = {
  Send: 'Email Sent',
  Delivery: 'Email Delivered',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
  Open: 'Email Opened',
  Click: 'Email Clicked',
};

function eventOf(
  now: Instant,
  { eventType, detail, message, providerId }: { eventType: string; detail: object; message: EmailMessage; providerId: string },
): object {
  const tags = Object.fromEntries(Object.entries(message.tags).map(([name, value]) => [name, [value]]));
  const mail = {
    timestamp: new Date(now).toISOString(),
    source: message.from,
    messageId: providerId,
    destination: [message.to],
    tags: { 'ses:configuration-set': ['rapport'], ...tags },
  };
  return {
    version: '0',
    id: `${providerId}-${eventType}`,
    'detail-type': detailTypes[eventType] ?? eventType,
    source: 'aws.ses',
    time: new Date(now).toISOString(),
    detail: { eventType, mail, ...(eventType === 'Send' ? { send: {} } : { [eventType.toLowerCase()]: detail }) },
  };
}
