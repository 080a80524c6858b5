import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { awsWorld } from '../../lib/aws/world.ts';
import type { Sent } from '../../lib/world.ts';
import { email, sms, worldAt } from './outgoing.ts';

const world = worldAt();
const failure = (name: string, details: object) => Object.assign(new Error('from the service'), { name, ...details });
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });

const ses = mockClient(SESClient);
const voice = mockClient(PinpointSMSVoiceV2Client);
afterEach(() => {
  ses.reset();
  voice.reset();
});

describe('a message that is accepted', () => {
  it('goes to SES as it is, with tags and configuration set', async () => {
    ses.on(SendRawEmailCommand).resolves({ MessageId: 'ses-1' });
    expect(await world.sendEmail(email)).toEqual({ outcome: 'sent', providerId: 'ses-1' });
    expect(ses.commandCalls(SendRawEmailCommand)[0]?.args[0].input).toEqual({
      RawMessage: { Data: email.raw },
      Source: 'shop@shop.example',
      Destinations: ['ada@mail.example'],
      Tags: [
        { Name: 'campaign', Value: 'thanks' },
        { Name: 'key', Value: 'k1' },
      ],
      ConfigurationSetName: 'rapport',
    });
  });

  it('goes to the SMS service with its limits in time and price', async () => {
    voice.on(SendTextMessageCommand).resolves({ MessageId: 'sms-1' });
    expect(await world.sendSms(sms)).toEqual({ outcome: 'sent', providerId: 'sms-1' });
    expect(voice.commandCalls(SendTextMessageCommand)[0]?.args[0].input).toEqual({
      DestinationPhoneNumber: '+447700900123',
      MessageBody: 'hello',
      OriginationIdentity: 'Linden',
      MessageType: 'PROMOTIONAL',
      TimeToLive: 3600,
      MaxPrice: '0.05',
      Context: { key: 'k1' },
      ConfigurationSetName: 'rapport-sms',
    });
  });

  it.each([
    [0, 5],
    [5.9, 5],
    [300_000, 259_200],
  ])('with %d seconds to live is given to the SMS service with %d, which it takes', async (timeToLive, taken) => {
    voice.on(SendTextMessageCommand).resolves({ MessageId: 'sms-1' });
    await world.sendSms({ ...sms, timeToLive });
    expect(voice.commandCalls(SendTextMessageCommand)[0]?.args[0].input.TimeToLive).toBe(taken);
  });

  it('without an id in the reply is unknown', async () => {
    ses.on(SendRawEmailCommand).resolves({});
    expect(await world.sendEmail(email)).toMatchObject({ outcome: 'unknown' });
  });

  it('is not tried when the configuration set is not named: that is a programming error', async () => {
    await expect(awsWorld({ environment: {}, config: { region: 'eu-west-1' } }).sendEmail(email)).rejects.toThrow(
      'RAPPORT_CONFIGURATION_SET',
    );
    expect(ses.calls().length).toBe(0);
  });
});

const refused = (Reason: string) => failure('ConflictException', { ...status(400), Reason });

describe('a call that fails', () => {
  it.each([
    'Email address is not verified. The following identities failed the check in region EU-WEST-1: hello@linden.example',
    'Sending paused for this account. For more information, please check the inbox of your account.',
    'Account is paused.',
  ])('because of the account waits, and what SES says of it is not kept: %s', async (message) => {
    ses.on(SendRawEmailCommand).rejects(Object.assign(failure('MessageRejected', status(400)), { message }));
    expect(await world.sendEmail(email)).toEqual({ outcome: 'throttled', reason: 'MessageRejected 400' });
  });

  it('since she told the provider itself to stop is known as that', async () => {
    voice.on(SendTextMessageCommand).rejects(refused('DESTINATION_PHONE_NUMBER_OPTED_OUT'));
    const reason = 'ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT 400';
    expect(await world.sendSms(sms)).toEqual({ outcome: 'rejected', reason, optedOut: true });
  });

  it.each<[string, Sent['outcome'], Error]>([
    ['the sending rate', 'throttled', failure('Throttling', status(400))],
    ['throttling', 'throttled', failure('ThrottlingException', status(400))],
    ['too many requests', 'throttled', failure('AnythingElse', status(429))],
    ['a paused account', 'throttled', failure('AccountSendingPausedException', status(400))],
    ['no permission', 'throttled', failure('AccessDeniedException', status(403))],
    ['no credentials', 'throttled', failure('CredentialsProviderError', {})],
    ['an unknown host', 'throttled', failure('Error', { code: 'ENOTFOUND', syscall: 'getaddrinfo' })],
    ['a refused connection', 'throttled', failure('Error', { code: 'ECONNREFUSED', syscall: 'connect' })],
    ['an unreachable network', 'throttled', failure('Error', { code: 'ENETUNREACH', syscall: 'connect' })],
    ['a certificate', 'throttled', failure('Error', { code: 'CERT_HAS_EXPIRED' })],
    ['a rejected message', 'rejected', failure('MessageRejected', status(400))],
    ['an invalid parameter', 'rejected', failure('ValidationException', status(400))],
    [
      'money that is spent',
      'throttled',
      failure('ServiceQuotaExceededException', { ...status(402), Reason: 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT' }),
    ],
    ['no permission, told as a bad request', 'throttled', failure('AccessDeniedException', status(400))],
    ['a pool that is gone', 'throttled', failure('ResourceNotFoundException', status(400))],
    ['a domain that is not verified', 'throttled', failure('MailFromDomainNotVerifiedException', status(400))],
    ['a number that a new account may not write to', 'throttled', refused('DESTINATION_PHONE_NUMBER_NOT_VERIFIED')],
    ['a number that is not registered yet', 'throttled', refused('REGISTRATION_NOT_COMPLETE')],
    ['a country that is blocked', 'rejected', refused('DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION')],
    ['a request that came too slowly', 'unknown', failure('RequestTimeout', status(408))],
    ['an error of the service', 'unknown', failure('InternalServerException', status(500))],
    ['throttling told as an error of the service', 'unknown', failure('ThrottlingException', status(503))],
    ['an unreadable reply', 'unknown', failure('SyntaxError', status(200))],
    ['a reset connection', 'unknown', failure('TimeoutError', { code: 'ECONNRESET', syscall: 'read' })],
    ['a broken pipe', 'unknown', failure('TimeoutError', { code: 'EPIPE', syscall: 'write' })],
    ['a timeout', 'unknown', failure('TimeoutError', {})],
    ['a protocol error', 'unknown', failure('Error', { code: 'EPROTO' })],
    ['something never seen', 'unknown', failure('Surprise', {})],
  ])('on %s is %s', async (_, outcome, error) => {
    ses.on(SendRawEmailCommand).rejects(error);
    voice.on(SendTextMessageCommand).rejects(error);
    for (const result of [await world.sendEmail(email), await world.sendSms(sms)]) {
      expect(result.outcome).toBe(outcome);
      expect(JSON.stringify(result)).not.toContain('from the service');
    }
  });
});
