import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import type { World } from '../world.ts';
import { environmentNames, readVariable } from './env.ts';
import { once, type PartOptions } from './parts.ts';
import { outcomeOf, singleAttempt } from './single-attempt.ts';

/** E-mail by SES: the MIME as it stands, with its tags, under the configuration set that reports what becomes of it. */
export function sesEmail(options: PartOptions): World['sendEmail'] {
  return sender(options, () => readVariable(options.environment, environmentNames.configurationSet));
}

/** E-mail by SES of which nothing is reported: proofs. */
export function sesUnreported(options: PartOptions): World['sendEmail'] {
  return sender(options, () => undefined);
}

function sender({ config }: PartOptions, configurationSet: () => string | undefined): World['sendEmail'] {
  const client = once(() => new SESClient({ ...config, ...singleAttempt }));
  return async ({ raw, from, to, tags }) => {
    const command = new SendRawEmailCommand({
      RawMessage: { Data: raw },
      Source: from,
      Destinations: [to],
      Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
      ConfigurationSetName: configurationSet(),
    });
    try {
      const { MessageId } = await client().send(command);
      return MessageId ? { outcome: 'sent', providerId: MessageId } : { outcome: 'unknown', reason: 'the reply named no message id' };
    } catch (error) {
      return outcomeOf(error);
    }
  };
}
