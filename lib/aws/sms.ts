import { PinpointSMSVoiceV2Client, SendTextMessageCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { World } from '../world.ts';
import { environmentNames } from './env.ts';
import { once, type PartOptions } from './parts.ts';
import { outcomeOf, singleAttempt } from './single-attempt.ts';

/** Seconds that the service takes. https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html */
const timeToLiveBounds = { shortest: 5, longest: 259_200 };

/** SMS by AWS End User Messaging. */
export function smsVoice({ environment, config }: PartOptions): World['sendSms'] {
  const client = once(() => new PinpointSMSVoiceV2Client({ ...config, ...singleAttempt }));
  return async ({ to, body, from, class: kind, timeToLive, maxPrice, context }) => {
    const configurationSet = environment[environmentNames.smsConfigurationSet];
    const command = new SendTextMessageCommand({
      DestinationPhoneNumber: to,
      MessageBody: body,
      MessageType: kind === 'promotional' ? 'PROMOTIONAL' : 'TRANSACTIONAL',
      TimeToLive: Math.min(Math.max(Math.floor(timeToLive), timeToLiveBounds.shortest), timeToLiveBounds.longest),
      Context: context,
      ...(from !== undefined && { OriginationIdentity: from }),
      ...(maxPrice !== undefined && { MaxPrice: maxPrice }),
      ...(configurationSet && { ConfigurationSetName: configurationSet }),
    });
    try {
      const { MessageId } = await client().send(command);
      return MessageId ? { outcome: 'sent', providerId: MessageId } : { outcome: 'unknown', reason: 'the reply named no message id' };
    } catch (error) {
      return outcomeOf(error);
    }
  };
}
