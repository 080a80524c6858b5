import type { World } from '../world.ts';
import { environmentNames, readVariable } from './env.ts';
import { type AwsOptions, once, type PartOptions, type Parts } from './parts.ts';

/**
 * A World on AWS with only these parts, so that a function's bundle holds only the clients that it was granted.
 * Clients are made at first use, one each. Throws when a part is used that was not given.
 *
 * @example grantedWorld({ table: dynamoTable, enqueue: sqsQueue })
 */
export function grantedWorld(parts: Parts, { now = Date.now, environment = process.env, config = {}, dynamodb }: AwsOptions = {}): World {
  const options: PartOptions = { now, environment, config, ...(dynamodb && { dynamodb }) };
  const part = <Member extends keyof Parts>(member: Member, make: ((options: PartOptions) => World[Member]) | undefined) =>
    once(() => {
      if (make) return make(options);
      throw new Error(`This function was not granted "${member}": add it to its access in lib/wiring.ts and to its grantedWorld.`);
    });
  const table = part('table', parts.table);
  const enqueue = part('enqueue', parts.enqueue);
  const waiting = part('waiting', parts.waiting);
  const emailQuota = part('emailQuota', parts.emailQuota);
  const emailStatistics = part('emailStatistics', parts.emailStatistics);
  const sendEmail = part('sendEmail', parts.sendEmail);
  const sendSms = part('sendSms', parts.sendSms);
  const emit = part('emit', parts.emit);
  const putAsset = part('putAsset', parts.putAsset);
  return {
    now,
    get table() {
      return table();
    },
    enqueue: async (queue, tasks) => enqueue()(queue, tasks),
    waiting: async (queue) => waiting()(queue),
    emailQuota: async () => emailQuota()(),
    emailStatistics: async () => emailStatistics()(),
    sendEmail: async (email) => sendEmail()(email),
    sendSms: async (sms) => sendSms()(sms),
    emit: async (event) => emit()(event),
    putAsset: async (asset) => putAsset()(asset),
    get assetsUrl() {
      return readVariable(environment, environmentNames.assetsUrl);
    },
    get publicUrl() {
      return readVariable(environment, environmentNames.publicUrl);
    },
  };
}
