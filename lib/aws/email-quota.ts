import { GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses';
import type { World } from '../world.ts';
import { once, type PartOptions } from './parts.ts';

/** What SES allows this account in this region. https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendQuota.html */
export function sesQuota({ config }: PartOptions): World['emailQuota'] {
  const client = once(() => new SESClient(config));
  return async () => {
    const { MaxSendRate = 1, Max24HourSend = 0, SentLast24Hours = 0 } = await client().send(new GetSendQuotaCommand({}));
    return { perSecond: MaxSendRate, perDay: Max24HourSend, sentInDay: SentLast24Hours };
  };
}
