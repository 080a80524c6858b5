import type { World } from '../world.ts';
import { s3Assets } from './assets.ts';
import { eventBus } from './bus.ts';
import { sesEmail } from './email.ts';
import { sesQuota } from './email-quota.ts';
import { grantedWorld } from './granted-world.ts';
import type { AwsOptions } from './parts.ts';
import { sqsQueue, sqsWaiting } from './queue.ts';
import { smsVoice } from './sms.ts';
import { dynamoTable } from './table.ts';

/** The whole World on AWS. Nothing is connected and no variable read before its first use. */
export function awsWorld(options: AwsOptions = {}): World {
  return grantedWorld(
    {
      table: dynamoTable,
      enqueue: sqsQueue,
      waiting: sqsWaiting,
      sendEmail: sesEmail,
      sendSms: smsVoice,
      emailQuota: sesQuota,
      emit: eventBus,
      putAsset: s3Assets,
    },
    options,
  );
}
