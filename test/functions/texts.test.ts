import type { SNSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { create as onTextEvent } from '../../functions/on-text-event.ts';
import { type CampaignInput, campaignSchema } from '../../lib/core/definition/campaign.ts';
import { queueEvent } from '../../lib/memory/lambda-event.ts';
import { topicEvent } from '../../lib/sandbox/topics.ts';
import { loadAddress, suppressAddress } from '../../lib/store/addresses.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { loadConsentRecords } from '../../lib/store/consent-records.ts';
import { loadContact, saveContact } from '../../lib/store/contacts.ts';
import { eraseCustomer } from '../../lib/usecases/erase-customer.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { ann, cidOf, context, day, enrollments, hour, noon, order, outcomes, place, shop, thanks } from './shop.ts';

const phone = '+447700900123';
const ours = '+447700900999';
const second = 1000;
const minute = 60 * second;

/** What AWS End User Messaging publishes. https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html */
function receipt(eventType: string, over: object = {}): object {
  return {
    eventType,
    eventVersion: '1.0',
    eventTimestamp: noon + second,
    isFinal: true,
    originationPhoneNumber: ours,
    destinationPhoneNumber: phone,
    isoCountryCode: 'GB',
    isInternationalSend: false,
    mcc: '234',
    mnc: '10',
    messageId: '862a8790-60c0-4430-9b2b-658bd0000000',
    messageRequestTimestamp: noon,
    messageEncoding: 'GSM',
    messageType: 'TRANSACTIONAL',
    messageStatus: eventType.replace('TEXT_', ''),
    messageStatusDescription: 'as the carrier says',
    context: cloud.world.texts[0]?.message.context ?? {},
    totalMessageParts: 1,
    totalMessagePrice: 0.00581,
    totalCarrierFee: 0.006,
    protectConfiguration: { protectConfigurationId: 'protect-1', protectStatus: 'ALLOW' },
    ...over,
  };
}

let sequence = 0;
/** https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html */
function inbound(messageBody: string, over: object = {}): object {
  return {
    originationNumber: phone,
    destinationNumber: ours,
    messageKeyword: 'KEYWORD_123456789012',
    messageBody,
    inboundMessageId: `cae173d2-66b9-564c-8309-${++sequence}`,
    previousPublishedMessageId: null,
    ...over,
  };
}

let cloud: Cloud;
const event = (message: object, at: number): SNSEvent => topicEvent('texts', JSON.stringify(message), at);
async function hear(message: object, at = cloud.now): Promise<void> {
  await onTextEvent(cloud.limited('on-text-event').world)(event(message, at), context);
  await cloud.settle();
}
/** At a time of its own each, so that "later" means something. */
async function write(...bodies: string[]): Promise<void> {
  for (const body of bodies) {
    cloud.now += minute;
    await hear(inbound(body));
  }
}
const answers = () => cloud.world.texts.flatMap(({ message }) => ('rapport-reply' in message.context ? [message] : []));
const suppression = async (cid = ann) => (await loadContact(cloud.world, cid))?.suppressed.sms;
const consent = async (cid = ann) => (await loadContact(cloud.world, cid))?.consent.sms;
const replied = async (cid = ann) =>
  (await cloud.world.table.query({ table: 'activities', pk: cid, prefix: 'sms.' })).items.map(({ activity }) => activity);
const agreed = {
  details: { phone, email: null, language: 'en', consent: { sms: { offers: true } }, evidence: { source: 'import' } },
} as const;

async function open(more: Partial<CampaignInput> = {}, campaigns: Partial<CampaignInput>[] = []): Promise<void> {
  const settings = {
    ...publication().settings,
    brands: publication().settings.brands.map((brand) => ({ ...brand, sms: { sender: ours } })),
    languages: { sv: { optOut: ['SLUTA'] } },
  };
  cloud = await shop(agreed);
  const live = [
    thanks({ steps: [{ send: 'thanks', by: ['sms'], validFor: '2 days' }], ...more }),
    ...campaigns.map((one) =>
      campaignSchema.parse({ kind: 'database', name: 'Other', owner: 'anna@linden.example', status: 'live', topic: 'service', ...one }),
    ),
  ];
  await publishCatalogue(cloud.world, { ...publication(), settings, campaigns: live }, noon);
  cloud.now += 20_000;
}
async function sent(more: Partial<CampaignInput> = {}): Promise<void> {
  await open(more);
  await place(cloud, order('o1'));
  await cloud.settle();
  expect(cloud.world.texts).toHaveLength(1);
}

describe('receipts of texts', () => {
  beforeEach(() =>
    sent({
      steps: [
        { send: 'thanks', by: ['sms'], validFor: '2 days' },
        { wait: '3 days', for: { activity: 'sms.delivered', step: 'thanks' }, then: [{ emit: 'customer.greeted' }] },
      ],
    }),
  );

  it.each([
    'QUEUED',
    'SENT',
    'PENDING',
    'DELIVERED',
    'SUCCESSFUL',
    'BLOCKED',
    'CARRIER_BLOCKED',
    'CARRIER_UNREACHABLE',
    'INVALID',
    'INVALID_MESSAGE',
    'SPAM',
    'TTL_EXPIRED',
    'UNREACHABLE',
    'UNKNOWN',
    'PROTECT_BLOCKED',
  ])('say that a text without an answer was accepted: TEXT_%s', async (status) => {
    cloud.world.outcomes.sms = () => ({ outcome: 'unknown', reason: 'reset' });
    await place(cloud, order('o2'));
    await cloud.settle();
    expect(await outcomes(cloud)).toContain('unknown no-answer');
    const context = cloud.world.texts[1]?.message.context;
    await hear(receipt(`TEXT_${status}`, { context, isFinal: false }));
    await hear(receipt(`TEXT_${status}`, { context }));
    await hear(receipt('TEXT_SENT', { context, isFinal: false }));
    expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
    expect((await suppression())?.reason).toBe(status === 'INVALID' ? 'hard-bounce' : undefined);
  });

  it('end the wait for a delivery, once, whoever tells it', async () => {
    await hear(receipt('TEXT_SUCCESSFUL', { isFinal: false }));
    expect(await replied()).toEqual([]);
    await hear(receipt('TEXT_DELIVERED'));
    await hear(receipt('TEXT_SUCCESSFUL'));
    expect(await replied()).toMatchObject([
      { type: 'sms.delivered', occurredAt: noon + second, data: { campaign: 'thanks', occurrence: 'o1', step: 'thanks' } },
    ]);
    expect((await enrollments(cloud))[0]?.enrollment).toMatchObject({ status: 'ended' });
  });

  it('stop all texts to a number that does not exist, whoever has it', async () => {
    await saveCustomer(cloud.world, { customer: 'bob', attributes: {}, phone, at: noon });
    await hear(receipt('TEXT_INVALID'));
    expect(await suppression()).toEqual({ reason: 'hard-bounce', at: noon + second });
    expect(await suppression(cidOf('bob'))).toEqual({ reason: 'hard-bounce', at: noon + second });
  });

  it('end all texts to a number that could not be reached on three days of a month', async () => {
    const tell = (eventType: string, days: number, over: object = {}) =>
      hear(receipt(eventType, { eventTimestamp: noon + days * day, ...over }));
    cloud.now = noon + 40 * day;
    for (const days of [1, 1, 2]) await tell('TEXT_UNREACHABLE', days);
    await tell('TEXT_TTL_EXPIRED', 3);
    await tell('TEXT_CARRIER_UNREACHABLE', 4, { isFinal: false });
    expect(await suppression()).toBeUndefined();
    await tell('TEXT_CARRIER_UNREACHABLE', 5);
    expect(await suppression()).toEqual({ reason: 'soft-bounces', at: noon + 5 * day });
    const [message] = (await cloud.world.table.query({ table: 'relations', pk: ann, prefix: 'MSG#' })).items;
    expect(message).toMatchObject({ state: 'sent', bouncedAt: cloud.now });
  });

  it('record a text of which nothing is known, since its sender died', async () => {
    const { items } = await cloud.world.table.query({ table: 'relations', pk: ann, prefix: 'MSG#' });
    for (const { table, pk, sk } of items) await cloud.world.table.write([{ delete: { table, pk, sk } }]);
    await hear(receipt('TEXT_PROTECT_BLOCKED'));
    expect((await cloud.world.table.query({ table: 'relations', pk: ann, prefix: 'MSG#' })).items).toMatchObject([
      { state: 'sent', channel: 'sms', rejectedAt: cloud.now },
    ]);
  });

  it('of texts that others sent through the account, and other events, are left alone', async () => {
    await hear(receipt('TEXT_INVALID', { context: { account: 'bar' } }));
    await hear(receipt('TEXT_INVALID', { context: undefined }));
    await hear(receipt('VOICE_ANSWERED'));
    expect(await suppression()).toBeUndefined();
  });
});

describe('STOP', () => {
  beforeEach(() => open());

  it('ends all texts, withdraws the consents with their record, and is confirmed once', async () => {
    await write('Stop!', 'STOP', 'stop please');
    const at = noon + 20_000 + minute;
    expect(await suppression()).toEqual({ reason: 'stop', at });
    expect(await consent()).toEqual({ offers: false });
    expect((await loadConsentRecords(cloud.world, ann)).at(-1)).toMatchObject({
      ...{ channel: 'sms', topic: 'offers', said: 'withdrawn', at, source: 'text-message' },
      proof: expect.stringMatching(/^text cae173d2.*: STOP$/),
    });
    expect(answers()).toMatchObject([
      { to: phone, from: ours, body: 'Linden: you will get no more texts from us. Reply START to get them again.', class: 'transactional' },
    ]);
    await place(cloud, order('o1'));
    await cloud.settle();
    expect(cloud.world.texts).toHaveLength(1);
  });

  it('is heard at night, from somebody whom nobody knows, in the language of the word', async () => {
    cloud.now = noon + 14 * hour;
    await hear(inbound('STOPP', { originationNumber: '+4915112345678' }));
    expect((await loadAddress(cloud.world, 'sms', '+4915112345678')).suppression?.reason).toBe('stop');
    expect(answers()).toMatchObject([{ to: '+4915112345678', body: expect.stringContaining('keine SMS mehr') }]);
    await saveCustomer(cloud.world, { customer: 'eve', attributes: {}, phone: '+4915112345678', at: cloud.now });
    expect((await suppression(cidOf('eve')))?.reason).toBe('stop');
  });

  it("is also said with the shop's own word, and by everybody who shares the number", async () => {
    await saveCustomer(cloud.world, {
      customer: 'bob',
      attributes: {},
      phone,
      consent: { sms: { offers: true } },
      evidence: { source: 'import' },
      at: noon,
    });
    await write('sluta');
    expect([(await suppression())?.reason, (await suppression(cidOf('bob')))?.reason]).toEqual(['stop', 'stop']);
    expect([await consent(), await consent(cidOf('bob'))]).toEqual([{ offers: false }, { offers: false }]);
    expect(answers()).toHaveLength(1);
  });

  it('is not confirmed when it is heard late, or again, or by the queue twice', async () => {
    const stop = inbound('STOP');
    cloud.now = noon + day;
    await hear(stop, noon + hour);
    expect([(await suppression())?.reason, answers().length]).toEqual(['stop', 0]);
    await write('START', 'STOP');
    const confirmed = answers().length;
    await hear(stop, noon + hour);
    expect(answers()).toHaveLength(confirmed);
    expect(await suppression()).toEqual({ reason: 'stop', at: cloud.now });
  });

  it('is confirmed at most once, however the call ends', async () => {
    let calls = 0;
    cloud.world.outcomes.sms = () => {
      calls++;
      return calls === 1 ? { outcome: 'throttled', reason: 'ThrottlingException' } : { outcome: 'unknown', reason: 'reset' };
    };
    const stop = inbound('STOP');
    const at = cloud.now;
    await hear(stop, at);
    await hear(stop, at);
    cloud.now += 2 * minute;
    await cloud.settle();
    await hear(stop, at);
    expect(calls).toBe(2);
    expect(cloud.world.queues.receive('triggered', 10, cloud.now + hour)).toEqual([]);
  });

  it('is done, and then answered, when the function dies at any write', async () => {
    for (let alive = 0; alive < 12; alive++) {
      await open();
      const stop = inbound('STOP');
      const { world } = cloud.limited('on-text-event');
      let left = alive;
      const dies =
        <A extends unknown[], R>(run: (...args: A) => Promise<R>) =>
        async (...args: A): Promise<R> => {
          if (left-- <= 0) throw new Error('killed');
          return run(...args);
        };
      const dying = { ...world, table: { ...world.table, write: dies(world.table.write) }, enqueue: dies(world.enqueue) };
      await onTextEvent(dying)(event(stop, cloud.now), context).catch(() => undefined);
      await hear(stop);
      expect([(await suppression())?.reason, await consent(), answers().length]).toEqual(['stop', { offers: false }, 1]);
    }
  });
});

it('a number that told the provider itself to stop gets one call, and is suppressed as by STOP until START', async () => {
  await open();
  cloud.world.outcomes.sms = () => ({ outcome: 'rejected', reason: 'ConflictException 400', optedOut: true });
  await place(cloud, order('o1'), order('o2'));
  await cloud.settle();
  await place(cloud, order('o3'));
  await cloud.advanceTo(cloud.now + hour);
  expect((await suppression())?.reason).toBe('stop');
  expect((await loadAddress(cloud.world, 'sms', phone)).suppression?.reason).toBe('stop');
  expect((await outcomes(cloud)).filter((one) => one === 'suppressed suppressed')).not.toHaveLength(0);
  const calls = cloud.world.texts.length;
  await place(cloud, order('o4'));
  await cloud.advanceTo(cloud.now + hour);
  expect(cloud.world.texts).toHaveLength(calls);
  await write('START');
  expect(await suppression()).toBeUndefined();
});

it('a STOP outlives an hour in which no table can be read', async () => {
  await open();
  const { world } = cloud.limited('on-text-event');
  const failing = { ...world, table: { ...world.table, get: () => Promise.reject(new Error('InternalServerError')) } };
  const [stop, ends] = [cloud.now, cloud.now + hour];
  await onTextEvent(failing)(event(inbound('STOP'), stop), context);
  let told = 0;
  for (const until = ends + hour; cloud.now < until; cloud.now += minute) {
    await cloud.settle();
    for (const { event: again } of cloud.world.events.slice(told)) {
      told++;
      const detail = { source: 'rapport', 'detail-type': again.type, detail: again } as Parameters<ReturnType<typeof onTextEvent>>[0];
      await onTextEvent(cloud.now < ends ? failing : world)(detail, context);
    }
  }
  expect(await suppression()).toEqual({ reason: 'stop', at: stop });
  expect(cloud.world.queues.size('dead-letters')).toBe(0);
});

describe('START', () => {
  beforeEach(() => open());

  it('takes a STOP back, gives the consents anew that it withdrew, and is confirmed once', async () => {
    await saveContact(cloud.world, ann, { consent: { sms: { events: false } }, at: noon, evidence: { source: 'preference-page' } });
    await write('STOP', 'Start', 'START');
    expect(await suppression()).toBeUndefined();
    expect(await consent()).toEqual({ offers: true, events: false });
    expect((await loadConsentRecords(cloud.world, ann)).at(-1)).toMatchObject({ topic: 'offers', said: 'given', source: 'text-message' });
    expect(answers().map(({ body }) => body)).toEqual([
      expect.stringContaining('no more texts'),
      'Linden: you get our texts again. Reply STOP to end them.',
    ]);
    await place(cloud, order('o1'));
    await cloud.settle();
    expect(cloud.world.texts).toHaveLength(3);
  });

  it('gives no consent anew that she has withdrawn elsewhere', async () => {
    await write('STOP');
    await saveContact(cloud.world, ann, {
      consent: { sms: { offers: false } },
      at: cloud.now + 1,
      evidence: { source: 'preference-page' },
    });
    await write('START');
    expect([await suppression(), await consent()]).toEqual([undefined, { offers: false }]);
  });

  it('takes back no bounce and no complaint, and gives no consent that an import took', async () => {
    await suppressAddress(cloud.world, { channel: 'sms', address: phone, reason: 'complaint', at: noon });
    await write('START', 'UNSTOP');
    expect((await suppression())?.reason).toBe('complaint');
    await open();
    await suppressAddress(cloud.world, { channel: 'sms', address: phone, reason: 'stop', at: noon });
    await saveContact(cloud.world, ann, { consent: { sms: { offers: false } }, at: noon, evidence: { source: 'import' } });
    await write('START');
    expect([await suppression(), await consent()]).toEqual([undefined, { offers: false }]);
  });

  it('may be YES from her who said STOP, and from nobody else', async () => {
    await write('yes');
    expect([answers(), await replied()]).toMatchObject([[], [{ type: 'sms.replied', data: { text: 'yes' } }]]);
    await write('STOP', 'Yes please');
    expect(await suppression()).toBeUndefined();
    expect(answers()).toHaveLength(2);
  });

  it('leaves the later word in force, in whatever order and however often the two are heard', async () => {
    const said = ['STOP', 'START', 'STOP', 'START'];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.infiniteStream(fc.nat({ max: 3 })), async (count, order) => {
        await open();
        const texts = said
          .slice(0, count)
          .map((body, index) => ({ text: inbound(body), at: noon + 30_000 + index * minute, stops: body === 'STOP' }));
        cloud.now = noon + 10 * minute;
        const heard = [...order.take(8)].flatMap((index) => texts[index % count] ?? []);
        for (const { text, at } of [...heard, ...texts.filter((each) => !heard.includes(each))]) await hear(text, at);
        const reason = texts.at(-1)?.stops ? 'stop' : undefined;
        expect((await suppression())?.reason).toBe(reason);
        expect((await loadAddress(cloud.world, 'sms', phone)).suppression?.reason).toBe(reason);
        const confirmed = answers().map(({ context }) => context['rapport-reply']);
        expect(new Set(confirmed).size).toBe(confirmed.length);
      }),
      { numRuns: 120 },
    );
  });

  it('leaves the later word in force when both are heard at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.constantFrom(['STOP', 'START'], ['STOP', 'START', 'STOP']), async (scheduler, said) => {
        await open();
        const { world } = cloud.limited('on-text-event');
        const table = {
          ...world.table,
          get: scheduler.scheduleFunction((key: Parameters<typeof world.table.get>[0]) => world.table.get(key)),
          write: scheduler.scheduleFunction((operations: Parameters<typeof world.table.write>[0]) => world.table.write(operations)),
        };
        const hearing = said.map((body, index) =>
          onTextEvent({ ...world, table })(event(inbound(body), cloud.now + index * second), context),
        );
        await scheduler.waitFor(Promise.all(hearing));
        const reason = said.at(-1) === 'STOP' ? 'stop' : undefined;
        expect((await loadAddress(cloud.world, 'sms', phone)).suppression?.reason).toBe(reason);
        expect((await suppression())?.reason).toBe(reason);
      }),
      { numRuns: 200 },
    );
  });

  it('is done whole when the function dies at any write', async () => {
    for (let alive = 0; alive < 12; alive++) {
      await open();
      await write('STOP');
      cloud.now += minute;
      const restart = inbound('START');
      const { world } = cloud.limited('on-text-event');
      let left = alive;
      const write_ = async (...args: Parameters<typeof world.table.write>) => {
        if (left-- <= 0) throw new Error('killed');
        return world.table.write(...args);
      };
      await onTextEvent({ ...world, table: { ...world.table, write: write_ } })(event(restart, cloud.now), context).catch(() => undefined);
      await hear(restart);
      expect([await suppression(), await consent(), answers().length]).toEqual([undefined, { offers: true }, 2]);
    }
  });
});

describe('an answer that waits in the queue', () => {
  const late = async (body: string) => {
    cloud.now += minute;
    await onTextEvent(cloud.limited('on-text-event').world)(event(inbound(body), cloud.now), context);
  };
  beforeEach(() => open());

  it('does not say that texts come again when she has said STOP since', async () => {
    await write('STOP');
    await late('START');
    await late('STOP');
    await cloud.settle();
    expect(answers().map(({ body }) => body)).toEqual([expect.stringContaining('no more texts'), expect.stringContaining('no more texts')]);
    await write('START');
    expect(answers()).toHaveLength(3);
  });

  it('does not go to who was erased since', async () => {
    await late('HELP');
    await eraseCustomer(cloud.world, { cid: ann });
    await cloud.settle();
    expect(answers()).toEqual([]);
  });
});

describe('HELP', () => {
  beforeEach(() => open());

  it('is answered once an hour, also to her who said STOP', async () => {
    await write('STOP', 'help', 'HELP', 'info');
    expect(answers().map(({ body }) => body)).toEqual([
      expect.stringContaining('no more texts'),
      'Linden: texts about your orders and offers. Reply STOP to end them. Questions: hello@linden.example',
    ]);
    cloud.now += hour;
    await write('HELP');
    expect(answers()).toHaveLength(3);
  });

  it('comes to an end when a machine asks', async () => {
    for (let asked = 0; asked < 24; asked++) {
      cloud.now = noon + asked * hour;
      await hear(inbound('HELP'));
    }
    // Ten on each of the two days of the world.
    expect(answers()).toHaveLength(20);
  });
});

describe('what else she writes', () => {
  it('answers the campaign that asks for the word', async () => {
    await open({ response: { by: ['keyword'], keyword: 'SPRING', within: '9 days' } });
    await place(cloud, order('o1'));
    await cloud.settle();
    await write('Spring, please');
    const { items } = await cloud.world.table.query({ table: 'activities', pk: ann, prefix: 'campaign.responded' });
    expect(items.map(({ activity }) => activity)).toMatchObject([{ data: { campaign: 'thanks', occurrence: 'o1', by: 'keyword' } }]);
    expect(await replied()).toEqual([]);
  });

  it('ends the wait of the enrollment whose text it answers', async () => {
    await sent({
      steps: [
        { send: 'thanks', by: ['sms'], validFor: '2 days' },
        { id: 'answer', wait: '3 days', for: { activity: 'sms.replied', step: 'thanks' }, then: [{ emit: 'customer.greeted' }] },
      ],
    });
    await write('Lovely 😀 thank you');
    expect(await replied()).toMatchObject([
      { data: { text: 'Lovely 😀 thank you', campaign: 'thanks', occurrence: 'o1', step: 'thanks' }, occurredAt: cloud.now },
    ]);
    expect((await enrollments(cloud))[0]?.enrollment).toMatchObject({
      status: 'ended',
      steps: { answer: { text: 'Lovely 😀 thank you' } },
    });
  });

  it('belongs to the text that the provider names, and to her who was written to last', async () => {
    await sent();
    const first = (await cloud.world.table.query({ table: 'relations', pk: ann, prefix: 'MSG#' })).items[0]?.providerId;
    await saveCustomer(cloud.world, { customer: 'bob', attributes: { country: 'GB', zone: 'Europe/London' }, phone, at: noon });
    cloud.now += hour;
    await place(cloud, order('o2', { occurredAt: cloud.now }));
    await cloud.settle();
    await hear(inbound('which one?', { previousPublishedMessageId: first }));
    await hear(inbound('the last one'));
    expect((await replied()).map((each) => JSON.stringify(each))).toEqual(
      expect.arrayContaining([expect.stringContaining(typeof first === 'string' ? '"o1"' : ''), expect.stringContaining('"o2"')]),
    );
    expect(await replied(cidOf('bob'))).toEqual([]);
  });

  it('is recorded once, and not at all where nobody has the number', async () => {
    await open();
    const text = inbound('hello?');
    await hear(text);
    await hear(text);
    await hear(inbound('hello?', { originationNumber: '+447700900777' }));
    expect(await replied()).toHaveLength(1);
  });

  it.each([
    ['nothing', { messageBody: '' }],
    ['no text at all', { messageBody: null }],
    ['a book', { messageBody: 'STOP '.repeat(500) }],
    ['a short code', { originationNumber: '12345' }],
    ['a name', { originationNumber: 'AMAZON' }],
    ['our own number', { originationNumber: ours }],
    ['the number that it came to', { originationNumber: '+15550001', destinationNumber: '+15550001' }],
  ])('is not heard when it is %s', async (_, over) => {
    await open();
    await hear(inbound('STOP', over));
    expect([cloud.world.texts, await suppression(), await replied()]).toEqual([[], undefined, []]);
  });

  it('is parked when it has no shape that is known', async () => {
    await open();
    await hear({ hello: 'world' });
    const letters = cloud.world.queues.receive('dead-letters', 10, cloud.now);
    expect(queueEvent('dead-letters', letters).Records[0]?.body).toContain('on-text-event');
  });
});
