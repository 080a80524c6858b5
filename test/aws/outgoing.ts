import { environmentNames } from '../../lib/aws/env.ts';
import { awsWorld } from '../../lib/aws/world.ts';
import type { EmailMessage, SmsMessage, World } from '../../lib/world.ts';

const environment = { [environmentNames.configurationSet]: 'rapport', [environmentNames.smsConfigurationSet]: 'rapport-sms' };
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
export const email: EmailMessage = {
  raw: new TextEncoder().encode('Subject: hello\r\n\r\nhello'),
  from: 'shop@shop.example',
  to: 'ada@mail.example',
  tags: { campaign: 'thanks', key: 'k1' },
};
export const sms: SmsMessage = {
  to: '+447700900123',
  body: 'hello',
  from: 'Linden',
  class: 'promotional',
  timeToLive: 3600.9,
  maxPrice: '0.05',
  context: { key: 'k1' },
};
/** A World that sends to this endpoint. */
export const worldAt = (endpoint = 'http://127.0.0.1:9'): World =>
  awsWorld({ environment, config: { endpoint, region: 'eu-west-1', credentials } });
