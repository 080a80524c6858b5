import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addressHash } from '../../lib/store/addresses.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { loadConsentRecords } from '../../lib/store/consent-records.ts';
import { loadContact, saveContact, suppress, withdraw } from '../../lib/store/contacts.ts';
import { loadSecrets } from '../../lib/store/secrets.ts';
import { saveRestored } from '../../lib/store/standing-orders.ts';
import { signPreferences } from '../../lib/store/tokens.ts';
import { askForPasses } from '../../lib/usecases/begin-pass.ts';
import { eraseCustomer } from '../../lib/usecases/erase-customer.ts';
import { importEntry } from '../../lib/usecases/import-entry.ts';
import { sendConfirmation } from '../../lib/usecases/send-confirmation.ts';
import type { World } from '../../lib/world.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { callHttp } from './http-call.ts';
import { publication } from './publication.ts';
import { ann, cidOf, day, hour, noon } from './shop.ts';

const at = (instant: number) => new Date(instant).toISOString();
const email = 'ann@private.example';

const wording = {
  version: '2026-11',
  text: { en: 'Yes, news from Linden, once a week.', de: 'Ja, Neues von Linden, einmal die Woche.' },
};
const news = { class: 'marketing' as const, basis: 'consent', name: 'News', confirm: true, wording };

let cloud: Cloud;
beforeEach(async () => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  cloud = await openCloud({ now: noon });
  const { settings, ...rest } = publication();
  await publishCatalogue(cloud.world, { ...rest, settings: { ...settings, topics: { ...settings.topics, news } } }, noon);
});
afterEach(() => vi.restoreAllMocks());

async function call(routeKey: string, more: Partial<APIGatewayProxyEventV2> = {}) {
  const { statusCode, headers, body = '' } = await callHttp(cloud, { routeKey, headers: {}, ...more } as APIGatewayProxyEventV2);
  const isJson = String(headers?.['content-type']).includes('json');
  return { statusCode, body, answer: isJson ? JSON.parse(body) : undefined };
}
const post = (path: string, body: unknown) => call(`POST ${path}`, { body: JSON.stringify(body) });
const customer = (over: object = {}) => ({ id: 'ann', at: at(noon), email, country: 'GB', language: 'en', ...over });
const consent = (over: object = {}) => ({ customer: 'ann', channel: 'email', topics: ['news'], given: true, at: at(noon), ...over });
const open = (token: string, method = 'GET') => call(`${method} /confirm/{token}`, { pathParameters: { token } });
const newsOf = async (cid = ann) => (await loadContact(cloud.world, cid))?.consent.email?.news;
const said = async (cid = ann) =>
  (await loadConsentRecords(cloud.world, cid)).map(({ topic, said, source }) => `${topic} ${said} ${source}`);

async function mails() {
  const parsed = await Promise.all(cloud.world.emails.map(({ message }) => PostalMime.parse(message.raw)));
  return parsed.map(({ to, subject, text, html, headers }) => ({ to: to?.[0]?.address, subject, text, html, headers }));
}
/** The token in the latest mail. */
async function token(): Promise<string> {
  const { text } = (await mails()).at(-1) ?? {};
  return /\/confirm\/(\S+)/.exec(text ?? '')?.[1] ?? '';
}

describe('POST /customers', () => {
  it('saves who she is and what she agreed to, with its record; the same again is the same', async () => {
    const body = customer({
      attributes: { firstName: 'Ann' },
      phone: '+447700900123',
      zone: 'Europe/London',
      consent: { email: { offers: true }, sms: { offers: false } },
      evidence: { wording: '2026-11', proof: 'checkout form, order 4711' },
    });
    expect(await post('/customers', body)).toMatchObject({ statusCode: 202, answer: { recorded: 1, same: 0, refused: [] } });
    expect(await post('/customers', [body])).toMatchObject({ statusCode: 202, answer: { recorded: 0, same: 1 } });
    expect(await loadContact(cloud.world, ann)).toMatchObject({
      ...{ email, phone: '+447700900123', language: 'en', zone: 'Europe/London' },
      consent: { email: { offers: true }, sms: { offers: false } },
    });
    const proof = { source: 'api', wording: '2026-11', proof: 'checkout form, order 4711', at: noon, recordedAt: noon };
    expect(await loadConsentRecords(cloud.world, ann)).toEqual([
      { ...proof, channel: 'email', topic: 'offers', said: 'given' },
      { ...proof, channel: 'sms', topic: 'offers', said: 'withdrawn' },
    ]);
  });

  it('keeps the good beside the bad, and names each bad one by its place', async () => {
    const { statusCode, answer } = await post('/customers', [
      customer(),
      customer({ id: 'bob', email: 'bob' }),
      customer({ id: 'cid', at: at(noon + hour) }),
      customer({ id: 'dan', consent: { email: { offer: true } } }),
      customer({ id: 'eve', attributes: { birthday: 'never' } }),
      customer({ id: 'fay', mail: 'x' }),
      customer({ id: 'gus', phone: '0207', language: '!', country: 'uk', zone: 'Bath', at: undefined }),
    ]);
    expect(statusCode).toBe(422);
    expect(answer).toMatchObject({ recorded: 1, same: 0 });
    expect(answer.refused).toMatchObject([
      { index: 1, path: 'email', detail: 'an e-mail address, or null to take it away' },
      { index: 2, path: 'at', detail: '2026-11-02T13:00:00.000Z has not come yet' },
      { index: 3, path: 'consent.email', detail: expect.stringContaining('there is no topic "offer" in settings.json; allowed: ') },
      { index: 4, path: 'attributes' },
      { index: 5, path: '', detail: expect.stringContaining('unknown: "mail"; a customer has id, at, attributes, email') },
      ...['at', 'phone', 'language', 'country', 'zone'].map((path) => ({ index: 6, path })),
    ]);
    expect(await loadContact(cloud.world, cidOf('bob'))).toBeUndefined();
  });

  it('takes an address away by null, and tells of an erased customer', async () => {
    await post('/customers', customer());
    await post('/customers', customer({ email: null, at: at(noon + 1) }));
    expect((await loadContact(cloud.world, ann))?.email).toBeUndefined();
    await cloud.world.table.write([{ update: { table: 'relations', pk: ann, sk: 'CONTACT' }, set: [[['erasedAt'], noon]] }]);
    expect(await post('/customers', customer({ at: at(noon + 2) }))).toMatchObject({
      answer: { refused: [{ index: 0, path: 'customer', detail: 'what was known of this customer was erased' }] },
    });
  });

  it('refuses a hundred and one at once whole', async () => {
    const { answer } = await post(
      '/customers',
      Array.from({ length: 101 }, (_, index) => customer({ id: `c${index}` })),
    );
    expect(answer).toMatchObject({ recorded: 0, refused: [{ index: 100 }] });
  });
});

describe('POST /consents', () => {
  beforeEach(() => post('/customers', customer()));

  it('gives and withdraws, later knowledge first, with a record of each change and of nothing else', async () => {
    const offers = (over: object) => consent({ topics: ['offers'], ...over });
    const tell = async (over: object) => (await post('/consents', offers(over))).answer;
    expect(await tell({ at: at(noon - 2 * hour), wording: 'v1' })).toMatchObject({ recorded: 1 });
    expect(await tell({ at: at(noon), given: false })).toMatchObject({ recorded: 1 });
    expect(await tell({ at: at(noon - hour) })).toMatchObject({ recorded: 0, same: 1 });
    expect(await tell({ at: at(noon), given: false })).toMatchObject({ recorded: 0, same: 1 });
    expect((await loadContact(cloud.world, ann))?.consent.email).toEqual({ offers: false });
    expect(await said()).toEqual(['offers given api', 'offers withdrawn api']);
  });

  it('says what is wrong', async () => {
    const bad = [
      { channel: 'fax' },
      { topics: [] },
      { topics: ['nothing'] },
      { given: 'yes' },
      { proof: 'x'.repeat(501) },
      { source: 'tv' },
    ];
    const { answer } = await post(
      '/consents',
      bad.map((over) => consent(over)),
    );
    expect(answer.refused.map(({ path }: { path: string }) => path)).toEqual(['channel', 'topics', 'topics', 'given', 'proof', 'source']);
  });
});

describe('a double opt-in', () => {
  it('is asked by one mail that sells nothing, and given by the button, not by looking', async () => {
    await post('/customers', customer({ consent: { email: { news: true, offers: true } }, evidence: { proof: 'form' } }));
    await cloud.settle();
    expect(await newsOf()).toBeUndefined();
    expect((await loadContact(cloud.world, ann))?.consent.email?.offers).toBe(true);
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ to: email, subject: expect.stringContaining('News') });
    expect(mail?.text).toContain('> Yes, news from Linden, once a week.');
    expect(mail?.html?.match(/<a /g)).toHaveLength(1);
    expect(mail?.headers.some(({ key }) => key.startsWith('list-') || key === 'feedback-id')).toBe(false);
    expect(mail?.text).not.toContain('ann');

    const link = await token();
    cloud.now += hour;
    expect(await open(link)).toMatchObject({ statusCode: 200, body: expect.stringContaining('<form method="post">') });
    expect((await open(link)).body).toContain('Yes, news from Linden, once a week.');
    expect(await newsOf()).toBeUndefined();
    const first = await open(link, 'POST');
    expect(first.body).not.toContain('<form');
    expect(await newsOf()).toBe(true);
    expect((await open(link, 'POST')).body).toBe(first.body);
    expect((await open(link)).body).toBe(first.body);
    expect(await said()).toEqual(['news asked api', 'offers given api', 'news given confirmation-link']);
    expect((await loadConsentRecords(cloud.world, ann))[2]).toMatchObject({
      wording: '2026-11',
      proof: `link of ${at(noon)} in a mail to her address, pressed ${at(noon + hour)}`,
      at: noon + hour,
      recordedAt: noon + hour,
    });
  });

  it('sends one mail however often it is told and shown, and none once she has agreed', async () => {
    await post('/customers', customer());
    for (let n = 0; n < 4; n++) await post('/consents', consent({ at: at(noon + Math.floor(n / 2)) }));
    await cloud.settle();
    expect(cloud.world.emails).toHaveLength(1);
    expect(await said()).toEqual(['news asked api', 'news asked api']);
    await open(await token(), 'POST');
    cloud.now += 2 * day;
    await post('/consents', consent({ at: at(cloud.now), proof: 'again' }));
    await cloud.settle();
    expect(cloud.world.emails).toHaveLength(1);
    expect(await newsOf()).toBe(true);
  });

  it('speaks her language', async () => {
    await post('/customers', customer({ language: 'de-AT', consent: { email: { news: true } } }));
    await cloud.settle();
    expect((await mails())[0]?.text).toContain('> Ja, Neues von Linden');
    expect((await open(await token())).body).toContain('<html lang="de"');
  });

  it('asks a stranger whose address is typed again and again five times in thirty days, and no more', async () => {
    for (let n = 0; n < 9; n++) {
      await post('/customers', customer({ id: `c${n}`, email: 'Stranger@private.example', consent: { email: { news: true } } }));
      await cloud.settle();
    }
    expect(cloud.world.emails).toHaveLength(5);
    cloud.now += 31 * day;
    await post(
      '/customers',
      customer({ id: 'c0', at: at(cloud.now), consent: { email: { news: true } }, email: 'stranger@private.example' }),
    );
    await cloud.settle();
    expect(cloud.world.emails).toHaveLength(6);
  });

  it('asks nobody who has no address, whose address is suppressed, or who has withdrawn since', async () => {
    expect(await post('/consents', consent())).toMatchObject({ statusCode: 422, answer: { refused: [{ path: 'topics.news' }] } });
    await post('/customers', customer());
    await suppress(cloud.world, ann, { channel: 'email', reason: 'complaint', at: noon });
    await post('/consents', consent());
    await cloud.settle();
    const bob = cidOf('bob');
    await post('/customers', customer({ id: 'bob', email: 'bob@private.example', consent: { email: { news: true } } }));
    await withdraw(cloud.world, bob, { channel: 'email', topic: 'news', at: noon + 1, evidence: { source: 'preference-page' } });
    await cloud.settle();
    expect(cloud.world.emails).toEqual([]);
  });

  it('never sends a mail again that the provider may have taken, and tries one again that it did not', async () => {
    cloud.world.outcomes.email = () => ({ outcome: 'throttled', reason: 'Throttling' });
    await post('/customers', customer({ consent: { email: { news: true } } }));
    await cloud.settle();
    cloud.world.outcomes.email = () => ({ outcome: 'unknown', reason: 'ECONNRESET' });
    await cloud.advanceTo(noon + hour);
    cloud.world.outcomes.email = () => ({ outcome: 'sent', providerId: 'm' });
    await post('/consents', consent({ at: at(noon + 2) }));
    await cloud.advanceTo(noon + 2 * hour);
    expect(cloud.world.emails.map(({ result }) => result.outcome)).toEqual(['throttled', 'unknown']);
    expect(await newsOf()).toBeUndefined();
  });

  const asks = async () => (await cloud.world.table.query({ table: 'relations', pk: ann, prefix: 'ASK#' })).items;
  const told = (over: object = {}) => post('/customers', customer({ consent: { email: { news: true } }, ...over }));
  /** Does something right before the sender counts what went to the address, which is after it has decided. */
  const justBefore = (change: () => Promise<unknown>): World => {
    let isDone = false;
    const { table } = cloud.world;
    const get: typeof table.get = async (key) => {
      if (key.sk === 'ASKED' && !isDone) {
        isDone = true;
        await change();
      }
      return table.get(key);
    };
    return { ...cloud.world, table: { ...table, get } };
  };

  it.each([
    ['erased', 'erased', () => eraseCustomer(cloud.world, { cid: ann })],
    [
      'withdrawn',
      'withdrawn',
      () => withdraw(cloud.world, ann, { channel: 'email', topic: 'news', at: noon + 1, evidence: { source: 'unsubscribe-link' } }),
    ],
    ['suppressed', 'suppressed', () => suppress(cloud.world, ann, { channel: 'email', reason: 'complaint', at: noon })],
    ['moved to another address', 'address-changed', () => post('/customers', customer({ email: 'b@private.example', at: at(noon + 1) }))],
  ])('sends nothing to who is %s between the decision and the claim', async (_, reason, change) => {
    await told();
    const [ask] = await asks();
    cloud.now += 1;
    expect(await sendConfirmation(justBefore(change), { cid: ann, sk: ask?.sk ?? '' })).toEqual({ state: 'dropped', reason });
    expect(cloud.world.emails).toEqual([]);
  });

  it('decides anew when the claim took longer than five seconds', async () => {
    await told();
    const [ask] = await asks();
    const slow = justBefore(async () => {
      cloud.now += 5000;
    });
    const gone = { ...slow, table: { ...slow.table } };
    gone.table.write = async (operations) => {
      const conflict = await slow.table.write(operations);
      if (operations.length === 3) await suppress(cloud.world, ann, { channel: 'email', reason: 'complaint', at: noon });
      return conflict;
    };
    expect(await sendConfirmation(gone, { cid: ann, sk: ask?.sk ?? '' })).toEqual({ state: 'dropped', reason: 'suppressed' });
    expect(cloud.world.emails).toEqual([]);
  });

  it('drops the mail to an address that cannot stand in a header, and says so', async () => {
    await told({ email: 'a\u0001nn@private.example' });
    const [ask] = await asks();
    expect(await sendConfirmation(cloud.world, { cid: ann, sk: ask?.sk ?? '' })).toEqual({ state: 'dropped', reason: 'malformed-address' });
    expect(await asks()).toMatchObject([{ state: 'dropped' }]);
  });

  it('keeps a mail that cannot be composed for another reason, and sends it once that is mended', async () => {
    const { settings, ...rest } = publication();
    const brands = settings.brands.map((brand) => ({ ...brand, sender: { ...brand.sender, email: 'hello@lin_den.example' } }));
    await publishCatalogue(cloud.world, { ...rest, settings: { ...settings, topics: { ...settings.topics, news }, brands } }, noon);
    await told();
    const [ask] = await asks();
    await expect(sendConfirmation(cloud.world, { cid: ann, sk: ask?.sk ?? '' })).rejects.toThrow('the Message-ID needs a domain');
    expect(await asks()).toMatchObject([{ state: 'asked' }]);
    await publishCatalogue(cloud.world, { ...rest, settings: { ...settings, topics: { ...settings.topics, news } } }, noon);
    cloud.now += hour;
    expect(await sendConfirmation(cloud.world, { cid: ann, sk: ask?.sk ?? '' })).toEqual({ state: 'sent' });
  });

  it('says unknown of a mail whose sender died, and sends it no more that day', async () => {
    await told();
    const { sendEmail } = cloud.world;
    cloud.world.sendEmail = async () => {
      throw new Error('killed');
    };
    await cloud.settle();
    cloud.world.sendEmail = sendEmail;
    expect(await asks()).toMatchObject([{ state: 'claimed' }]);
    await cloud.advanceTo(noon + hour);
    expect(await asks()).toMatchObject([{ state: 'unknown' }]);
    await post('/consents', consent({ at: at(noon + 1) }));
    await cloud.settle();
    expect(cloud.world.emails).toEqual([]);
  });

  it.each([
    ['asked', 'sent', 1],
    ['claimed', 'unknown', 0],
  ])('is found by the watch of the night when its task was lost: %s becomes %s', async (was, is, mails) => {
    await askForPasses(cloud.world);
    await told();
    const [ask] = await asks();
    const { enqueue } = cloud.world;
    cloud.world.enqueue = async (queue, tasks) => (queue === 'triggered' ? [] : enqueue(queue, tasks));
    await cloud.settle();
    cloud.world.enqueue = enqueue;
    const key = { table: 'relations', pk: ann, sk: ask?.sk ?? '' } as const;
    if (was === 'claimed')
      await cloud.world.table.write([
        {
          update: key,
          set: [
            [['state'], 'claimed'],
            [['claimedAt'], noon],
          ],
        },
      ]);
    await cloud.advanceTo(noon + 1.5 * day);
    expect(await asks()).toMatchObject([{ state: is }]);
    expect(cloud.world.emails).toHaveLength(mails);
  });

  it('is not sent when the tables were taken back since, nor after two days', async () => {
    await told();
    await saveRestored(cloud.world, noon + 1);
    cloud.now += hour;
    await cloud.settle();
    expect(await asks()).toMatchObject([{ state: 'dropped' }]);
    await post('/consents', consent({ at: at(cloud.now) }));
    cloud.now += 2 * day + 1;
    await cloud.settle();
    expect(cloud.world.emails).toEqual([]);
  });

  it('is asked again on the same day when the provider did not take it', async () => {
    cloud.world.outcomes.email = () => ({ outcome: 'rejected', reason: 'MessageRejected' });
    await told();
    await cloud.settle();
    cloud.world.outcomes.email = () => ({ outcome: 'sent', providerId: 'm' });
    await post('/consents', consent({ at: at(noon + 1) }));
    await cloud.settle();
    expect(cloud.world.emails.map(({ result }) => result.outcome)).toEqual(['rejected', 'sent']);
  });

  it('is asked at the address that was corrected before the mail went out, when the shop tells it again', async () => {
    await told();
    await post('/customers', customer({ email: 'right@private.example', at: at(noon + 1) }));
    cloud.now += hour;
    await cloud.settle();
    expect(cloud.world.emails).toEqual([]);
    expect((await post('/consents', consent())).answer).toMatchObject({ recorded: 1 });
    await cloud.settle();
    expect((await mails()).map(({ to }) => to)).toEqual(['right@private.example']);
    expect((await post('/consents', consent())).answer).toMatchObject({ same: 1 });
  });

  it.each([{}, { consent: { email: { news: true } } }])(
    'is asked again of another address, which has confirmed nothing: %o',
    async (over) => {
      await told();
      await cloud.settle();
      await open(await token(), 'POST');
      expect(await newsOf()).toBe(true);
      cloud.now += day;
      await post('/customers', customer({ email: 'Ann@private.example', at: at(cloud.now), ...over }));
      expect(await newsOf()).toBe(true);
      await post('/customers', customer({ email: 'stranger@other.example', at: at(cloud.now + 1), ...over }));
      await cloud.settle();
      expect(await newsOf()).not.toBe(true);
      expect((await mails()).map(({ to }) => to)).toEqual([email, 'stranger@other.example']);
      await open(await token(), 'POST');
      expect(await newsOf()).toBe(true);
    },
  );

  it('does not outlast her address', async () => {
    await told();
    await cloud.settle();
    await open(await token(), 'POST');
    await post('/customers', customer({ email: null, at: at(noon + 1) }));
    expect(await newsOf()).not.toBe(true);
  });

  it('is asked for by a file of orders as well', async () => {
    const entry = {
      customer: { customer: 'ann', attributes: {}, email, consent: { channel: 'email', given: true, source: 'Accepts Marketing' } },
    } as const;
    await importEntry(cloud.world, { at: noon, entry });
    await cloud.settle();
    expect((await loadContact(cloud.world, ann))?.consent.email).toMatchObject({ offers: true });
    expect(await newsOf()).toBeUndefined();
    await open(await token(), 'POST');
    expect(await newsOf()).toBe(true);
    await importEntry(cloud.world, { at: noon, entry });
    await cloud.settle();
    expect(cloud.world.emails).toHaveLength(1);
  });

  describe('ticked on a preference page', () => {
    const tick = async (sentTo?: string) => {
      const secrets = await loadSecrets(cloud.world);
      const address = sentTo && addressHash(secrets.pepper, 'email', sentTo);
      const token = signPreferences(secrets, { cid: ann, ...(address && { sentTo: address }) });
      const body = 'do=save&shown=email.news.off.2026-11&on=email.news&shown=email.offers.off&on=email.offers';
      cloud.now += hour;
      await call('POST /preferences/{token}', { pathParameters: { token }, body });
      await cloud.settle();
      return (await loadContact(cloud.world, ann))?.consent.email;
    };
    beforeEach(() => post('/customers', customer()));

    it('is given at once where the link was sent to this very address', async () => {
      expect(await tick('Ann@private.example')).toEqual({ news: true, offers: true });
      expect(cloud.world.emails).toEqual([]);
    });

    it.each([undefined, 'before@private.example'])('is asked where the link was sent elsewhere, such as %s', async (sentTo) => {
      expect(await tick(sentTo)).toEqual({ offers: true });
      await open(await token(), 'POST');
      expect(await newsOf()).toBe(true);
    });
  });

  describe('its link', () => {
    let link: string;
    beforeEach(async () => {
      await post('/customers', customer({ consent: { email: { news: true } } }));
      await cloud.settle();
      link = await token();
    });

    it('gives nothing when she has withdrawn since, however often it is pressed', async () => {
      await open(link, 'POST');
      cloud.now += hour;
      await withdraw(cloud.world, ann, { channel: 'email', topic: 'news', at: cloud.now, evidence: { source: 'unsubscribe-link' } });
      cloud.now += hour;
      expect((await open(link, 'POST')).body).toContain('too old');
      expect(await newsOf()).toBe(false);
    });

    it('gives nothing when she has another address by now', async () => {
      await post('/customers', customer({ email: 'new@private.example', at: at(noon + 1) }));
      expect((await open(link, 'POST')).body).toContain('too old');
      expect(await newsOf()).toBeUndefined();
    });

    it('works when she spells her address otherwise, and when the topic is gone', async () => {
      await post('/customers', customer({ email: 'Ann@Private.example', at: at(noon + 1) }));
      await publishCatalogue(cloud.world, publication(), noon);
      await open(link, 'POST');
      expect(await newsOf()).toBe(true);
    });

    it('works for thirty days', async () => {
      cloud.now = noon + 30 * day - 1;
      expect((await open(link)).body).toContain('<form');
      cloud.now++;
      expect((await open(link)).body).not.toContain('<form');
      await open(link, 'POST');
      expect(await newsOf()).toBeUndefined();
    });

    it('is none of ours with one letter changed, and names no address', async () => {
      const flipped = `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`;
      expect((await open(flipped, 'POST')).statusCode).toBe(404);
      const [payload = ''] = link.split('.');
      expect(Buffer.from(payload, 'base64url').toString()).not.toContain('private');
    });

    it('does nothing for an erased customer', async () => {
      await cloud.world.table.write([{ update: { table: 'relations', pk: ann, sk: 'CONTACT' }, set: [[['erasedAt'], noon]] }]);
      await open(link, 'POST');
      expect(await said()).toEqual(['news asked api']);
    });
  });

  it('is not asked of what was given before it was asked for', async () => {
    await saveContact(cloud.world, ann, { email, consent: { email: { news: true } }, at: noon - day, evidence: { source: 'import' } });
    await post('/consents', consent());
    await cloud.settle();
    expect(cloud.world.emails).toEqual([]);
    expect(await newsOf()).toBe(true);
  });
});
