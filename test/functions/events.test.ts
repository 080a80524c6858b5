import type { Context, EventBridgeEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { create as onDeliveryEvent } from '../../functions/on-delivery-event.ts';
import { create as onEvent } from '../../functions/on-event.ts';
import type { PlannedMessage } from '../../lib/core/enrollment/enrollment.ts';
import { loadContact, saveContact } from '../../lib/store/contacts.ts';
import { customerKey, keys } from '../../lib/store/keys.ts';
import { loadStanding, recordMessage } from '../../lib/store/messages.ts';
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

describe('what SES tells of a message', () => {
  const message: PlannedMessage = {
    kind: 'message',
    id: 'thank-you#o1#thanks',
    step: 'thanks',
    template: 'thanks',
    topic: 'service',
    by: ['email'],
    priority: 70,
    plannedAt: now,
    expiresAt: now + 1000,
  };
  const tags = { 'rapport-customer': [cid], 'rapport-message': [Buffer.from(keys.message(cid, message).sk).toString('base64url')] };
  const tell = (detail: object) =>
    onDeliveryEvent(cloud.limited('on-delivery-event').world)(event('aws.ses', 'Email Event', { mail: { tags }, ...detail }), context);
  const unknown = () =>
    recordMessage(cloud.world, { cid, enrollment: 'ENR#thank-you#o1', message }, { state: 'unknown', reason: 'no-answer', at: now });
  beforeEach(() => saveContact(cloud.world, cid, { email: 'ann@private.example', at: now }));

  it('resolves an unknown', async () => {
    await unknown();
    await tell({ eventType: 'Delivery' });
    expect(await loadStanding(cloud.world, cid, message)).toMatchObject({ state: 'sent' });
  });

  it('does not resolve it when SES rejected the message', async () => {
    await unknown();
    await tell({ eventType: 'Reject' });
    expect(await loadStanding(cloud.world, cid, message)).toMatchObject({ state: 'unknown' });
  });

  it.each([
    ['Complaint', {}, 'complaint'],
    ['Bounce', { bounce: { bounceType: 'Permanent' } }, 'hard-bounce'],
    ['Bounce', { bounce: { bounceType: 'Transient' } }, undefined],
  ])('a %s %o suppresses the address: %s', async (eventType, detail, reason) => {
    await tell({ eventType, ...detail });
    await tell({ eventType, ...detail });
    expect((await loadContact(cloud.world, cid))?.suppressed.email?.reason).toBe(reason);
  });

  it('is left alone when somebody else sent the message through this account', async () => {
    await onDeliveryEvent(cloud.limited('on-delivery-event').world)(
      event('aws.ses', 'Email Event', { eventType: 'Complaint', mail: {} }),
      context,
    );
    expect(letters()).toEqual([]);
  });
});
