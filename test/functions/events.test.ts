import type { Context, EventBridgeEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { create as onEvent } from '../../functions/on-event.ts';
import { customerKey, keys } from '../../lib/store/keys.ts';
import { type Cloud, openCloud } from './cloud.ts';

const now = Date.UTC(2026, 10, 2, 12);
const cid = customerKey('p'.repeat(40), 'ann');
const context = { awsRequestId: 'r' } as Context;

let cloud: Cloud;
beforeEach(async () => {
  cloud = await openCloud({ now });
});
const letters = () => cloud.world.queues.receive('dead-letters', 10, now);

function event<D>(source: string, type: string, detail: D): EventBridgeEvent<string, D> {
  return {
    version: '0',
    id: 'e1',
    'detail-type': type,
    source,
    account: '123456789012',
    time: '2026-11-02T12:00:00Z',
    region: 'eu-west-1',
    resources: [],
    detail,
  };
}

describe('an event of another system', () => {
  const activity = {
    id: 'o1',
    type: 'order.placed',
    customer: 'ann',
    occurredAt: '2026-11-02T11:00:00Z',
    data: { orderId: 'o1', total: { amount: 1, currency: 'GBP' } },
  };

  it('is recorded as an activity', async () => {
    await onEvent(cloud.limited('on-event').world)(event('shop', 'activity', activity), context);
    expect(await cloud.world.table.get(keys.activity(cid, activity))).toBeDefined();
  });

  it('that can never be recorded goes to the dead-letter queue whole, and is acknowledged', async () => {
    await onEvent(cloud.limited('on-event').world)(event('shop', 'activity', { ...activity, customer: '' }), context);
    await onEvent(cloud.limited('on-event').world)(event('shop', 'activity', activity), context);
    await onEvent(cloud.limited('on-event').world)(
      event('shop', 'activity', { ...activity, data: { orderId: 'other', total: { amount: 1, currency: 'GBP' } } }),
      context,
    );
    expect(letters()).toHaveLength(2);
  });
});
