import { GetSendStatisticsCommand, SESClient } from '@aws-sdk/client-ses';
import type { World } from '../world.ts';
import { once, type PartOptions } from './parts.ts';

/** What SES counts of this account, two weeks by quarters of an hour. https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendStatistics.html */
export function sesStatistics({ config }: PartOptions): World['emailStatistics'] {
  const client = once(() => new SESClient(config));
  return async () => {
    const { SendDataPoints = [] } = await client().send(new GetSendStatisticsCommand({}));
    return SendDataPoints.flatMap(({ Timestamp, DeliveryAttempts = 0, Bounces = 0, Complaints = 0 }) =>
      Timestamp ? [{ at: Timestamp.getTime(), attempts: DeliveryAttempts, bounces: Bounces, complaints: Complaints }] : [],
    );
  };
}
