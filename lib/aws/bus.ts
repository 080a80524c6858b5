import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { World } from '../world.ts';
import { environmentNames, readVariable } from './env.ts';
import { once, type PartOptions } from './parts.ts';

/** The bus as receivers see it: source `rapport`, detail type = the event's type, detail = `{ id, type, data }`. */
export function eventBus({ environment, config, now }: PartOptions): World['emit'] {
  const client = once(() => new EventBridgeClient(config));
  return async ({ id, type, data }) => {
    const entry = {
      EventBusName: readVariable(environment, environmentNames.bus),
      Source: 'rapport',
      DetailType: type,
      Detail: JSON.stringify({ id, type, data }),
      Time: new Date(now()),
    };
    const { Entries = [], FailedEntryCount = 0 } = await client().send(new PutEventsCommand({ Entries: [entry] }));
    if (FailedEntryCount > 0)
      throw new Error(`The event bus did not accept the event ${id} of type ${type}: ${Entries[0]?.ErrorCode ?? 'no reason given'}`);
  };
}
