import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { create as onDeliveryEvent } from '../../functions/on-delivery-event.ts';
import type { PlannedMessage } from '../../lib/core/enrollment/enrollment.ts';
import { loadContact, saveContact } from '../../lib/store/contacts.ts';
import { loadCounts } from '../../lib/store/counters.ts';
import { keys } from '../../lib/store/keys.ts';
import { readTags, tagsOf } from '../../lib/store/message-tags.ts';
import { confirmMessage, recordMessage } from '../../lib/store/messages.ts';
import { recount } from '../../lib/usecases/recount.ts';
import { type Cloud, openCloud } from './cloud.ts';
import {
  byEventBridge,
  bySns,
  click,
  complaint,
  delivery,
  deliveryDelay,
  hardBounce,
  onSuppressionList,
  open,
  outOfOffice,
  recipient,
  reject,
  renderingFailure,
  type SesDetail,
  send,
  sentAt,
  softBounce,
  subscription,
} from './ses-events.ts';
import { ann, cidOf, context, day, hour } from './shop.ts';

const message: PlannedMessage = {
  kind: 'message',
  id: 'thank-you#o1#thanks',
  step: 'thanks',
  template: 'thanks',
  topic: 'service',
  by: ['email'],
  priority: 70,
  plannedAt: sentAt,
  expiresAt: sentAt + 1000,
};
const intent = { cid: ann, enrollment: 'ENR#thank-you#o1', message };
const { sk } = keys.message(ann, message);
const tags = { 'rapport-customer': ann, 'rapport-message': Buffer.from(sk).toString('base64url'), 'rapport-campaign': 'thank-you' };
const bob = cidOf('bob');

let cloud: Cloud;
beforeEach(async () => {
  cloud = await openCloud({ now: sentAt + 2 * hour });
  await saveContact(cloud.world, ann, { email: recipient, at: sentAt });
});

type Way = (detail: SesDetail) => Parameters<ReturnType<typeof onDeliveryEvent>>[0];
async function tell(details: SesDetail[], way: Way = byEventBridge): Promise<void> {
  for (const detail of details) await onDeliveryEvent(cloud.limited('on-delivery-event').world)(way(detail), context);
  await cloud.settle();
}
const record = () => cloud.world.table.get(keys.message(ann, message));
const suppressed = async (cid = ann) => (await loadContact(cloud.world, cid))?.suppressed.email?.reason;
const letters = () => cloud.world.queues.receive('dead-letters', 10, cloud.now);

describe('a mail that asks her to confirm a consent', () => {
  const asking = { ...tags, 'rapport-message': Buffer.from('ASK#hash#news#2026-11-02').toString('base64url') };

  it('ends further mail when it bounces, and is no message otherwise', async () => {
    await tell([delivery(asking), open(asking)]);
    expect(await suppressed()).toBeUndefined();
    await tell([hardBounce(asking)]);
    expect(await suppressed()).toBe('hard-bounce');
    expect((await cloud.world.table.query({ table: 'relations', pk: ann, prefix: 'ASK#' })).items).toEqual([]);
  });
});

describe('that SES took a message', () => {
  it.each([
    ['Delivery', delivery(tags)],
    ['DeliveryDelay', deliveryDelay(tags)],
    ['Open', open(tags)],
    ['Click', click(tags, 'https://shop.example.org/a')],
    ['Bounce', hardBounce(tags)],
    ['Complaint', complaint(tags)],
    ['Reject', reject(tags)],
    ['Rendering Failure', renderingFailure(tags)],
    ['Subscription', subscription(tags, 'OptIn')],
  ])('is known by its %s, whatever was known before', async (_, detail) => {
    await recordMessage(cloud.world, intent, { state: 'unknown', reason: 'no-answer', at: sentAt });
    await tell([detail]);
    const known = await record();
    expect([known?.state, known?.reason]).toEqual(['sent', undefined]);
  });

  it('is known though whoever sent it died before the record was written', async () => {
    await tell([delivery(tags)]);
    expect(await record()).toMatchObject({ kind: 'message', campaign: 'thank-you', state: 'sent', channel: 'email' });
    await recordMessage(cloud.world, intent, { state: 'unknown', reason: 'interrupted', at: cloud.now });
    expect(await record()).toMatchObject({ state: 'sent' });
  });

  it('keeps what its sender alone knows, though it is told before the sender has written it down, and counts it once', async () => {
    const own = { channel: 'email', providerId: 'p1', cost: 80, bucket: '2026-10-01', arms: { half: 'plain' } } as const;
    const counted = async () =>
      (await loadCounts(cloud.world, { campaign: 'thank-you' })).tallied.filter(({ counts }) => counts['sent.email']);
    await tell([delivery(tags)]);
    expect(await counted()).toMatchObject([{ counts: { 'sent.email': 1, uncosted: 1 } }]);
    await recordMessage(cloud.world, intent, { state: 'unknown', reason: 'interrupted', at: cloud.now });
    for (let time = 0; time < 2; time++)
      expect(await recordMessage(cloud.world, intent, { state: 'sent', ...own, at: cloud.now })).toBe(false);
    await tell([open(tags), click(tags, 'https://shop.example.org/a')]);
    expect(await record()).toMatchObject({ state: 'sent', ...own });
    expect(await counted()).toMatchObject([{ bucket: '2026-10-01', counts: { 'sent.email': 1, cost: 80, 'arm/half/plain/cost': 80 } }]);
    expect((await counted())[0]?.counts).not.toHaveProperty('uncosted');
    expect((await recount(cloud.world, 'thank-you')).differences).toEqual([]);
  });

  it('does not bring back a message that was erased meanwhile', async () => {
    await tell([delivery(tags)]);
    const { table } = cloud.world;
    const late = {
      ...cloud.world,
      table: {
        ...table,
        write: async (operations: Parameters<typeof table.write>[0]) => {
          const conflict = await table.write(operations);
          if (conflict) await table.write([{ delete: keys.message(ann, message) }]);
          return conflict;
        },
      },
    };
    await recordMessage(late, intent, { state: 'sent', cost: 80, at: cloud.now });
    expect(await record()).toBeUndefined();
  });

  it('says which channel it went by, of a text of which nothing more was known', async () => {
    await recordMessage(cloud.world, intent, { state: 'unknown', reason: 'interrupted', at: sentAt });
    await confirmMessage(cloud.world, { cid: ann, sk, channel: 'sms' }, cloud.now);
    expect(await record()).toMatchObject({ state: 'sent', channel: 'sms' });
  });

  it('takes a message that was held out of what is due', async () => {
    await recordMessage(cloud.world, intent, { state: 'held', reason: 'quiet-hours', at: sentAt, dueAt: cloud.now + day });
    await tell([delivery(tags)]);
    const known = await record();
    expect([known?.state, known?.dueAt, known?.dueShard]).toEqual(['sent', undefined, undefined]);
  });

  it('writes nothing of a customer who was erased, or is not known', async () => {
    await cloud.world.table.write([{ update: keys.contact(ann), set: [[['erasedAt'], sentAt]] }]);
    await tell([delivery(tags), reject(tags), hardBounce(tags), complaint(tags)]);
    expect(await record()).toBeUndefined();
    await cloud.world.table.write([{ delete: keys.contact(ann) }]);
    await tell([delivery(tags)]);
    expect(await record()).toBeUndefined();
  });

  it('costs one read when it is no news', async () => {
    await recordMessage(cloud.world, intent, { state: 'sent', at: sentAt });
    const asked: unknown[] = [];
    const { world } = cloud.limited('on-delivery-event');
    const { table } = world;
    const counting = {
      ...table,
      get: (key: Parameters<typeof table.get>[0]) => {
        if (key.table !== 'control') asked.push(key);
        return table.get(key);
      },
      write: (operations: Parameters<typeof table.write>[0]) => {
        asked.push(...operations);
        return table.write(operations);
      },
    };
    const handler = onDeliveryEvent({ ...world, table: counting });
    await handler(byEventBridge(send(tags)), context);
    expect(asked).toEqual([]);
    await handler(byEventBridge(delivery(tags)), context);
    expect(asked).toEqual([keys.message(ann, message)]);
  });
});

describe('what became of it', () => {
  it('is noted once, in whatever order and however often it is told, and whichever way', async () => {
    const events = [delivery(tags), hardBounce(tags), reject(tags), complaint(tags), open(tags), renderingFailure(tags)];
    const way = fc.constantFrom<Way>(byEventBridge, bySns);
    const telling = fc.array(fc.tuple(fc.shuffledSubarray(events, { minLength: 6 }), way), { minLength: 2, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(telling, async (tellings) => {
        cloud = await openCloud({ now: sentAt + 2 * hour });
        await saveContact(cloud.world, ann, { email: recipient, at: sentAt });
        await recordMessage(cloud.world, intent, { state: 'sent', providerId: 'p1', at: sentAt });
        const at = cloud.now;
        for (const [shuffled, by] of tellings) {
          await tell(shuffled, by);
          cloud.now += day;
        }
        expect(await record()).toMatchObject({
          ...{ state: 'sent', providerId: 'p1', at: sentAt },
          ...{ bouncedAt: at, rejectedAt: at, complainedAt: at },
        });
        expect((await record())?.confirmedAt).toBeUndefined();
        expect(await suppressed()).toBe('complaint');
      }),
      { numRuns: 20 },
    );
  });

  it('counts as rejected where SES did not even try', async () => {
    await tell([complaint(tags, { complaintSubType: 'OnAccountSuppressionList' })]);
    expect(await record()).toMatchObject({ state: 'sent', rejectedAt: cloud.now });
    expect((await record())?.complainedAt).toBeUndefined();
  });
});

describe('after feedback', () => {
  it.each([
    ['a complaint', complaint(tags), 'complaint'],
    ['a complaint of an earlier message', complaint(tags, { complaintSubType: 'OnAccountSuppressionList' }), 'complaint'],
    ['a mail that was taken out of the junk', complaint(tags, { complaintFeedbackType: 'not-spam' }), undefined],
    ['a hard bounce', hardBounce(tags), 'hard-bounce'],
    ['a bounce by the account’s own list', onSuppressionList(tags), 'hard-bounce'],
    ['one soft bounce', softBounce(tags, { at: sentAt }), undefined],
    ['a rejection', reject(tags), undefined],
    ['no to everything on a page of Amazon’s', subscription(tags, 'OptIn', true), 'unsubscribed'],
    ['no to one list on a page of Amazon’s', subscription(tags, 'OptOut'), 'unsubscribed'],
    ['yes to a list that is none of ours', subscription(tags, 'OptIn'), undefined],
  ])('%s: the suppression is %s', async (_, detail, reason) => {
    for (const way of [byEventBridge, bySns]) await tell([detail], way);
    expect(await suppressed()).toBe(reason);
  });

  it('a bounce is of the address that it was sent to, and of all who have it; she has another one by now', async () => {
    await saveContact(cloud.world, bob, { email: 'Ann@Private.example', at: sentAt });
    await saveContact(cloud.world, ann, { email: 'ann@new.example', at: sentAt + 1 });
    await tell([hardBounce(tags)]);
    expect([await suppressed(ann), await suppressed(bob)]).toEqual([undefined, 'hard-bounce']);
  });

  it('a complaint about a mistyped address is of whoever has that, and not of her who has another one by now', async () => {
    await saveContact(cloud.world, bob, { email: 'Ann@Private.example', at: sentAt });
    await saveContact(cloud.world, ann, { email: 'ann@new.example', at: sentAt + 1 });
    await tell([complaint(tags), subscription(tags, 'OptIn', true)]);
    expect([await suppressed(ann), await suppressed(bob)]).toEqual([undefined, 'complaint']);
    await saveContact(cloud.world, ann, { email: recipient, at: sentAt + 2 });
    expect(await suppressed(ann)).toBe('complaint');
  });

  it('a complaint stays when a bounce is told later, and goes before one that was told earlier', async () => {
    for (const events of [
      [complaint(tags), hardBounce(tags)],
      [hardBounce(tags), complaint(tags)],
    ]) {
      cloud = await openCloud({ now: sentAt + 2 * hour });
      await saveContact(cloud.world, ann, { email: recipient, at: sentAt });
      await tell(events);
      expect(await suppressed()).toBe('complaint');
    }
  });

  it.each([
    [
      'mail that others sent through this account',
      { ...complaint(tags), mail: { timestamp: '2026-11-02T12:00:00Z', destination: [recipient] } },
    ],
    ['a message of which no record could be', complaint({ ...tags, 'rapport-message': Buffer.from('NTC#1').toString('base64url') })],
    ['a type that SES may yet invent', { ...delivery(tags), eventType: 'Forward' }],
  ])('%s is left alone', async (_, detail) => {
    await tell([detail]);
    expect([await suppressed(), await record(), letters()]).toEqual([undefined, undefined, []]);
  });

  it('what is no event of SES goes to the dead-letter queue whole, and is acknowledged', async () => {
    await tell([{ eventType: 'Bounce', mail: { tags: 'none' } }], bySns);
    expect(letters()).toHaveLength(1);
  });
});

it('the greeting of SES to a topic is about nobody, and no dead letter', async () => {
  const event = bySns(send(tags));
  for (const { Sns } of event.Records) Sns.Message = 'Successfully validated SNS topic for Amazon SES event publishing.';
  await onDeliveryEvent(cloud.limited('on-delivery-event').world)(event, context);
  expect(letters()).toEqual([]);
});

describe('what it carries', () => {
  it('names its message however long the id of an order is, in whatever script', async () => {
    const ids = fc.array(fc.constantFrom('a', '#', 'é', '订', '😀'), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(ids, fc.constantFrom('email' as const, 'sms' as const), (id, channel) => {
        const ref = { cid: ann, sk: keys.message(ann, { ...message, id: `thank-you#${id.join('')}#thanks` }).sk };
        const made = tagsOf(channel, ref);
        expect(Object.values(made).every((tag) => tag.length <= (channel === 'email' ? 256 : 800) && /^[\w-]+$/.test(tag))).toBe(true);
        expect(channel === 'email' || Object.keys(made).length < 5).toBe(true);
        expect(readTags((name) => made[name])).toEqual(ref);
      }),
    );
  });

  it('of such an order is found again when its mail bounces', async () => {
    const long = { ...message, id: `thank-you-for-your-order#${'订单'.repeat(64)}#thanks` };
    const made = tagsOf('email', { cid: ann, sk: keys.message(ann, long).sk });
    await tell([hardBounce(made)]);
    expect(await cloud.world.table.get(keys.message(ann, long))).toMatchObject({ state: 'sent', bouncedAt: cloud.now });
  });
});

describe('while the tables fail', () => {
  it('a complaint waits, and is heard when they work again', async () => {
    const { world } = cloud.limited('on-delivery-event');
    const failing = { ...world, table: { ...world.table, get: () => Promise.reject(new Error('InternalServerError')) } };
    const ends = cloud.now + hour;
    const hear = (event: Parameters<Way>[0] | object) =>
      onDeliveryEvent(cloud.now < ends ? failing : world)(event as ReturnType<Way>, context);
    await hear(bySns(complaint(tags)));
    let told = cloud.world.events.length;
    for (const until = cloud.now + 2 * hour; cloud.now < until; cloud.now += 60_000) {
      await cloud.settle();
      for (const { event } of cloud.world.events.slice(told)) {
        told++;
        await hear({ source: 'rapport', 'detail-type': event.type, detail: event });
      }
    }
    expect(await suppressed()).toBe('complaint');
    // After 1, 2, 4 and 8 minutes, and then each quarter of an hour.
    expect([told, letters()]).toEqual([7, []]);
  });

  it('for longer than three hours it is for a person', async () => {
    const { world } = cloud.limited('on-delivery-event');
    const failing = { ...world, table: { ...world.table, get: () => Promise.reject(new Error('InternalServerError')) } };
    const again = { function: 'on-delivery-event', feedback: { told: complaint(tags), at: cloud.now, tried: 15 } };
    const event = { source: 'rapport', 'detail-type': 'again.on-delivery-event', detail: { id: 'a', type: 'again', data: again } };
    await expect(onDeliveryEvent(failing)(event as ReturnType<Way>, context)).rejects.toThrow('InternalServerError');
    expect(cloud.world.queues.size('pages')).toBe(0);
  });
});

describe('soft bounces', () => {
  const soft = (days: number, subType?: string) => softBounce(tags, { at: sentAt + days * day, ...(subType !== undefined && { subType }) });
  beforeEach(() => {
    cloud.now = sentAt + 100 * day;
  });

  it('on three days within thirty end mail to the address, and to all who have it', async () => {
    await saveContact(cloud.world, bob, { email: recipient, at: sentAt });
    await tell([soft(0), soft(10)]);
    expect(await suppressed()).toBeUndefined();
    await tell([soft(29)]);
    expect([await suppressed(), await suppressed(bob)]).toEqual(['soft-bounces', 'soft-bounces']);
  });

  it.each([
    ['on the same day', [soft(0), soft(0.1), soft(0.2), soft(1)]],
    ['over a longer time', [soft(0), soft(15), soft(30), soft(45), soft(60)]],
    ['of what was sent', ['ContentRejected', 'AttachmentRejected', 'MessageTooLarge'].map((subType, index) => soft(index, subType))],
    ['by an answering machine', [0, 1, 2].map((days) => outOfOffice(tags, sentAt + days * day))],
  ])('%s end nothing', async (_, events) => {
    await tell(events);
    expect(await suppressed()).toBeUndefined();
  });

  it('may be of kinds that nobody determined', async () => {
    await tell([soft(0, 'Undetermined'), soft(1, 'General'), soft(2)]);
    expect(await suppressed()).toBe('soft-bounces');
  });

  it('come to the same whatever is repeated, and in whatever order', async () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(days, fc.infiniteStream(fc.nat()), async (some, random) => {
        cloud = await openCloud({ now: sentAt + 100 * day });
        await saveContact(cloud.world, ann, { email: recipient, at: sentAt });
        const twice = [...some, ...some].map((each) => ({ each, key: random.next().value ?? 0 }));
        await tell(twice.sort((a, b) => a.key - b.key).map(({ each }) => soft(each)));
        const sorted = some.toSorted((a, b) => a - b);
        const tooMany = sorted.some((first, index) => (sorted[index + 2] ?? Infinity) - first < 30);
        expect(await suppressed()).toBe(tooMany ? 'soft-bounces' : undefined);
      }),
      { numRuns: 50 },
    );
  });

  it('of an address are over when she gives another one, and stand when she gives this one again', async () => {
    await tell([soft(0), soft(1), soft(2)]);
    await saveContact(cloud.world, ann, { email: 'ann@new.example', at: sentAt + 90 * day });
    expect(await suppressed()).toBeUndefined();
    await saveContact(cloud.world, ann, { email: recipient, at: sentAt + 91 * day });
    expect(await suppressed()).toBe('soft-bounces');
  });
});
