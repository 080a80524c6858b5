import { request } from 'node:http';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { publishFolder } from '../../lib/cli/publish.ts';
import { html } from '../../lib/sandbox/inbox/html.ts';
import { preheaderOf } from '../../lib/sandbox/inbox/preheader.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.ts';
import { copyExamples } from '../example-shop.ts';
import { type Log, smallFunctions, smallWiring } from './small-shop.ts';
import { temporaryFolder } from './temporary-folder.ts';

const start = Date.UTC(2026, 10, 1, 9);
let sandbox: Sandbox;
let log: Log;

beforeEach(async () => {
  log = [];
  sandbox = await startSandbox({
    folder: temporaryFolder(),
    port: 0,
    now: start,
    tables: 'memory',
    wired: smallWiring,
    functions: smallFunctions(log),
  });
  onTestFinished(sandbox.stop);
});

function mail(subject: string, { to = 'anna@customers.example', body = '<p>Hi</p>', campaign = 'thank-you' } = {}) {
  const raw = Buffer.from(
    `From: Linden <hello@linden.example>\r\nTo: ${to}\r\nSubject: ${subject}\r\nContent-Type: text/html\r\n\r\n${body}`,
  );
  return sandbox.world.sendEmail({
    from: 'hello@linden.example',
    to,
    raw,
    tags: { 'rapport-campaign': campaign, 'rapport-customer': 'key1' },
  });
}

async function get(path: string): Promise<string> {
  const response = await fetch(sandbox.inboxUrl + path);
  expect(response.status).toBe(200);
  return response.text();
}

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(sandbox.inboxUrl + path, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'manual' });

/** `fetch` does not let a program choose its Host. */
function statusFor(host: string, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(sandbox.inboxUrl, { method, headers: { host } }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

describe('the inbox', () => {
  it('lists messages, newest first, fifty to a page', async () => {
    for (let n = 1; n <= 51; n += 1) await mail(`Number ${n}.`);
    const [first, second] = [await get('/'), await get('/?page=2')];
    expect(first).toContain('51 messages');
    expect(first.indexOf('Number 51.')).toBeLessThan(first.indexOf('Number 50.'));
    expect(first).not.toContain('Number 1.');
    expect(second).toContain('Number 1.');
    expect(second).toContain('Page 2 of 2');
  });

  it('finds by address, subject and campaign, taking every character as it is', async () => {
    await mail('100% linen', { to: 'anna_b@customers.example' });
    await mail('Happy birthday', { to: 'annaxb@customers.example', campaign: 'birthday' });
    await sandbox.world.sendSms({ to: '+447700900123', body: 'Hello', class: 'promotional', timeToLive: 60, context: {} });
    const found = async (query: string) =>
      [...(await get(`/?${query}`)).matchAll(/class="subject">([^<]*)</g)].map(([, subject]) => subject);
    expect(await found('search=anna_b')).toEqual(['100% linen']);
    expect(await found('search=0%25')).toEqual(['100% linen']);
    expect(await found('search=BIRTH')).toEqual(['Happy birthday']);
    expect(await found('campaign=birthday')).toEqual(['Happy birthday']);
    expect(await found('channel=sms')).toEqual(['Hello']);
    expect(await found('search=nobody')).toEqual([]);
  });

  it('escapes what others wrote', async () => {
    await mail('<script>alert(1)</script>', { to: '"x"onload=@customers.example' });
    for (const page of [await get('/'), await get('/messages/1'), await get('/?search=%22%3E%3Cscript%3E')])
      expect(page).not.toContain('<script');
    expect(await get('/')).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('shows an e-mail in a frame that runs no scripts', async () => {
    await mail('Hello', {
      body: '<html><head><title>x</title></head><body><script>top.location="//evil.example"</script><p>Hi</p></body></html>',
    });
    expect(await get('/messages/1?width=phone')).toMatch(
      /class="screen phone"><iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox" src="\/messages\/1\/html"/,
    );
    const frame = await fetch(`${sandbox.inboxUrl}/messages/1/html`);
    expect(frame.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups .*default-src 'none'/);
    expect(frame.headers.get('content-security-policy')).not.toContain('script');
    expect(await frame.text()).toContain('<head><base target="_blank"><title>');
  });

  it('shows text part, headers with tags, and the source', async () => {
    await mail('Hello');
    expect(await get('/messages/1?view=headers')).toContain('tag rapport-campaign');
    expect(await get('/messages/1?view=source')).toContain('&lt;p&gt;Hi&lt;/p&gt;');
    expect(await get('/messages/1?view=text')).toContain('(this e-mail has no text part)');
    expect(await get('/messages/1/raw')).toContain('<p>Hi</p>');
  });

  it('shows an SMS with its parts', async () => {
    await sandbox.world.sendSms({ to: '+447700900123', body: 'x'.repeat(161), class: 'promotional', timeToLive: 60, context: {} });
    expect(await get('/messages/1')).toContain('2 parts · GSM-7 · 161 characters');
  });

  it('forbids scripts on its own pages', async () => {
    const response = await fetch(sandbox.inboxUrl);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'/);
  });

  it('says so when there is no such page or message', async () => {
    expect((await fetch(`${sandbox.inboxUrl}/messages/7`)).status).toBe(404);
    expect((await fetch(`${sandbox.inboxUrl}/nothing`)).status).toBe(404);
  });
});

describe('what a person does on the page', () => {
  it('records an order, with the money in minor units', async () => {
    const definitions = temporaryFolder();
    await copyExamples(definitions);
    await publishFolder(sandbox.world, definitions, start);
    expect((await post('/orders', { customer: 'c1', amount: '1499', currency: 'jpy', category: 'candles' })).status).toBe(303);
    expect(await get('/')).toMatch(/Order page-[0-9a-f]{8} of c1 is recorded/);
    const { items } = await sandbox.world.table.scan({ table: 'activities', index: 0, of: 1 });
    expect(items).toMatchObject([
      { activity: { type: 'order.placed', customer: 'c1', data: { total: { amount: 1499, currency: 'JPY' }, categories: ['candles'] } } },
    ]);
  });

  it.each([
    [{ customer: 'c1', amount: '12.999', currency: 'GBP' }, 'GBP has 2 digits after the point'],
    [{ customer: 'c1', amount: '-1', currency: 'GBP' }, 'the amount is a number such as 49.90'],
    [{ customer: 'c1', amount: 'Infinity', currency: 'GBP' }, 'the amount is a number such as 49.90'],
    [{ customer: 'c1', amount: '1', currency: 'POUND' }, 'three letters such as GBP'],
    [{ customer: ' ', amount: '1', currency: 'GBP' }, 'customer'],
    [{ customer: 'c1', amount: '1', currency: 'GBP' }, 'this installation has no keys yet'],
  ])('says what is wrong with the order %j', async (form, problem) => {
    const response = await post('/orders', form);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain(problem);
    expect((await sandbox.world.table.scan({ table: 'activities', index: 0, of: 1 })).items).toEqual([]);
  });

  it('jumps in time', async () => {
    expect((await post('/jump', { to: 'week' })).status).toBe(303);
    expect(sandbox.clock.now()).toBe(start + 7 * 86_400_000);
    await sandbox.world.table.write([
      { put: { table: 'relations', pk: 'c', sk: 'ENR#a', dueShard: 3, dueAt: sandbox.clock.now() + 3_600_000 } },
    ]);
    await post('/jump', { to: 'due' });
    expect(sandbox.clock.now()).toBe(start + 7 * 86_400_000 + 3_600_000);
    await post('/jump', { to: 'due' });
    expect(await get('/')).toContain('Nothing is due within a year.');
    expect((await post('/jump', { to: 'yesterday' })).status).toBe(422);
  });

  it('answers a text from the telephone that it was sent to', async () => {
    await sandbox.world.sendSms({
      to: '+447700900123',
      from: '+447700900999',
      body: 'Hi',
      class: 'promotional',
      timeToLive: 60,
      context: {},
    });
    await mail('no text');
    expect(await get('/messages/1')).toContain('action="/messages/1/answers"');
    const answered = await post('/messages/1/answers', { text: 'stop <b>' });
    expect([answered.status, answered.headers.get('location')]).toEqual([303, '/messages/1']);
    expect(log.filter(({ name }) => name === 'phone').map(({ what }) => what)).toMatchObject([
      { eventType: 'TEXT_DELIVERED' },
      {
        originationNumber: '+447700900123',
        destinationNumber: '+447700900999',
        messageBody: 'stop <b>',
        inboundMessageId: expect.any(String),
        previousPublishedMessageId: expect.any(String),
      },
    ]);
    const page = await get('/messages/1');
    expect(page).toContain('The answer of +447700900123 was heard.');
    expect(page).toContain('stop &lt;b&gt;');
    expect((await post('/messages/1/answers', { text: ' ' })).status).toBe(422);
    expect((await post('/messages/2/answers', { text: 'STOP' })).status).toBe(404);
  });

  it.each([{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])(
    'refuses a form sent with %j',
    async (headers) => {
      expect((await post('/jump', { to: 'week' }, headers)).status).toBe(403);
      expect(sandbox.clock.now()).toBe(start);
    },
  );

  it('answers under its own name only', async () => {
    const { port } = new URL(sandbox.inboxUrl);
    expect(await statusFor(`127.0.0.1:${port}`)).toBe(200);
    expect(await statusFor(`localhost:${port}`)).toBe(200);
    expect(await statusFor('rebound.example')).toBe(403);
    expect(await statusFor(`rebound.example:${port}`)).toBe(403);
  });
});

describe('the public HTTP API', () => {
  it('reaches the function as API Gateway would', async () => {
    const response = await fetch(`${sandbox.world.publicUrl}/unsubscribe/to%2Fken`, { method: 'POST', body: 'List-Unsubscribe=One-Click' });
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([202, 'text/html', '<p>Done</p>']);
    expect(log).toEqual([{ name: 'web', what: ['POST /unsubscribe/{token}', { token: 'to/ken' }, 'List-Unsubscribe=One-Click'] }]);
  });

  it('answers 404 where there is no route and 403 where a signature is missing', async () => {
    expect((await fetch(`${sandbox.world.publicUrl}/unsubscribe/token`)).status).toBe(404);
    expect((await fetch(`${sandbox.world.publicUrl}/activities`, { method: 'POST', body: '{}' })).status).toBe(403);
    const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=x' };
    expect((await fetch(`${sandbox.world.publicUrl}/activities`, { method: 'POST', body: '{}', headers: signed })).status).toBe(202);
  });
});

describe('the port', () => {
  it('is the next free one when the wanted one is taken', async () => {
    const { port } = new URL(sandbox.inboxUrl);
    const second = await startSandbox({
      folder: temporaryFolder(),
      port: Number(port),
      now: start,
      tables: 'memory',
      wired: smallWiring,
      functions: smallFunctions([]),
    });
    onTestFinished(second.stop);
    expect(Number(new URL(second.inboxUrl).port)).toBeGreaterThan(Number(port));
  });
});

describe('the html tag', () => {
  it('escapes text and keeps markup that it made', () => {
    expect(`${html`<p title="${'"\'<>&'}">${html`<b>${1}</b>`}${[html`<i></i>`, 'a<b']}${false}${undefined}</p>`}`).toBe(
      '<p title="&quot;&#39;&lt;&gt;&amp;"><b>1</b><i></i>a&lt;b</p>',
    );
  });

  it('does not trust an object that only looks like markup', () => {
    expect(`${html`${{ kind: 'markup', toString: () => '<script>' }}`}`).toBe('&lt;script&gt;');
  });
});

describe('the preheader', () => {
  it.each([
    ['<div style="color:#fff;display:none;max-height:0">A &amp; B&zwnj;&nbsp;&#8199; &#x1F332;</div><p>x</p>', 'A & B \u{1F332}'],
    ['<p>nothing hidden</p>', ''],
    ['', ''],
  ])('of %s is "%s"', (markup, expected) => {
    expect(preheaderOf(markup)).toBe(expected);
  });
});
