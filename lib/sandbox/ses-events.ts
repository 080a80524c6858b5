import type { Email } from 'postal-mime';
import type { Instant } from '../core/time.ts';
import type { Bus } from './event-bridge.ts';
import type { Topics } from './topics.ts';

/** What SES tells of one accepted e-mail. */
export interface AcceptedEmail {
  providerId: string;
  from: string;
  destinations: string[];
  tags: Record<string, string>;
  configurationSet: string | null;
  email: Email;
  at: Instant;
}

type EventType = 'Send' | 'Delivery' | 'Bounce' | 'Complaint';
const detailTypes: Record<EventType, string> = {
  Send: 'Email Sent',
  Delivery: 'Email Delivered',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
};
/** What the stack's configuration set tells by SNS too. */
const toldTwice = new Set<EventType>(['Bounce', 'Complaint']);

/**
 * Publishes what happens to an e-mail after SES accepted it, on the default bus and, where the stack asks for that, a second
 * time on the topic, in SES's own shape: delivered, except to the addresses of the mailbox simulator. Like SES it is silent
 * when the call named no configuration set.
 */
export function publishOutcome({ bus, topics }: { bus: Bus; topics: Topics }, accepted: AcceptedEmail) {
  if (!accepted.configurationSet) return;
  const [events, part] = fate(accepted);
  const mail = mailObject(accepted);
  for (const eventType of events) {
    const body = part[eventType] ?? (eventType === 'Send' ? {} : delivery(accepted));
    const detail = { eventType, mail, [eventType.toLowerCase()]: body };
    bus.publish({
      bus: 'default',
      source: 'aws.ses',
      detailType: detailTypes[eventType],
      detail,
      resources: [`arn:aws:ses:eu-west-1:000000000000:configuration-set/${accepted.configurationSet}`],
    });
    if (toldTwice.has(eventType)) topics.publish('feedback', detail);
  }
}

/** By the mailbox simulator's addresses, with or without a +label. */
function fate(accepted: AcceptedEmail): [EventType[], Partial<Record<EventType, object>>] {
  const to = accepted.destinations[0] ?? '';
  const simulated = /^(bounce|complaint|suppressionlist)(\+[^@]*)?@simulator\.amazonses\.com$/i.exec(to)?.[1]?.toLowerCase();
  switch (simulated) {
    case 'bounce':
      return [['Send', 'Bounce'], { Bounce: bounce(accepted, 'General', 'smtp; 550 5.1.1 user unknown') }];
    case 'suppressionlist':
      return [
        ['Send', 'Bounce'],
        {
          Bounce: bounce(
            accepted,
            'OnAccountSuppressionList',
            'Amazon SES did not send the message: the address is on the suppression list',
          ),
        },
      ];
    case 'complaint':
      return [['Send', 'Delivery', 'Complaint'], { Complaint: complaint(accepted) }];
    default:
      return [['Send', 'Delivery'], {}];
  }
}

function mailObject({ providerId, from, destinations, tags, configurationSet, email, at }: AcceptedEmail) {
  const ownTags = Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]]));
  return {
    timestamp: new Date(at).toISOString(),
    source: from,
    sendingAccountId: '000000000000',
    messageId: providerId,
    destination: destinations,
    headersTruncated: false,
    headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    commonHeaders: {
      from: [email.from?.address ?? from],
      to: destinations,
      messageId: providerId,
      ...(email.date && { date: email.date }),
      ...(email.subject && { subject: email.subject }),
    },
    tags: { 'ses:configuration-set': [configurationSet], 'ses:from-domain': [from.split('@').at(-1)?.replace('>', '')], ...ownTags },
  };
}

const delivery = ({ at, destinations }: AcceptedEmail) => ({
  timestamp: new Date(at).toISOString(),
  processingTimeMillis: 500,
  recipients: destinations,
  smtpResponse: '250 2.6.0 Message received',
  remoteMtaIp: '127.0.0.2',
  reportingMTA: 'sandbox.smtp-out.amazonses.com',
});

const bounce = ({ at, destinations, providerId }: AcceptedEmail, bounceSubType: string, diagnosticCode: string) => ({
  feedbackId: `bounce-${providerId}`,
  bounceType: 'Permanent',
  bounceSubType,
  bouncedRecipients: destinations.map((emailAddress) => ({ emailAddress, action: 'failed', status: '5.1.1', diagnosticCode })),
  timestamp: new Date(at).toISOString(),
  reportingMTA: 'dns; sandbox.smtp-out.amazonses.com',
});

const complaint = ({ at, destinations, providerId }: AcceptedEmail) => ({
  feedbackId: `complaint-${providerId}`,
  complaintSubType: null,
  complainedRecipients: destinations.map((emailAddress) => ({ emailAddress })),
  timestamp: new Date(at).toISOString(),
  userAgent: 'Amazon SES Mailbox Simulator',
  complaintFeedbackType: 'abuse',
  arrivalDate: new Date(at).toISOString(),
});
