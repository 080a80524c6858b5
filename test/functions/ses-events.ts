import type { EventBridgeEvent, SNSEvent } from 'aws-lambda';

/*
 * What SES tells, whole and in its own shapes, as in
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html and, for what lies around it on
 * EventBridge, https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html
 */

/** When the message of the events was sent. */
export const sentAt = Date.UTC(2026, 10, 2, 12);
export const recipient = 'ann@private.example';
/** Of a person who reads her mail on a phone. */
export const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';

export type SesDetail = { eventType: string; mail: object; [part: string]: unknown };
/** Of whom and of which message: the tags that the message was sent with. */
export type Tags = Record<string, string>;

const iso = (at: number) => new Date(at).toISOString();
const hour = 3_600_000;

function mail(tags: Tags, destination = recipient) {
  return {
    timestamp: iso(sentAt),
    source: 'Linden & Pine <hello@linden.example>',
    sourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/linden.example',
    sendingAccountId: '123456789012',
    messageId: '0102018f3c5e7a90-61b59c11-9236-11e6-8f96-7be8aexample-000000',
    destination: [destination],
    headersTruncated: false,
    headers: [
      { name: 'From', value: 'Linden & Pine <hello@linden.example>' },
      { name: 'To', value: destination },
      { name: 'Subject', value: 'Thank you' },
      { name: 'MIME-Version', value: '1.0' },
      { name: 'Content-Type', value: 'multipart/alternative; boundary="----=_Part_0_716996660.1476479556123"' },
    ],
    commonHeaders: {
      from: ['Linden & Pine <hello@linden.example>'],
      to: [destination],
      messageId: '0102018f3c5e7a90-61b59c11-9236-11e6-8f96-7be8aexample-000000',
      subject: 'Thank you',
    },
    tags: {
      'ses:source-tls-version': ['TLSv1.3'],
      'ses:operation': ['SendRawEmail'],
      'ses:configuration-set': ['rapport'],
      'ses:source-ip': ['192.0.2.0'],
      'ses:from-domain': ['linden.example'],
      'ses:caller-identity': ['send-message'],
      'ses:outgoing-ip': ['192.0.2.0'],
      ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
    },
  };
}

export const send = (tags: Tags): SesDetail => ({ eventType: 'Send', mail: mail(tags), send: {} });

export const delivery = (tags: Tags, at = sentAt + 1_000): SesDetail => ({
  eventType: 'Delivery',
  mail: mail(tags),
  delivery: {
    timestamp: iso(at),
    processingTimeMillis: 546,
    recipients: [recipient],
    smtpResponse: '250 2.6.0 Message received',
    reportingMTA: 'a8-70.smtp-out.eu-west-1.amazonses.com',
  },
});

export const deliveryDelay = (tags: Tags): SesDetail => ({
  eventType: 'DeliveryDelay',
  mail: mail(tags),
  deliveryDelay: {
    timestamp: iso(sentAt + hour),
    delayType: 'TransientCommunicationFailure',
    expirationTime: iso(sentAt + 14 * hour),
    delayedRecipients: [{ emailAddress: recipient, status: '4.4.1', diagnosticCode: 'smtp; 421 4.4.1 Unable to connect to remote host' }],
  },
});

export const hardBounce = (tags: Tags, { to = recipient, at = sentAt + 2_000 } = {}): SesDetail => ({
  eventType: 'Bounce',
  mail: mail(tags, to),
  bounce: {
    feedbackId: '01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000',
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: to, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }],
    timestamp: iso(at),
    reportingMTA: 'dsn; mta.example.com',
  },
});

export const onSuppressionList = (tags: Tags): SesDetail => ({
  eventType: 'Bounce',
  mail: mail(tags),
  bounce: {
    feedbackId: '01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000',
    bounceType: 'Permanent',
    bounceSubType: 'OnAccountSuppressionList',
    bouncedRecipients: [
      {
        emailAddress: recipient,
        action: 'failed',
        status: '5.1.1',
        diagnosticCode: 'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
      },
    ],
    timestamp: iso(sentAt + 2_000),
    reportingMTA: 'dns; amazonses.com',
  },
});

export const softBounce = (tags: Tags, { at, subType = 'MailboxFull' }: { at: number; subType?: string }): SesDetail => ({
  eventType: 'Bounce',
  mail: mail(tags),
  bounce: {
    feedbackId: '01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000',
    bounceType: subType === 'Undetermined' ? 'Undetermined' : 'Transient',
    bounceSubType: subType,
    bouncedRecipients: [
      { emailAddress: recipient, action: 'failed', status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2 The email account is over quota' },
    ],
    timestamp: iso(at),
    remoteMtaIp: '127.0.2.0',
    reportingMTA: 'dns; a8-70.smtp-out.eu-west-1.amazonses.com',
  },
});

/** An answering machine: a bounce without a report of any failure. */
export const outOfOffice = (tags: Tags, at: number): SesDetail => ({
  eventType: 'Bounce',
  mail: mail(tags),
  bounce: {
    feedbackId: '01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000',
    bounceType: 'Transient',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: recipient }],
    timestamp: iso(at),
  },
});

export const complaint = (tags: Tags, more: { complaintFeedbackType?: string; complaintSubType?: string | null } = {}): SesDetail => ({
  eventType: 'Complaint',
  mail: mail(tags),
  complaint: {
    feedbackId: '01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000',
    complaintSubType: null,
    complainedRecipients: [{ emailAddress: recipient }],
    timestamp: iso(sentAt + hour),
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/60.0.3112.90 Safari/537.36',
    complaintFeedbackType: 'abuse',
    arrivalDate: iso(sentAt + hour),
    ...more,
  },
});

export const reject = (tags: Tags): SesDetail => ({ eventType: 'Reject', mail: mail(tags), reject: { reason: 'Bad content' } });

export const renderingFailure = (tags: Tags): SesDetail => ({
  eventType: 'Rendering Failure',
  mail: mail(tags),
  failure: {
    errorMessage: "Attribute 'attributeName' is not present in the rendering data.",
    templateName: 'MyTemplate',
  },
});

export const open = (tags: Tags, { at = sentAt + hour, userAgent = phone } = {}): SesDetail => ({
  eventType: 'Open',
  mail: mail(tags),
  open: { timestamp: iso(at), userAgent, ipAddress: '192.0.2.1' },
});

export const click = (tags: Tags, link: string, { at = sentAt + hour, userAgent = phone } = {}): SesDetail => ({
  eventType: 'Click',
  mail: mail(tags),
  click: { timestamp: iso(at), ipAddress: '192.0.2.1', userAgent, link, linkTags: { samplekey0: ['samplevalue0'] } },
});

export const subscription = (tags: Tags, status: 'OptIn' | 'OptOut', unsubscribeAll = false): SesDetail => ({
  eventType: 'Subscription',
  mail: mail(tags),
  subscription: {
    contactList: 'ContactListName',
    timestamp: iso(sentAt + hour),
    source: 'UnsubscribeHeader',
    newTopicPreferences: { unsubscribeAll, topicSubscriptionStatus: [{ topicName: 'ExampleTopicName', subscriptionStatus: status }] },
    oldTopicPreferences: {
      unsubscribeAll: false,
      topicSubscriptionStatus: [{ topicName: 'ExampleTopicName', subscriptionStatus: 'OptOut' }],
    },
  },
});

const detailTypes: Record<string, string> = {
  Send: 'Email Sent',
  Delivery: 'Email Delivered',
  DeliveryDelay: 'Email Delivery Delayed',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
  Reject: 'Email Rejected',
  'Rendering Failure': 'Email Rendering Failed',
  Open: 'Email Opened',
  Click: 'Email Clicked',
  Subscription: 'Email Subscription',
};

export function byEventBridge(detail: SesDetail): EventBridgeEvent<string, unknown> {
  return {
    version: '0',
    id: '12a18625-3cf2-b77e-9f26-e6ef2example',
    'detail-type': detailTypes[detail.eventType] ?? 'Email Event',
    source: 'aws.ses',
    account: '123456789012',
    time: '2026-11-02T13:00:00Z',
    region: 'eu-west-1',
    resources: ['arn:aws:ses:eu-west-1:123456789012:configuration-set/rapport'],
    detail,
  };
}

export function bySns(detail: SesDetail): SNSEvent {
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: 'arn:aws:sns:eu-west-1:123456789012:rapport-prod-feedback:21be56ed-a058-49f5-8c98-aedd2564c486',
        Sns: {
          Type: 'Notification',
          MessageId: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
          TopicArn: 'arn:aws:sns:eu-west-1:123456789012:rapport-prod-feedback',
          Subject: 'Amazon SES Email Event Notification',
          Message: `${JSON.stringify(detail)}\n`,
          Timestamp: '2026-11-02T13:00:00.000Z',
          SignatureVersion: '1',
          Signature: 'EXAMPLE==',
          SigningCertUrl: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-ac565b8b1a6c5d002d285f9598aa1d9b.pem',
          UnsubscribeUrl: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
          MessageAttributes: {},
        },
      },
    ],
  };
}
