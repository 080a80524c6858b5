import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create as http } from '../../functions/http.ts';
import { create as onActivity } from '../../functions/on-activity.ts';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { streamEvent } from '../../lib/memory/lambda-event.ts';
import { loadAddress, suppressAddress } from '../../lib/store/addresses.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { loadContact } from '../../lib/store/contacts.ts';
import { poolFigures } from '../../lib/store/coupon-stock.ts';
import { findCode } from '../../lib/store/coupons.ts';
import { keys } from '../../lib/store/keys.ts';
import { noteSoftBounce } from '../../lib/store/soft-bounces.ts';
import { eraseCustomer } from '../../lib/usecases/erase-customer.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import { type CustomerDetails, saveCustomer } from '../../lib/usecases/save-customer.ts';
import { type Item, tableNames } from '../../lib/world.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { loadCodes, pools, withClub } from './club.ts';
import { ann, cidOf, day, hour, noon, order, place, thanks } from './shop.ts';

/** Whatever holds one of these tells of her. */
const planted = ['Annabel', 'ann@private.example', '7700900123', 'planted', 'k-planted'];

/** A word to a colleague each day, a code in a mail, a wait, a birthday. */
const campaigns = [
  thanks({ steps: [{ send: 'thanks', validFor: '2 days' }, { wait: '3 days' }, { emit: 'customer.greeted' }] }),
  ...[
    { id: 'calls', entry: { trigger: { activity: 'customer.visited' } }, steps: [{ notify: 'hello', to: 'care', digest: 'daily' }] },
    {
      id: 'coded',
      entry: { trigger: { activity: 'order.placed' } },
      steps: [{ id: 'gift', reward: { coupon: 'cinema' } }, { send: 'code' }],
    },
    { id: 'renewal', entry: { trigger: { date: 'customer.birthday', at: '09:00' } }, steps: [{ emit: 'customer.greeted' }] },
    {
      id: 'news',
      kind: 'direct',
      entry: { trigger: { once: '2026-11-02 14:30', zone: 'UTC' } },
      steps: [{ send: 'hello', validFor: '9 days' }],
    },
  ].map((one) =>
    campaignSchema.parse({ kind: 'database', name: one.id, owner: 'anna@linden.example', status: 'live', topic: 'service', ...one }),
  ),
];
const code = {
  id: 'code',
  defaultLanguage: 'en',
  languages: { en: { subject: 'A code', html: '<p>{{ steps.gift.code }}</p>', text: '{{ steps.gift.code }}' } },
};

const details: CustomerDetails = {
  customer: 'ann',
  attributes: { firstName: 'Annabel', country: 'GB', zone: 'Europe/London', birthday: '2026-12-24' },
  email: 'ann@private.example',
  phone: '+447700900123',
  consent: { email: { offers: true } },
  evidence: { source: 'api', proof: 'planted form' },
  at: noon,
};

async function filled(): Promise<Cloud> {
  const cloud = await openCloud({ now: noon });
  const club = withClub({}, campaigns);
  const settings = { ...club.settings, teams: { care: { emails: ['care@linden.example'] } } };
  await publishCatalogue(cloud.world, { ...club, settings, templates: [...club.templates, code], pools }, noon);
  await loadCodes(cloud.world, 'CINE-1', 'CINE-2', 'CINE-3', 'CINE-4');
  await saveCustomer(cloud.world, details);
  await saveCustomer(cloud.world, { customer: 'bob', attributes: { firstName: 'Bob' }, email: 'bob@private.example', at: noon });
  await place(cloud, order('planted-1'), order('b1', { customer: 'bob' }));
  await recordActivity(cloud.world, { id: 'planted-v1', type: 'customer.visited', customer: 'ann', occurredAt: noon, data: {} });
  await cloud.settle();
  await post(cloud, 'POST /redemptions', { body: { program: 'club', customer: 'ann', reward: 'mug', key: 'k-planted', confirm: false } });
  await post(cloud, 'POST /redemptions', {
    body: { program: 'club', customer: 'ann', reward: 'five-off', key: 'k-planted-2', confirm: true },
  });
  await cloud.settle();
  return cloud;
}

async function post(cloud: Cloud, routeKey: string, { id, body, next }: { id?: string; body?: unknown; next?: string } = {}) {
  const event: Partial<APIGatewayProxyEventV2> = {
    ...{ version: '2.0', routeKey, rawPath: '', rawQueryString: '', headers: {}, isBase64Encoded: false },
    ...(id !== undefined && { pathParameters: { id } }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(next !== undefined && { queryStringParameters: { next } }),
  };
  const { statusCode, body: answer = '{}' } = await http(cloud.limited('http').world)(
    event as APIGatewayProxyEventV2,
    { awsRequestId: 'r' } as Context,
  );
  return { status: statusCode, body: JSON.parse(answer) };
}
const erase = (cloud: Cloud) => post(cloud, 'POST /customers/{id}/erase', { id: 'ann' });

/** Every item that holds something of hers: by its key or by what it says. */
async function told({ world }: Cloud): Promise<string[]> {
  const all: Item[] = [];
  for (const table of tableNames) {
    let cursor: string | undefined;
    do {
      const { items, next } = await world.table.scan({ table, index: 0, of: 1 }, cursor);
      all.push(...items);
      cursor = next;
    } while (cursor !== undefined);
  }
  return all
    .filter((item) => planted.some((text) => JSON.stringify(item).includes(text)) || JSON.stringify(item).includes(ann))
    .map(({ table, pk, sk }) => `${table} ${pk} ${sk}`.replaceAll(ann, 'ann'))
    .sort();
}

/** What stays: that she was erased, the look that is still to come, and the pages of runs. */
const tombstones = ['customers ann -', 'relations ann CONTACT', 'relations ann ERASE'];

let cloud: Cloud;
let printed: string;
beforeEach(async () => {
  printed = '';
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
  cloud = await filled();
});
afterEach(() => vi.restoreAllMocks());

describe('a customer who is erased', () => {
  it('was told of in every table before', async () => {
    const before = (await told(cloud)).join('\n');
    for (const part of [
      'customers ann',
      'order.placed#planted-1',
      'CNS#',
      'ORD#club',
      'LED#club',
      'CONTACT',
      'ENR#',
      'HINT#',
      'MSG#',
      'NTC#',
      'RDM#',
      'LOY#',
      'relations A#',
      'KEY#',
      'DIGEST#',
      'DRAWN#',
      'CODE#',
    ])
      expect(before).toContain(part);
  });

  it('is so at once, and within a minute no table holds anything of hers but that', async () => {
    expect(await erase(cloud)).toEqual({ status: 202, body: { customer: 'ann', erasedAt: '2026-11-02T12:00:00.000Z' } });
    expect(await loadContact(cloud.world, ann)).toMatchObject({ erasedAt: noon, consent: { email: {}, sms: {} }, claims: {} });
    expect(JSON.stringify(await cloud.world.table.get(keys.contact(ann)))).not.toContain('private.example');
    await cloud.advanceTo(cloud.now + 1);
    expect(await told(cloud)).toEqual(tombstones);
    expect(printed).not.toContain('private.example');
  });

  it('leaves her codes nobody’s: they are counted as drawn and never drawn again', async () => {
    const figures = await Promise.all(pools.map((pool) => poolFigures(cloud.world, pool)));
    const { items } = await cloud.world.table.query({ table: 'control', pk: 'DRAWN#five' });
    expect(await findCode(cloud.world, String(items[0]?.code))).toMatchObject({ cid: ann });
    await erase(cloud);
    await cloud.advanceTo(cloud.now + 1);
    expect(await Promise.all(pools.map((pool) => poolFigures(cloud.world, pool)))).toEqual(figures);
    expect(await findCode(cloud.world, String(items[0]?.code))).toBeUndefined();
  });

  it('is looked for again after 25 hours and after 15 days, and then nothing is due any more', async () => {
    await erase(cloud);
    await cloud.advanceTo(noon + 1);
    const late = order('planted-late');
    const row = { put: { ...keys.activity(ann, late), kind: 'late', activity: { ...late } } } as const;
    await cloud.world.table.write([row]);
    await cloud.advanceTo(noon + 24 * hour);
    expect(await told(cloud)).not.toEqual(tombstones);
    await cloud.advanceTo(noon + 26 * hour);
    expect(await told(cloud)).toEqual(tombstones);
    await cloud.world.table.write([row]);
    await cloud.advanceTo(noon + 15 * day + hour);
    expect(await told(cloud)).toEqual(tombstones.slice(0, 2));
  });

  it('keeps of her address only why nothing may go there', async () => {
    await cloud.world.table.write([
      { update: keys.contact(ann), set: [[['sup', 'sms'], { reason: 'stop', at: noon }]], add: [[['v'], 1]] },
    ]);
    await erase(cloud);
    await cloud.advanceTo(cloud.now + 1);
    const items = (await cloud.world.table.scan({ table: 'relations', index: 0, of: 1 })).items.filter(({ pk }) => pk.startsWith('A#'));
    expect(items.filter(({ cids }) => JSON.stringify(cids) === '[]')).toEqual([
      { table: 'relations', pk: expect.any(String), sk: '-', v: expect.any(Number), cids: [], sup: { sms: { reason: 'stop', at: noon } } },
    ]);
    await saveCustomer(cloud.world, { ...details, customer: 'eve', email: null, at: noon + 1 });
    expect((await cloud.world.table.get(keys.contact(ann)))?.phone).toBeUndefined();
  });

  it('complained of an earlier address: nobody else at the one that she has now has said so', async () => {
    const address = { channel: 'email', address: 'ann@private.example' } as const;
    await suppressAddress(cloud.world, { ...address, reason: 'complaint', at: noon });
    await saveCustomer(cloud.world, { ...details, email: 'bob@private.example', at: noon + 1 });
    expect((await loadContact(cloud.world, ann))?.suppressed).toEqual({ email: { reason: 'complaint', at: noon } });
    await erase(cloud);
    await cloud.advanceTo(cloud.now + 1);
    expect(await loadAddress(cloud.world, 'email', 'bob@private.example')).toMatchObject({ cids: [cidOf('bob')], suppression: undefined });
    expect((await loadContact(cloud.world, cidOf('bob')))?.suppressed).toEqual({});
    expect(await loadAddress(cloud.world, 'email', address.address)).toMatchObject({ suppression: { reason: 'complaint' } });
  });

  it('leaves nothing of addresses that she had before, which are free for their next owner', async () => {
    await saveCustomer(cloud.world, { ...details, email: 'ann@second.example', phone: null, at: noon + 1 });
    expect(await told(cloud)).toContainEqual(expect.stringMatching(/^relations A#\S+ LOY#club$/));
    await erase(cloud);
    await cloud.advanceTo(cloud.now + hour / 60);
    await noteSoftBounce(cloud.world, { channel: 'email', address: 'ann@second.example', at: cloud.now });
    expect((await told(cloud)).filter((item) => !tombstones.includes(item) && !item.includes('PAGE#'))).toEqual([]);
    const bob = (await loadAddress(cloud.world, 'email', 'bob@private.example')).key.pk;
    const { items } = await cloud.world.table.scan({ table: 'relations', index: 0, of: 1 });
    expect(items.filter(({ pk }) => pk.startsWith('A#') && pk !== bob)).toEqual([]);
    await saveCustomer(cloud.world, { customer: 'eve', attributes: {}, email: 'ann@private.example', at: cloud.now });
    await place(cloud, order('e1', { customer: 'eve', occurredAt: cloud.now }));
    await cloud.settle();
    expect(await cloud.world.table.get(keys.account(cidOf('eve'), 'club'))).toBeDefined();
  });

  it('takes nothing of what comes later: orders, details, answers, points', async () => {
    await erase(cloud);
    await cloud.advanceTo(cloud.now + 1);
    expect(await saveCustomer(cloud.world, { ...details, at: cloud.now })).toBe('erased');
    await place(cloud, order('planted-2'), order('planted-1'));
    await recordActivity(cloud.world, {
      id: 'x',
      type: 'customer.updated',
      customer: 'ann',
      occurredAt: noon,
      data: { firstName: 'Annabel' },
    });
    expect(
      await post(cloud, 'POST /redemptions', { body: { program: 'club', customer: 'ann', reward: 'mug', key: 'k9', confirm: true } }),
    ).toMatchObject({
      status: 422,
    });
    await cloud.settle();
    expect(await told(cloud)).toEqual(tombstones);
    expect(await post(cloud, 'GET /customers/{id}/export', { id: 'ann' })).toMatchObject({
      body: { erasedAt: '2026-11-02T12:00:00.000Z', entries: [] },
    });
  });

  it('takes nothing of what the streams show once more', async () => {
    const changes = cloud.world.feed
      .read('activities', 0)
      .filter(({ eventName, newImage }) => eventName === 'INSERT' && newImage?.kind === 'activity');
    await erase(cloud);
    await cloud.advanceTo(cloud.now + 1);
    const answer = await onActivity(cloud.limited('on-activity').world)(streamEvent('activities', changes), {
      awsRequestId: 'r',
    } as Context);
    expect(answer).toEqual({ batchItemFailures: [] });
    await cloud.settle();
    expect(await told(cloud)).toEqual(tombstones);
  });

  it('has come to an end for a run that is under way: it counts her as suppressed, and closes', async () => {
    await cloud.advanceTo(noon + 2 * hour + 30 * 60_000 - 1);
    // Her message waits for room, and the run with it.
    cloud.world.outcomes.email = () => ({ outcome: 'throttled', reason: 'Throttling' });
    await cloud.advanceTo(noon + 3 * hour);
    await erase(cloud);
    cloud.world.outcomes.email = () => ({ outcome: 'sent', providerId: 'm1' });
    await cloud.advanceTo(noon + 24 * hour);
    const run = await cloud.world.table.get({ table: 'control', pk: 'RUN#news', sk: '2026-11-02T14:30' });
    expect(JSON.stringify(run)).toContain('"suppressed":{"erased":1}');
    expect(await cloud.world.table.get({ table: 'control', pk: 'OPEN', sk: 'news#2026-11-02T14:30' })).toBeUndefined();
  });

  it('is not recorded by a task of a closed run that comes round once more', async () => {
    const { world } = cloud.limited('run-campaigns');
    const { enqueue } = world;
    const chunks: Parameters<typeof enqueue>[1] = [];
    world.enqueue = (queue, tasks) => {
      if (queue === 'bulk') chunks.push(...tasks);
      return enqueue(queue, tasks);
    };
    await cloud.advanceTo(noon + 24 * hour);
    await erase(cloud);
    await cloud.advanceTo(noon + 25 * hour);
    const before = await told(cloud);
    expect(JSON.stringify(chunks)).toContain(ann);
    await enqueue('bulk', chunks);
    await cloud.advanceTo(noon + 26 * hour);
    expect(cloud.world.queues.size('bulk')).toBe(0);
    expect(await told(cloud)).toEqual(before);
  });

  it('is not selected by a run that begins later, and no pass looks at her', async () => {
    await erase(cloud);
    await cloud.advanceTo(noon + 40 * hour);
    const run = await cloud.world.table.get({ table: 'control', pk: 'RUN#news', sk: '2026-11-02T14:30' });
    expect(run).toMatchObject({ targeted: 1 });
    expect(printed).not.toContain('"failed"');
  });
});

describe('killed at any write', () => {
  it('the same call completes the erasure', async () => {
    for (let kill = 1; kill < 60; kill += kill < 8 ? 1 : 7) {
      cloud = await filled();
      let writes = 0;
      const { write } = cloud.world.table;
      cloud.world.table.write = async (operations) => {
        if (++writes >= kill) throw new Error('killed');
        return write(operations);
      };
      await erase(cloud).catch(() => undefined);
      await cloud.settle().catch(() => undefined);
      cloud.world.table.write = write;
      await erase(cloud);
      await cloud.advanceTo(cloud.now + 2 * 60_000);
      expect([kill, await told(cloud)]).toEqual([kill, tombstones]);
    }
  });
});

describe('in the middle of what others write of her', () => {
  it('wins: after the second look nothing of hers is left, whichever write it comes before', async () => {
    for (let at = 1; at <= 61; at += 4) {
      cloud = await filled();
      await place(cloud, order('planted-3'), order('planted-4', { data: { coupon: 'CINE-1' } }));
      await recordActivity(cloud.world, { id: 'planted-v2', type: 'customer.visited', customer: 'ann', occurredAt: noon, data: {} });
      const { table } = cloud.world;
      const { write } = table;
      let writes = 0;
      table.write = async (operations) => {
        if (++writes === at) {
          table.write = write;
          await eraseCustomer(cloud.world, { cid: ann });
        }
        return write(operations);
      };
      await cloud.advanceTo(noon + 30 * hour);
      table.write = write;
      const left = (await told(cloud)).filter((line) => !line.startsWith('control PAGE#'));
      expect([at, left]).toEqual([at, writes >= at ? tombstones : left]);
    }
  });
});

describe('of an unknown customer', () => {
  it('nothing is erased or exported, and no item is made', async () => {
    for (const route of ['GET /customers/{id}/export', 'POST /customers/{id}/erase'])
      expect(await post(cloud, route, { id: 'nobody' })).toMatchObject({ status: 404, body: { title: 'Not Found', type: 'about:blank' } });
  });
});
