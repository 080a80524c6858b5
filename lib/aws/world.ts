import type { World } from '../world.ts';
import { s3Assets } from './assets.ts';
import { eventBus } from './bus.ts';
import { sesEmail } from './email.ts';
import { sesQuota } from './email-quota.ts';
import { sesStatistics } from './email-statistics.ts';
import { grantedWorld } from './granted-world.ts';
import type { AwsOptions, Parts } from './parts.ts';
import { sqsQueue, sqsWaiting } from './queue.ts';
import { smsVoice } from './sms.ts';
import { dynamoTable } from './table.ts';

/** The whole World on AWS, or with members of another make. Nothing is connected and no variable read before its first use. */
export function awsWorld({ parts, ...options }: AwsOptions & { parts?: Parts } = {}): World {
  return grantedWorld(
    {
      table: dynamoTable,
      enqueue: sqsQueue,
      waiting: sqsWaiting,
      sendEmail: sesEmail,
      sendSms: smsVoice,
      emailQuota: sesQuota,
      emailStatistics: sesStatistics,
      emit: eventBus,
      putAsset: s3Assets,
      ...parts,
    },
    options,
  );
}
