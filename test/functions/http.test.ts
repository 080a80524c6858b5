import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadContact, saveContact } from '../../lib/store/contacts.ts';
import { customerKey, keys } from '../../lib/store/keys.ts';
import { signUnsubscription } from '../../lib/store/tokens.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { callHttp } from './http-call.ts';

const now = Date.UTC(2026, 10, 2, 12);
const secrets = { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] };
const cid = customerKey(secrets.pepper, 'ann');

let cloud: Cloud;
beforeEach(async () => {
  cloud = await openCloud({ now });
});

/** As API Gateway's HTTP API sends it, payload format 2.0. */
function call(routeKey: string, { body, pathParameters }: Partial<APIGatewayProxyEventV2> = {}) {
  const [method = '', path = ''] = routeKey.split(' ');
  const event: APIGatewayProxyEventV2 = {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'r',
      routeKey,
      stage: '$default',
      time: '02/Nov/2026:12:00:00 +0000',
      timeEpoch: now,
    },
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body }),
    ...(pathParameters === undefined ? {} : { pathParameters }),
  };
  return callHttp(cloud, event);
}
const submit = async (body: unknown) => {
  const { statusCode, body: answer = '' } = await call('POST /activities', {
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { statusCode, answer: JSON.parse(answer) };
};
const order = (over: object = {}) => ({
  id: 'o1',
  type: 'order.placed',
  customer: 'ann',
  occurredAt: '2026-11-02T11:00:00+01:00',
  data: { orderId: 'o1', total: { amount: 4990, currency: 'GBP' } },
  ...over,
});

describe('POST /activities', () => {
  it('records one activity, once', async () => {
    expect(await submit(order())).toEqual({ statusCode: 202, answer: { recorded: 1, same: 0, refused: [] } });
    expect(await submit(order())).toMatchObject({ answer: { recorded: 0, same: 1 } });
    expect(await cloud.world.table.get(keys.activity(cid, { type: 'order.placed', id: 'o1' }))).toMatchObject({
      activity: { occurredAt: Date.UTC(2026, 10, 2, 10) },
    });
  });

  it('records the good ones beside bad ones, and names each bad one by index, path and what is allowed', async () => {
    const bad = [
      order({ id: 'y1', occurredAt: '0001-01-01T00:00:00Z' }),
      order({ id: 'y10000', occurredAt: '+010000-01-01T00:00:00Z' }),
      order({ id: 'o2', customer: ' ' }),
      order({ id: 'o3', type: 'Order' }),
      order({ id: 'o4', extra: 1 }),
    ];
    const { statusCode, answer } = await submit([order(), ...bad]);
    expect(statusCode).toBe(422);
    expect(answer).toMatchObject({
      recorded: 1,
      refused: [
        { index: 1, path: 'occurredAt' },
        { index: 2, path: 'occurredAt' },
        { index: 3, path: 'customer' },
        { index: 4, path: 'type' },
        { index: 5 },
      ],
    });
  });

  it.each([
    [order({ id: '' }), 'id', 'an id is text of 1 to 128 characters'],
    [order({ id: 7 }), 'id', 'an id is text of 1 to 128 characters'],
    [order({ type: undefined }), 'type', 'a type is two kebab-case words with a dot, such as "order.placed", at most 64 characters'],
    [order({ customer: ' ' }), 'customer', "the shop's own id of the customer, text of 1 to 128 characters"],
    [order({ occurredAt: 'today' }), 'occurredAt', 'an instant with its offset, such as "2026-11-21T09:30:00Z"'],
    [order({ occurredAt: '2100-01-01T00:00:00Z' }), 'occurredAt', 'must lie between 1970 and 2100'],
    [order({ data: [] }), 'data', expect.stringContaining('an object of JSON values of at most 32 KB')],
    [order({ extra: 1, more: 2 }), '', 'unknown: "extra", "more"; an activity has id, type, customer, occurredAt and data'],
    [null, '', 'an activity is an object of id, type, customer, occurredAt and data'],
  ])('says what is wrong with %j', async (activity, path, detail) => {
    expect(await submit(activity)).toEqual({
      statusCode: 422,
      answer: {
        ...{ type: 'about:blank', title: 'Unprocessable Content', status: 422, detail: expect.stringContaining('1 refused, 0 taken') },
        ...{ recorded: 0, same: 0, refused: [{ index: 0, path, detail }] },
      },
    });
  });

  it('refuses the same id with other content, and keeps the first', async () => {
    await submit(order());
    const other = order({ data: { orderId: 'o1', total: { amount: 1, currency: 'GBP' } } });
    expect(await submit(other)).toMatchObject({ statusCode: 422, answer: { refused: [{ path: 'id' }] } });
  });

  it('refuses amounts and currencies that are none', async () => {
    for (const total of [
      { amount: -1, currency: 'GBP' },
      { amount: 1.5, currency: 'GBP' },
      { amount: 1, currency: 'XXQ' },
      { amount: '1', currency: 'GBP' },
      12,
    ]) {
      const { statusCode, answer } = await submit(order({ data: { orderId: 'o1', total } }));
      expect({ total, statusCode }).toEqual({ total, statusCode: 422 });
      expect(answer.refused).toMatchObject([{ path: 'data', detail: expect.stringContaining('data.total') }]);
    }
  });

  it('answers malformed JSON, too much and too many with what is wrong', async () => {
    expect(await submit('{')).toMatchObject({ statusCode: 400, answer: { detail: 'the body is not JSON' } });
    expect(await submit(`"${'x'.repeat(1_000_001)}"`)).toMatchObject({ statusCode: 413, answer: { title: 'Content Too Large' } });
    expect(await submit(Array.from({ length: 101 }, () => order()))).toMatchObject({ statusCode: 422, answer: { recorded: 0 } });
  });
});

describe('an unsubscribe link', () => {
  const token = signUnsubscription(secrets, { cid, channel: 'email', topic: 'offers' });
  beforeEach(() =>
    saveContact(cloud.world, cid, {
      email: 'ann@private.example',
      consent: { email: { offers: true } },
      evidence: { source: 'api' },
      at: now - 1,
    }),
  );
  const consent = async () => (await loadContact(cloud.world, cid))?.consent.email?.offers;

  it('shows a page with one button when it is opened, and changes nothing', async () => {
    const { statusCode, body } = await call('GET /unsubscribe/{token}', { pathParameters: { token } });
    expect(statusCode).toBe(200);
    expect(body).toContain('<form method="post">');
    expect(body).toContain('no more “offers” from Linden by e-mail');
    expect(await consent()).toBe(true);
  });

  it('withdraws consent when it is posted to, as mail programs do, and again is the same', async () => {
    for (const _ of [1, 2])
      expect(await call('POST /unsubscribe/{token}', { pathParameters: { token }, body: 'List-Unsubscribe=One-Click' })).toMatchObject({
        statusCode: 200,
      });
    expect(await consent()).toBe(false);
  });

  it('that was not made here is refused', async () => {
    for (const method of ['GET', 'POST']) {
      const { statusCode, body } = await call(`${method} /unsubscribe/{token}`, { pathParameters: { token: `${token}x` } });
      expect({ statusCode, hasButton: body?.includes('<button>') }).toEqual({ statusCode: 404, hasButton: false });
    }
    expect(await consent()).toBe(true);
  });
});

it('answers a route that does not exist', async () => {
  expect(await call('GET /nothing')).toMatchObject({ statusCode: 404 });
});
