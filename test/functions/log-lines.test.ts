import type { EventBridgeEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { create as onDeliveryEvent } from '../../functions/on-delivery-event.ts';
import { create as onEvent } from '../../functions/on-event.ts';
import { create as sendMessage } from '../../functions/send-message.ts';
import { create as wakeEnrollments } from '../../functions/wake-enrollments.ts';
import { queueEvent } from '../../lib/memory/lambda-event.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { context, noon, order } from './shop.ts';

const planted = 'planted@secret.example';
/** Looks like a line of a stack trace. */
const asFrame = `\n    at ${planted} (file:///${planted}:1:1)\nat /${planted}:1:1`;

let cloud: Cloud;
let output: MockInstance[];
beforeEach(async () => {
  cloud = await openCloud({ now: noon });
  output = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
});
afterEach(() => vi.restoreAllMocks());

const written = () => output.flatMap(({ mock }) => mock.calls.map(([text]) => String(text))).join('\n');

function busEvent(detail: object): EventBridgeEvent<string, unknown> {
  return {
    version: '0',
    id: 'e1',
    'detail-type': 'activity',
    source: 'shop',
    account: '123456789012',
    time: '2026-11-02T12:00:00Z',
    region: 'eu-west-1',
    resources: [],
    detail,
  };
}
function task(body: string) {
  return { messageId: 'm', receipt: 'r', body, sentAt: 0, firstReceivedAt: 0, receiveCount: 1 };
}
const told = { ...order('o1'), occurredAt: '2026-11-02T11:00:00Z' };

describe('log lines hold nothing of what was refused, though it has lines of its own', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a property', () => onEvent(cloud.world)(busEvent({ ...told, data: { orderId: asFrame, total: { amount: asFrame } } }), context)],
    ['a name beside them', () => onEvent(cloud.world)(busEvent({ ...told, [asFrame]: 1 }), context)],
    ['an id', () => onEvent(cloud.world)(busEvent({ ...told, id: asFrame.repeat(3), type: asFrame }), context)],
    ['a tag', () => onDeliveryEvent(cloud.world)(busEvent({ eventType: asFrame, mail: { tags: { [asFrame]: asFrame } } }), context)],
    ['a body that is no JSON', () => sendMessage(cloud.world)(queueEvent('triggered', [task(asFrame)]), context)],
    [
      'a body of another shape',
      () => wakeEnrollments(cloud.world)(queueEvent('work', [task(JSON.stringify({ [asFrame]: asFrame }))]), context),
    ],
  ])('in %s', async (_, run) => {
    await run();
    expect(written()).toContain('"message":"failed"');
    expect(written()).not.toContain('planted');
    expect(cloud.world.queues.size('dead-letters')).toBe(1);
  });

  it('in what a table says when it fails', async () => {
    const get = async () => Promise.reject(new Error(`no such item: ${asFrame}`));
    const failing = { ...cloud.world, table: { ...cloud.world.table, get } };
    const body = JSON.stringify({ cid: asFrame, held: asFrame });
    const { batchItemFailures } = await sendMessage(failing)(queueEvent('triggered', [task(body)]), context);
    expect(batchItemFailures).toHaveLength(1);
    expect(written()).toContain('"message":"failed"');
    expect(written()).not.toContain('planted');
  });
});
