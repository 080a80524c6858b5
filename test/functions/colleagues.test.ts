import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { keys } from '../../lib/store/keys.ts';
import { mailColleagues } from '../../lib/usecases/mail-colleagues.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import type { Value } from '../../lib/world.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { callHttp } from './http-call.ts';
import { publication } from './publication.ts';
import { ann, day, enrollments, hour, noon, order, place } from './shop.ts';

const subject = 'Call {{ customer.firstName }}';
const body = '{{ customer.firstName }} ordered {{ trigger.orderId }}, due {{ task.due | date }}: <a href="{{ task.doneUrl }}">Done</a>';

/** Says at each order that somebody should call; goes on when it is done. */
function campaign(notify: object) {
  return campaignSchema.parse({
    id: 'calls',
    kind: 'thank-you',
    name: 'Calls <& more>',
    owner: 'olga@linden.example',
    status: 'live',
    topic: 'service',
    entry: { trigger: { activity: 'order.placed' } },
    steps: [
      { notify: 'call', to: 'care-team', due: '3 days', ...notify },
      { wait: '9 days', for: { activity: 'task.done', step: 'call' }, then: [{ exit: 'called' }], otherwise: [{ exit: 'nobody called' }] },
    ],
  });
}

async function office({ notify = {}, manager, repeat = 1 }: { notify?: object; manager?: string; repeat?: number } = {}): Promise<Cloud> {
  const cloud = await openCloud({ now: noon, repeat });
  const before = publication();
  await publishCatalogue(
    cloud.world,
    {
      ...before,
      settings: { ...before.settings, teams: { 'care-team': { emails: ['care@linden.example', 'help@partner.example'] } } },
      campaigns: [campaign(notify)],
      templates: [{ id: 'call', defaultLanguage: 'en', languages: { en: { subject, html: `<p>${body}</p>`, text: body } } }],
    },
    noon,
  );
  const attributes = { firstName: '<b>Ann</b>', ...(manager !== undefined && { manager }) };
  await saveCustomer(cloud.world, { customer: 'ann', attributes, email: 'ann@private.example', at: noon });
  await cloud.settle();
  return cloud;
}

async function tell(cloud: Cloud, notice: Value): Promise<void> {
  await cloud.world.enqueue('triggered', [{ id: 'n', body: { notice } }]);
  await cloud.settle();
}

const textOf = (raw: Uint8Array) => Buffer.from(raw).toString('utf8').replaceAll('=\r\n', '').replaceAll('=3D', '=');
const mails = (cloud: Cloud) =>
  cloud.world.emails.map(({ message, result }) => ({
    to: message.to,
    outcome: result.outcome,
    text: textOf(message.raw),
    tags: message.tags,
  }));
const linkIn = (text: string, path: string) => new RegExp(`/${path}/([\\w.-]+)`).exec(text)?.[1] ?? '';

function open(cloud: Cloud, routeKey: string, token: string) {
  const event = { routeKey, headers: {}, pathParameters: { token } } as unknown as APIGatewayProxyEventV2;
  return callHttp(cloud, event);
}

describe('a notice', () => {
  it('goes to each colleague of the team once, though every batch is shown twice', async () => {
    const cloud = await office({ repeat: 2 });
    await place(cloud, order('o1'));
    await cloud.settle();
    expect(mails(cloud).map(({ to }) => to)).toEqual(['care@linden.example', 'help@partner.example']);
    const [mail] = mails(cloud);
    expect(mail?.text).toMatch(/^Subject: Call <b>Ann<\/b>$/m);
    expect(mail?.text).toContain('&#60;b&#62;Ann&#60;/b&#62; ordered o1, due Nov 5, 2026: <a href="https://shop.example/tasks/');
    expect(mail?.text).not.toContain('List-Unsubscribe');
    expect(Object.keys(mail?.tags ?? {})).toEqual(['rapport-notice']);
  });

  it('goes at any hour, and whatever she agreed to', async () => {
    const cloud = await office();
    cloud.now = noon + 11 * hour;
    await place(cloud, order('o1', { occurredAt: cloud.now }));
    await cloud.settle();
    expect(mails(cloud)).toHaveLength(2);
  });

  it.each([
    ['anna@linden.example', ['anna@linden.example']],
    ['eve@stranger.example', []],
    ['no address', []],
    [undefined, []],
  ])('about the colleague %s of a customer goes to %j', async (manager, to) => {
    const cloud = await office({ notify: { to: 'customer.manager' }, ...(manager !== undefined && { manager }) });
    await place(cloud, order('o1'));
    await cloud.settle();
    expect(mails(cloud).map((mail) => mail.to)).toEqual(to);
  });

  it.each(['throttled', 'unknown'] as const)('that ended in "%s" is tried again, and the others are not sent twice', async (outcome) => {
    const cloud = await office();
    let times = 0;
    cloud.world.outcomes.email = () => (++times === 2 ? { outcome, reason: 'x' } : { outcome: 'sent', providerId: 'p' });
    await place(cloud, order('o1'));
    await cloud.settle();
    cloud.now += 2 * 60_000;
    await cloud.settle();
    expect(mails(cloud).map(({ to, outcome }) => `${to} ${outcome}`)).toEqual([
      'care@linden.example sent',
      `help@partner.example ${outcome}`,
      'help@partner.example sent',
    ]);
  });

  const mail = { subject: 'Call', html: '<p>Call</p>', text: 'Call' };
  const mailing = (cloud: Cloud, to: string[], sender = 'hello@linden.example') => {
    const [brand] = publication().settings.brands;
    if (!brand) throw new Error('there is no brand');
    return mailColleagues(cloud.world, { id: 'n', owner: ann, to, mail, brand: { ...brand, sender: { ...brand.sender, email: sender } } });
  };

  it('to an address that cannot stand in a header is dropped, and says so; the others get it', async () => {
    const cloud = await office();
    const broken = 'ca\u0001re@linden.example';
    expect(await mailing(cloud, [broken])).toEqual({ state: 'dropped', reason: 'malformed-address' });
    expect(await mailing(cloud, [broken, 'help@partner.example'])).toEqual({ state: 'sent' });
    expect(mails(cloud).map(({ to }) => to)).toEqual(['help@partner.example']);
  });

  it('that cannot be composed for another reason is tried again', async () => {
    const cloud = await office();
    await expect(mailing(cloud, ['care@linden.example'], 'hello@lin_den.example')).rejects.toThrow('the Message-ID needs a domain');
    expect(await mailing(cloud, ['care@linden.example'])).toEqual({ state: 'sent' });
  });

  it('is dropped when the campaign was cancelled meanwhile', async () => {
    const cloud = await office();
    await cloud.world.table.write([{ update: keys.orders('calls'), set: [[['cancelledAt'], noon + 1]] }]);
    cloud.now = noon + 60_000;
    await place(cloud, order('o1'));
    await cloud.settle();
    expect(mails(cloud)).toEqual([]);
  });
});

describe('a digest', () => {
  it('is one mail for each colleague at eight in the morning, with a row and a Done button for each customer', async () => {
    const cloud = await office({ notify: { digest: 'daily' }, repeat: 2 });
    await place(cloud, order('o1'), order('o2'));
    await cloud.advanceTo(noon + 19 * hour);
    expect(mails(cloud)).toEqual([]);
    await cloud.advanceTo(noon + 21 * hour);
    expect(mails(cloud).map(({ to }) => to)).toEqual(['care@linden.example', 'help@partner.example']);
    const text = mails(cloud)[0]?.text ?? '';
    expect(text).toMatch(/^Subject: 2 tasks for you$/m);
    expect(text).toContain('<li>Call &#60;b&#62;Ann&#60;/b&#62; (due 2026-11-05 12:00) <a href="https://shop.example/tasks/');
    expect(new Set(text.match(/\/tasks\/[\w.-]+/g)).size).toBe(2);
    await cloud.advanceTo(noon + 2 * day);
    expect(mails(cloud)).toHaveLength(2);
  });

  it('goes on with the colleague it was not sent to', async () => {
    const cloud = await office({ notify: { digest: 'daily' } });
    let times = 0;
    cloud.world.outcomes.email = () => (++times === 2 ? { outcome: 'unknown', reason: 'x' } : { outcome: 'sent', providerId: 'p' });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + 2 * day);
    expect(mails(cloud).map(({ to, outcome }) => `${to} ${outcome}`)).toEqual([
      'care@linden.example sent',
      'help@partner.example unknown',
      'help@partner.example sent',
    ]);
  });

  it('is tried again by the sweep after its attempts are used up, not each minute', async () => {
    const cloud = await office({ notify: { digest: 'daily' } });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + 19 * hour);
    cloud.world.outcomes.email = () => ({ outcome: 'throttled', reason: 'x' });
    const { enqueue } = cloud.world;
    let handed = 0;
    cloud.world.enqueue = async (queue, tasks) => {
      handed += tasks.filter(({ body }) => JSON.stringify(body).includes('digest')).length;
      return enqueue(queue, tasks);
    };
    await cloud.advanceTo(noon + 21 * hour + 1);
    expect(handed).toBeLessThanOrEqual(4);
    cloud.world.outcomes.email = () => ({ outcome: 'sent', providerId: 'p' });
    await cloud.advanceTo(noon + 22 * hour);
    expect(mails(cloud).filter(({ outcome }) => outcome === 'sent')).toHaveLength(2);
  });

  it('says nothing of a customer who is gone', async () => {
    const cloud = await office({ notify: { digest: 'daily' } });
    await place(cloud, order('o1'));
    await cloud.settle();
    await cloud.world.table.write([{ delete: keys.profile(ann) }]);
    await cloud.advanceTo(noon + 2 * day);
    expect(mails(cloud)).toEqual([]);
  });
});

describe('the Done button', () => {
  const pressed = async (cloud: Cloud) => {
    const { items } = await cloud.world.table.query({ table: 'activities', pk: ann, prefix: 'task.done#' });
    return items.map(({ activity }) => activity);
  };

  it('is a page that changes nothing; when it is pressed, twice is once, and her journey goes on', async () => {
    const cloud = await office();
    await place(cloud, order('o1'));
    await cloud.settle();
    const token = linkIn(mails(cloud)[0]?.text ?? '', 'tasks');
    for (const _ of [1, 2]) {
      const { statusCode, body: page } = await open(cloud, 'GET /tasks/{token}', token);
      expect({ statusCode, page }).toMatchObject({ statusCode: 200, page: expect.stringContaining('<button>Done</button>') });
      expect(page).toContain('“call” of the campaign “Calls &#60;&#38; more&#62;”');
    }
    await cloud.settle();
    expect(await pressed(cloud)).toEqual([]);
    for (const _ of [1, 2]) {
      cloud.now += hour;
      expect(await open(cloud, 'POST /tasks/{token}', token)).toMatchObject({
        statusCode: 200,
        body: expect.stringContaining('Thank you'),
      });
    }
    await cloud.settle();
    expect(await pressed(cloud)).toMatchObject([
      { customer: 'ann', occurredAt: noon + hour, data: { campaign: 'calls', occurrence: 'o1', step: 'call' } },
    ]);
    expect(await enrollments(cloud)).toMatchObject([{ enrollment: { ended: { detail: 'called' } } }]);
  });

  it('that was forged, or made for something else, does nothing', async () => {
    const cloud = await office();
    await place(cloud, order('o1'));
    await tell(cloud, { about: 'run', campaign: 'calls', version: await liveVersion(cloud), occurrence: '2026-11-02T12:00', count: 1 });
    const task = linkIn(mails(cloud)[0]?.text ?? '', 'tasks');
    const stop = linkIn(mails(cloud).at(-1)?.text ?? '', 'stop');
    for (const [route, token] of [
      ['tasks', `${task}x`],
      ['tasks', stop],
      ['stop', task],
      ['unsubscribe', task],
      ['tasks', 'x'],
    ] as const)
      for (const method of ['GET', 'POST'])
        expect(await open(cloud, `${method} /${route}/{token}`, token)).toMatchObject({ statusCode: 404 });
    expect(await pressed(cloud)).toEqual([]);
  });
});

async function liveVersion(cloud: Cloud): Promise<string> {
  return String((await cloud.world.table.get(keys.live('calls')))?.version);
}

describe('the owner of a campaign', () => {
  const run = async (cloud: Cloud) =>
    tell(cloud, { about: 'run', campaign: 'calls', version: await liveVersion(cloud), occurrence: '2026-11-02T12:00', count: 1204 });
  const cancelledAt = async (cloud: Cloud) => (await cloud.world.table.get(keys.orders('calls')))?.cancelledAt;

  it('is told once of each run: when, how many, and how to stop it', async () => {
    const cloud = await office({ repeat: 2 });
    await run(cloud);
    await run(cloud);
    expect(mails(cloud).map(({ to }) => to)).toEqual(['olga@linden.example']);
    const text = mails(cloud)[0]?.text ?? '';
    expect(text).toContain('has chosen its recipients for the run of 2026-11-02 12:00: 1204 customers.');
    expect(text).toContain('Calls &#60;&#38; more&#62;');
  });

  it('stops it by one button, once; a later press cancels nothing more, and an old link has no button', async () => {
    const cloud = await office();
    await run(cloud);
    const token = linkIn(mails(cloud)[0]?.text ?? '', 'stop');
    expect(await open(cloud, 'GET /stop/{token}', token)).toMatchObject({ statusCode: 200, body: expect.stringContaining('<button>Stop') });
    expect(await cancelledAt(cloud)).toBeUndefined();
    for (const _ of [1, 2]) {
      cloud.now += hour;
      expect(await open(cloud, 'POST /stop/{token}', token)).toMatchObject({ statusCode: 200, body: expect.stringContaining('Stopped') });
    }
    expect(await cancelledAt(cloud)).toBe(noon + hour);
    cloud.now += 7 * day;
    expect(await open(cloud, 'GET /stop/{token}', token)).toMatchObject({ statusCode: 404 });
  });

  it('is told once for each run that an edition is missing', async () => {
    const cloud = await office();
    const missing = { about: 'no-edition', campaign: 'calls', version: await liveVersion(cloud), template: 'news/2026-W45' };
    for (const occurrence of ['2026-11-02T12:00', '2026-11-02T12:00', '2026-11-03T12:00']) await tell(cloud, { ...missing, occurrence });
    expect(mails(cloud).map(({ to, text }) => [to, /^Subject: (.*)$/m.exec(text)?.[1]])).toHaveLength(2);
    expect(mails(cloud)[0]?.text).toContain('news/2026-W45');
  });
});
