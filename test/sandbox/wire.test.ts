import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetSendQuotaCommand, SESClient, SendEmailCommand, SendRawEmailCommand } from '@aws-sdk/client-ses';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SNSEventRecord } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sesStatistics } from '../../lib/aws/email-statistics.ts';
import { openDatabase } from '../../lib/sandbox/database.ts';
import { startServices } from '../../lib/sandbox/services.ts';
import type { Wiring } from '../../lib/wiring-shape.ts';
import { temporaryFolder } from './temporary-folder.ts';

const shared = { errorImpact: 'none', access: {}, timeout: 10 };
const wired: Record<string, Wiring> = {
  sender: { ...shared, source: { queue: 'work', batchSize: 10, maxConcurrency: 2, tries: 2 } },
  feedback: { ...shared, source: { bus: 'default', pattern: { source: ['aws.ses'] }, sns: 'feedback' } },
  texts: { ...shared, source: { sns: 'texts' } },
  listener: { ...shared, source: { bus: 'rapport', pattern: { 'detail-type': ['activity'] } } },
};

async function setUp() {
  const folder = temporaryFolder();
  const time = { now: Date.UTC(2026, 10, 1, 9) };
  const database = openDatabase(folder);
  const services = await startServices(wired, { database, folder, now: () => time.now });
  onTestFinished(async () => {
    await services.close();
    database.close();
  });
  const endpoint = services.env.AWS_ENDPOINT_URL ?? '';
  const config = { endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }, maxAttempts: 1 };
  const told = (name: string) => services.queues.receive(`events-${name}`, 10, 30).map(({ body }) => JSON.parse(body));
  const events = (name: string) => told(name).filter(({ Records }) => Records === undefined);
  /** What a topic told a function. */
  const news = (name: string) =>
    told(name).flatMap(({ Records = [] }) => Records.map(({ Sns }: SNSEventRecord) => JSON.parse(Sns.Message)));
  return { ...services, folder, time, config, events, news, url: services.env.RAPPORT_QUEUE_WORK ?? '' };
}

describe('SQS, through the real client', () => {
  it('sends, receives and deletes in batches', async () => {
    const { config, url } = await setUp();
    const client = new SQSClient(config);
    const Entries = ['é', 'b'].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(sent.Successful).toHaveLength(2);
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['é', 'b']);
    const batch = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    expect((await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: batch }))).Failed).toEqual([]);
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
  });

  it('sends one with a delay, and gives it back early', async () => {
    const { config, url, time } = await setUp();
    const client = new SQSClient(config);
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a', DelaySeconds: 60 }));
    expect((await client.send(new ReceiveMessageCommand({ QueueUrl: url }))).Messages ?? []).toEqual([]);
    time.now += 60_000;
    const { Messages: [message] = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: url }));
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }));
    const { Messages: [again] = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: again?.ReceiptHandle }));
  });

  it('refuses a bad entry alone', async () => {
    const { config, url } = await setUp();
    const Entries = [
      { Id: 'good', MessageBody: 'a' },
      { Id: 'bad', MessageBody: 'b', DelaySeconds: 901 },
    ];
    const { Successful, Failed } = await new SQSClient(config).send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameterValue', SenderFault: true }]);
  });

  it.each([
    ['TooManyEntriesInBatchRequest', Array.from({ length: 11 }, (_, index) => ({ Id: String(index), MessageBody: 'a' }))],
    [
      'BatchEntryIdsNotDistinct',
      [
        { Id: 'a', MessageBody: 'a' },
        { Id: 'a', MessageBody: 'b' },
      ],
    ],
    [
      'BatchRequestTooLong',
      [
        { Id: 'a', MessageBody: 'x'.repeat(600_000) },
        { Id: 'b', MessageBody: 'x'.repeat(600_000) },
      ],
    ],
  ])('answers %s as SQS does', async (name, Entries) => {
    const { config, url, queues } = await setUp();
    await expect(new SQSClient(config).send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))).rejects.toMatchObject({ name });
    expect(queues.depth('work').visible).toBe(0);
  });

  it('names the queues there are when asked for another', async () => {
    const { config, url } = await setUp();
    const send = new SQSClient(config).send(new SendMessageCommand({ QueueUrl: `${url}s`, MessageBody: 'a' }));
    await expect(send).rejects.toMatchObject({ name: 'QueueDoesNotExist', message: expect.stringContaining('"works"') });
  });

  it('puts what is received too often into the dead-letter queue', async () => {
    const { config, url, time } = await setUp();
    const client = new SQSClient(config);
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'poison' }));
    for (let receive = 0; receive < 3; receive += 1) {
      await client.send(new ReceiveMessageCommand({ QueueUrl: url, VisibilityTimeout: 10 }));
      time.now += 10_000;
    }
    const { Messages: [dead] = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: url.replace(/work$/, 'dead-letters') }));
    expect(dead?.Body).toBe('poison');
  });
});

const mime = (to: string) =>
  Buffer.from(
    `From: "Linden & Pine" <shop@linden.example>\r\nTo: ${to}\r\nSubject: =?utf-8?Q?Sch=C3=B6n?=\r\nList-Unsubscribe: <https://x.example/u>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hi</p>`,
  );
const tags = [
  { Name: 'rapport-campaign', Value: 'thank-you' },
  { Name: 'rapport-customer', Value: 'c1' },
];
const raw = (to: string, set = true) =>
  new SendRawEmailCommand({
    RawMessage: { Data: mime(to) },
    Source: 'shop@linden.example',
    Destinations: [to],
    Tags: tags,
    ...(set && { ConfigurationSetName: 'rapport' }),
  });

describe('SES, through the real client', () => {
  it('keeps the raw MIME, byte for byte, before it answers', async () => {
    const { config, mailbox, folder } = await setUp();
    const { MessageId } = await new SESClient(config).send(raw('anna@customers.example'));
    const {
      messages: [message],
    } = mailbox.find({}, { offset: 0, limit: 1 });
    expect(message).toMatchObject({
      channel: 'email',
      to: 'anna@customers.example',
      subject: 'Schön',
      campaign: 'thank-you',
      customer: 'c1',
      providerId: MessageId,
      at: Date.UTC(2026, 10, 1, 9),
    });
    expect(readFileSync(join(folder, message?.file ?? ''))).toEqual(mime('anna@customers.example'));
  });

  it.each([
    ['anna@customers.example', ['Send', 'Delivery']],
    ['success@simulator.amazonses.com', ['Send', 'Delivery']],
    ['bounce+17@simulator.amazonses.com', ['Send', 'Bounce']],
    ['suppressionlist@simulator.amazonses.com', ['Send', 'Bounce']],
    ['complaint@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint']],
  ])('tells what becomes of mail to %s', async (to, expected) => {
    const { config, events } = await setUp();
    const { MessageId } = await new SESClient(config).send(raw(to));
    const told = events('feedback');
    expect(told.map(({ detail }) => detail.eventType)).toEqual(expected);
    for (const { source, detail } of told) {
      expect(source).toBe('aws.ses');
      expect(detail.mail).toMatchObject({
        messageId: MessageId,
        destination: [to],
        tags: { 'rapport-campaign': ['thank-you'], 'ses:configuration-set': ['rapport'] },
      });
      expect(detail.mail.headers).toContainEqual({ name: 'List-Unsubscribe', value: '<https://x.example/u>' });
      expect(detail).toHaveProperty(detail.eventType.toLowerCase());
    }
  });

  it.each([
    ['anna@customers.example', []],
    ['bounce@simulator.amazonses.com', ['Bounce']],
    ['complaint@simulator.amazonses.com', ['Complaint']],
  ])('tells by a topic too what must not be missed of mail to %s', async (to, expected) => {
    const { config, news } = await setUp();
    const { MessageId } = await new SESClient(config).send(raw(to));
    const told = news('feedback');
    expect(told.map(({ eventType }) => eventType)).toEqual(expected);
    for (const { mail } of told) expect(mail).toMatchObject({ messageId: MessageId, destination: [to] });
  });

  it('has permanent bounces and abuse complaints in their real shape', async () => {
    const { config, events } = await setUp();
    const client = new SESClient(config);
    await client.send(raw('bounce@simulator.amazonses.com'));
    await client.send(raw('complaint@simulator.amazonses.com'));
    const details = events('feedback').map(({ detail }) => detail);
    expect(details.find(({ bounce }) => bounce).bounce).toMatchObject({
      bounceType: 'Permanent',
      bouncedRecipients: [{ emailAddress: 'bounce@simulator.amazonses.com', action: 'failed' }],
    });
    expect(details.find(({ complaint }) => complaint).complaint).toMatchObject({ complaintFeedbackType: 'abuse' });
  });

  it('is silent about mail without a configuration set', async () => {
    const { config, events } = await setUp();
    await new SESClient(config).send(raw('anna@customers.example', false));
    expect(events('feedback')).toEqual([]);
  });

  it('answers an action that it does not know with an error, not with silence', async () => {
    const { config } = await setUp();
    const command = new SendEmailCommand({ Source: 'a@b.example', Destination: {}, Message: { Subject: { Data: 'a' }, Body: {} } });
    await expect(new SESClient(config).send(command)).rejects.toMatchObject({
      name: 'InvalidAction',
      message: expect.stringContaining('SendRawEmail'),
    });
  });

  it.each([
    ['an illegal address', { RawMessage: { Data: mime('x') }, Destinations: ['not an address'] }],
    ['no message', { RawMessage: { Data: new Uint8Array() }, Destinations: ['a@b.example'] }],
  ])('refuses %s and keeps nothing', async (_, input) => {
    const { config, mailbox } = await setUp();
    await expect(new SESClient(config).send(new SendRawEmailCommand(input))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    expect(mailbox.counts()).toEqual({ email: 0, sms: 0 });
  });

  it('counts the last day in its quota', async () => {
    const { config, time } = await setUp();
    const client = new SESClient(config);
    await client.send(raw('anna@customers.example'));
    expect((await client.send(new GetSendQuotaCommand({}))).SentLast24Hours).toBe(1);
    time.now += 25 * 3_600_000;
    expect((await client.send(new GetSendQuotaCommand({}))).SentLast24Hours).toBe(0);
  });

  it('counts bounces and complaints by quarters of an hour', async () => {
    const { config, time } = await setUp();
    const client = new SESClient(config);
    for (const name of ['bounce', 'complaint+x', 'success']) await client.send(raw(`${name}@simulator.amazonses.com`));
    const quarter = Math.floor(time.now / 900_000) * 900_000;
    time.now += 900_000;
    await client.send(raw('anna@customers.example'));
    expect(await sesStatistics({ now: () => time.now, environment: {}, config })()).toEqual([
      { at: quarter, attempts: 3, bounces: 1, complaints: 1 },
      { at: quarter + 900_000, attempts: 1, bounces: 0, complaints: 0 },
    ]);
  });
});

describe('SMS, through the real client', () => {
  it('keeps the text with its context', async () => {
    const { config, mailbox, news } = await setUp();
    const command = new SendTextMessageCommand({
      DestinationPhoneNumber: '+447700900123',
      MessageBody: 'Danke!',
      OriginationIdentity: 'LINDEN',
      MessageType: 'PROMOTIONAL',
      TimeToLive: 600,
      MaxPrice: '0.05',
      Context: { 'rapport-customer': 'c1' },
    });
    const { MessageId } = await new PinpointSMSVoiceV2Client(config).send(command);
    expect(mailbox.find({}, { offset: 0, limit: 9 }).messages).toMatchObject([
      { channel: 'sms', from: 'LINDEN', to: '+447700900123', body: 'Danke!', customer: 'c1', providerId: MessageId },
    ]);
    expect(news('texts')).toMatchObject([
      {
        eventType: 'TEXT_DELIVERED',
        isFinal: true,
        messageId: MessageId,
        destinationPhoneNumber: '+447700900123',
        context: { 'rapport-customer': 'c1' },
      },
    ]);
  });

  it.each([
    { DestinationPhoneNumber: '07700 900123', MessageBody: 'a' },
    { DestinationPhoneNumber: '+447700900123', MessageBody: 'a', TimeToLive: 2 },
  ])('refuses %j', async (input) => {
    const { config, mailbox } = await setUp();
    await expect(new PinpointSMSVoiceV2Client(config).send(new SendTextMessageCommand(input))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(mailbox.counts().sms).toBe(0);
  });
});

describe('EventBridge, through the real client', () => {
  it('hands an event to the rules of its bus that match', async () => {
    const { config, events } = await setUp();
    const entry = { EventBusName: 'rapport', Source: 'till', DetailType: 'activity', Detail: '{"id":"1"}' };
    const Entries = [entry, { ...entry, DetailType: 'other' }, { ...entry, EventBusName: 'default' }];
    const { FailedEntryCount } = await new EventBridgeClient(config).send(new PutEventsCommand({ Entries }));
    expect(FailedEntryCount).toBe(0);
    expect(events('listener')).toMatchObject([
      { source: 'till', 'detail-type': 'activity', detail: { id: '1' }, time: '2026-11-01T09:00:00Z' },
    ]);
  });

  it('refuses a malformed entry in its place', async () => {
    const { config } = await setUp();
    const entry = { EventBusName: 'rapport', Source: 'till', DetailType: 'activity' };
    const Entries = [
      { ...entry, Detail: '[' },
      { ...entry, Detail: '{}' },
      { ...entry, Source: 'aws.ses', Detail: '{}' },
    ];
    const answer = await new EventBridgeClient(config).send(new PutEventsCommand({ Entries }));
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual(['MalformedDetail', undefined, 'NotAuthorizedForSourceException']);
  });
});

describe('the gateway', () => {
  it('refuses calls of a service that it does not play', async () => {
    const { config } = await setUp();
    const response = await fetch(config.endpoint, {
      method: 'POST',
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a/20261101/eu-west-1/kms/aws4_request' },
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('sqs, ses, sms-voice, events, s3');
  });
});
