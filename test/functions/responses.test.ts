import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CampaignInput } from '../../lib/core/definition/campaign.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { responseCode } from '../../lib/store/response-codes.ts';
import { signResponse } from '../../lib/store/response-tokens.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import type { Cloud } from './cloud.ts';
import { callHttp } from './http-call.ts';
import { publication } from './publication.ts';
import { ann, cidOf, day, noon, order, outcomes, place, shop, showActivities, thanks } from './shop.ts';

const secrets = { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] };
const shows = '{{ response.url }} {{ response.token }} {{ response.code }} {{ response.keyword }}';
const template = { id: 'spring', defaultLanguage: 'en', languages: { en: { subject: 'Spring', html: `<p>${shows}</p>`, text: shows } } };
const waits = [
  { send: 'spring' },
  {
    id: 'answer',
    wait: '5 days',
    for: { activity: 'campaign.responded' },
    then: [{ send: 'hello' }],
    otherwise: [{ send: 'hello', id: 'reminder' }],
  },
];

let cloud: Cloud;
/** The offer to ann and bob, sent at nine in the morning of the day after noon. */
async function offered(over: Partial<CampaignInput> = {}): Promise<void> {
  const spring = thanks({
    id: 'spring',
    kind: 'direct',
    topic: 'offers',
    entry: { trigger: { once: '2026-11-03 09:00' }, audience: { field: 'consent.email.offers', is: true } },
    response: { by: ['link', 'code', 'keyword'], within: '21 days', keyword: 'SPRING-OFFER' },
    steps: [{ send: 'spring' }],
    ...over,
  });
  cloud = await shop({ details: { phone: '+447700900123' } });
  await publishCatalogue(cloud.world, { ...publication(), campaigns: [spring], templates: [...publication().templates, template] }, noon);
  const bob = {
    attributes: { zone: 'Europe/London' },
    email: 'bob@private.example',
    consent: { email: { offers: true } },
    evidence: { source: 'api' as const },
  };
  await saveCustomer(cloud.world, { customer: 'bob', ...bob, at: noon });
  cloud.now += 20_000;
  await cloud.advanceTo(noon + day);
}

/** What the message of a customer shows: her link, its token, her code and the keyword. */
function shown(customer = 'ann'): { url: string; token: string; code: string; keyword: string } {
  const raw = cloud.world.emails.find(({ message }) => message.to.startsWith(`${customer}@`))?.message.raw ?? new Uint8Array();
  const text = Buffer.from(raw).toString('utf8').replaceAll('=\r\n', '').replaceAll('=3D', '=');
  const [, url = '', token = '', code = '', keyword = ''] = /(https:\S+\/r\/\S+) (\S+) (\S+) (SPRING-OFFER)/.exec(text) ?? [];
  return { url, token, code, keyword };
}
async function call(routeKey: string, more: Partial<APIGatewayProxyEventV2> = {}) {
  const answer = await callHttp(cloud, { routeKey, headers: {}, ...more } as APIGatewayProxyEventV2);
  await cloud.settle();
  return answer;
}
async function submit(answer: object): Promise<[status: number | undefined, body: unknown]> {
  const { statusCode, body = '' } = await call('POST /responses', { body: JSON.stringify(answer) });
  return [statusCode, JSON.parse(body)];
}
async function responses(cid = ann): Promise<unknown[]> {
  const { items } = await cloud.world.table.query({ table: 'activities', pk: cid, prefix: 'campaign.responded' });
  return items.map(({ activity }) => activity);
}
const counted = (again: boolean) => [200, { campaign: 'spring', occurrence: '2026-11-03T09:00', customer: 'ann', again }];
const refused = (detail: string) => [
  422,
  { type: 'about:blank', title: 'Unprocessable Content', status: 422, detail: expect.stringContaining(detail) },
];

beforeEach(async () => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  await offered();
});
afterEach(() => vi.restoreAllMocks());

describe('a personal code', () => {
  it('is another one in each message, and is the answer of its customer, once', async () => {
    const { code } = shown();
    expect(shown('bob').code).not.toBe(code);
    expect(await submit({ code: code.toLowerCase().replaceAll('-', ' ') })).toEqual(counted(false));
    expect(await submit({ code })).toEqual(counted(true));
    expect(await responses()).toMatchObject([
      {
        type: 'campaign.responded',
        customer: 'ann',
        data: { campaign: 'spring', occurrence: '2026-11-03T09:00', step: 'spring', by: 'code', code },
      },
    ]);
    expect(await responses(cidOf('bob'))).toEqual([]);
  });

  it('that was made up, or stands for nobody, is refused', async () => {
    const other = { ...secrets, tokens: [{ kid: '1', secret: 'x'.repeat(40) }] };
    for (const code of [
      'SPRING',
      '',
      '1000-0000-0000-0000',
      responseCode(other, '1.0.0.0'),
      responseCode(secrets, '1.0.0.99'),
      responseCode(secrets, '9.0.0.0'),
    ])
      expect((await submit({ code }))[0]).toBe(422);
    expect(await submit({ code: responseCode(other, '1.0.0.0') })).toEqual(refused('not one of the personal codes'));
    expect(await responses()).toEqual([]);
  });

  it('at checkout is an answer of whoever got it, whoever pays, however often the order is shown', async () => {
    await place(cloud, order('o7', { customer: 'eve', occurredAt: cloud.now, data: { coupon: shown().code } }));
    await place(cloud, order('o8', { customer: 'eve', occurredAt: cloud.now, data: { coupon: 'WELCOME10' } }));
    await cloud.settle();
    await showActivities(cloud);
    await cloud.settle();
    expect(await responses()).toMatchObject([{ customer: 'ann', occurredAt: cloud.now, data: { by: 'code' } }]);
    expect(await responses(cidOf('eve'))).toEqual([]);
  });
});

describe('a link', () => {
  it('shows a page with one button when it is opened, and answers when it is pressed', async () => {
    const { url, token } = shown();
    expect(url).toBe(`https://shop.example/r/${token}`);
    const opened = await call('GET /r/{token}', { pathParameters: { token }, queryStringParameters: { to: 'https://evil.example' } });
    expect(opened).toMatchObject({ statusCode: 200, body: expect.stringContaining('<form method="post">') });
    expect(opened.headers).not.toHaveProperty('location');
    expect(await responses()).toEqual([]);
    for (const _ of [1, 2]) {
      const pressed = await call('POST /r/{token}', { pathParameters: { token } });
      expect(pressed).toMatchObject({ statusCode: 200, body: expect.stringContaining('Linden has your answer') });
    }
    expect(await responses()).toMatchObject([{ data: { by: 'link', step: 'spring' } }]);
    expect(await submit({ token })).toEqual(counted(true));
  });

  it('that was not made here is refused', async () => {
    const link = { cid: ann, campaign: 'spring', occurrence: '2026-11-03T09:00', step: 'spring', until: cloud.now + day };
    const forged = signResponse({ ...secrets, tokens: [{ kid: '1', secret: 'x'.repeat(40) }] }, link);
    for (const token of [forged, `${shown().token}x`, '', '.']) {
      expect((await submit({ token }))[0]).toBe(422);
      for (const method of ['GET', 'POST'])
        expect(await call(`${method} /r/{token}`, { pathParameters: { token } })).toMatchObject({ statusCode: 404 });
    }
    expect(await responses()).toEqual([]);
  });
});

describe('a keyword', () => {
  it('is the answer of whoever has the phone, to the latest message of the campaign that asked for it', async () => {
    const { keyword } = shown();
    expect(await submit({ phone: '+44 7700 900123', keyword: 'spring offer!' })).toEqual(counted(false));
    expect(await submit({ phone: '+447700900123', keyword })).toEqual(counted(true));
    expect(await responses()).toMatchObject([{ data: { by: 'keyword', step: 'spring' } }]);
  });

  it('that nobody asked for, or from a phone that nobody has, is refused', async () => {
    expect(await submit({ phone: '+447700900123', keyword: 'SUMMER' })).toEqual(refused('asks for this word'));
    expect(await submit({ phone: '+447700900999', keyword: 'SPRING-OFFER' })).toEqual(refused('nobody with this number'));
  });
});

describe('an answer', () => {
  it('counts for as long after the message as the campaign says', async () => {
    const { code, token } = shown();
    cloud.now = noon + 23 * day;
    expect(await submit({ code })).toEqual(refused('this code counted until 2026-11-24 09:00'));
    expect(await submit({ token })).toEqual(refused('answers to this message counted until 2026-11-24 09:00'));
    expect(await submit({ phone: '+447700900123', keyword: 'SPRING-OFFER' })).toEqual(refused('too late'));
    expect(await call('POST /r/{token}', { pathParameters: { token } })).toMatchObject({
      statusCode: 200,
      body: expect.stringContaining('too late'),
    });
    expect(await responses()).toEqual([]);
  });

  it('of another form is told what it must be', async () => {
    expect(await submit({ email: 'ann@private.example' })).toEqual(refused('an answer is {"code"}, {"token"} or {"phone", "keyword"}'));
  });

  it('ends the wait of her enrollment, and who does not answer is reminded', async () => {
    await offered({ steps: waits });
    await submit({ code: shown().code });
    expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
    await cloud.advanceTo(noon + 7 * day);
    const steps = async (cid: string) =>
      (await cloud.world.table.query({ table: 'relations', pk: cid, prefix: 'MSG#' })).items.map(({ sk }) => sk.split('#').at(-1));
    expect(await steps(ann)).toEqual(['spring', 'hello']);
    expect(await steps(cidOf('bob'))).toEqual(['spring', 'reminder']);
  });
});
