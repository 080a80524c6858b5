import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Instant } from '../core/time.ts';
import { messageTags } from '../store/message-tags.ts';
import { json, jsonError, type Service } from './gateway.ts';
import type { Mailbox } from './mailbox.ts';
import type { Topics } from './topics.ts';

const sendTextMessage = z.looseObject({
  DestinationPhoneNumber: z.string().regex(/^\+[1-9][0-9]{6,14}$/, 'a phone number in E.164 such as "+447700900123"'),
  MessageBody: z.string().min(1).max(1600),
  OriginationIdentity: z.string().optional(),
  MessageType: z.enum(['TRANSACTIONAL', 'PROMOTIONAL']).optional(),
  MaxPrice: z
    .string()
    .regex(/^[0-9]{0,2}\.[0-9]{1,5}$/, 'dollars such as "0.05"')
    .optional(),
  TimeToLive: z.int().min(5).max(259_200).optional(),
  Context: z.record(z.string().max(100), z.string().max(800)).default({}),
  DryRun: z.boolean().default(false),
});

/**
 * SendTextMessage of AWS End User Messaging on the wire; what it accepts is in the mailbox before it answers, and is delivered:
 * the topic tells so.
 */
export function smsService({ mailbox, topics, now }: { mailbox: Mailbox; topics: Topics; now: () => Instant }): Service {
  return ({ target, body }) => {
    if (target !== 'PinpointSMSVoiceV2.SendTextMessage')
      return jsonError(400, 'ValidationException', `the sandbox's SMS knows SendTextMessage, not "${target}"`);
    const input = sendTextMessage.safeParse(JSON.parse(body));
    if (!input.success) return jsonError(400, 'ValidationException', z.prettifyError(input.error));
    const { Context, DestinationPhoneNumber, DryRun, MessageBody, OriginationIdentity = 'sandbox' } = input.data;
    const MessageId = randomUUID();
    if (DryRun) return json({ MessageId });
    mailbox.add({
      at: now(),
      channel: 'sms',
      from: OriginationIdentity,
      to: DestinationPhoneNumber,
      subject: MessageBody,
      preheader: '',
      customer: Context[messageTags.customer] ?? '',
      campaign: Context[messageTags.campaign] ?? '',
      tags: Context,
      providerId: MessageId,
      file: null,
      body: MessageBody,
    });
    topics.publish('texts', receipt(input.data, { messageId: MessageId, from: OriginationIdentity, at: now() }));
    return json({ MessageId });
  };
}

/** https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html */
const receipt = (
  { Context, DestinationPhoneNumber, MessageType = 'TRANSACTIONAL' }: z.infer<typeof sendTextMessage>,
  { messageId, from, at }: { messageId: string; from: string; at: Instant },
) => ({
  eventType: 'TEXT_DELIVERED',
  eventVersion: '1.0',
  eventTimestamp: at,
  isFinal: true,
  originationPhoneNumber: from,
  destinationPhoneNumber: DestinationPhoneNumber,
  messageId,
  messageRequestTimestamp: at,
  messageEncoding: 'GSM',
  messageType: MessageType,
  messageStatus: 'DELIVERED',
  messageStatusDescription: 'Message has been accepted by phone',
  context: Context,
  totalMessageParts: 1,
  totalMessagePrice: 0,
  totalCarrierFee: 0,
});
