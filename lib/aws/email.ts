import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import type { World } from '../world.ts';
import { environmentNames, readVariable } from './env.ts';
import { once, type PartOptions } from './parts.ts';
import { outcomeOf, singleAttempt } from './single-attempt.ts';

/** E-mail by SES: the MIME as it stands, with its tags, under the configuration set that reports what becomes of it. */
export function sesEmail({ environment, config }: PartOptions): World['sendEmail'] {
  const client = once(() => new SESClient({ ...config, ...singleAttempt }));
  return async ({ raw, from, to, tags }) => {
    const command = new SendRawEmailCommand({
      RawMessage: { Data: raw },
      Source: from,
      Destinations: [to],
      Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
      ConfigurationSetName: readVariable(environment, environmentNames.configurationSet),
    });
    try {
      const { MessageId } = await client().send(command);
      return MessageId ? { outcome: 'sent', providerId: MessageId } : { outcome: 'unknown', reason: 'the reply named no message id' };
    } catch (error) {
      return outcomeOf(error);
    }
  };
}
