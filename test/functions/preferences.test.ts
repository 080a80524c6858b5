import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Settings, settingsSchema } from '../../lib/core/definition/settings.ts';
import { minute } from '../../lib/core/time.ts';
import { addressHash } from '../../lib/store/addresses.ts';
import { forgetCatalogue, publishCatalogue } from '../../lib/store/catalogue.ts';
import { loadConsentRecords } from '../../lib/store/consent-records.ts';
import { loadContact, suppress, withdraw } from '../../lib/store/contacts.ts';
import { fromJson, toJson } from '../../lib/store/json.ts';
import { keys } from '../../lib/store/keys.ts';
import { nobody, signPreferences } from '../../lib/store/tokens.ts';
import type { CustomerDetails } from '../../lib/usecases/save-customer.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { ann, day, noon, shop } from './shop.ts';
import { visit } from './visit.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

const secrets = { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] };
/** Of a mail to her address. */
const sentTo = addressHash(secrets.pepper, 'email', 'ann@private.example');
const linkFor = (cid: string) => `https://shop.example/preferences/${signPreferences(secrets, { cid, brand: 'linden', sentTo })}`;

const link = linkFor(ann);
const topics = {
  service: { class: 'service', basis: 'contract', name: { en: 'Your orders', de: 'Ihre Bestellungen' } },
  offers: {
    class: 'marketing',
    basis: 'consent',
    name: 'Offers',
    wording: { version: 'v7', text: { en: 'Yes, I want offers.', de: 'Ja, Angebote.' } },
  },
  news: { class: 'marketing', basis: 'consent', name: 'News', confirm: true },
};

let cloud: Cloud;
async function open(details: Partial<CustomerDetails> = {}, over: object = {}): Promise<void> {
  cloud = await shop({
    details: { attributes: { zone: 'Europe/London' }, phone: '+447700900123', ...details } as Partial<CustomerDetails>,
  });
  const settings = settingsSchema.parse({ ...publication().settings, topics, ...over });
  await publishCatalogue(cloud.world, { ...publication(), settings }, noon);
  cloud.now += minute;
}
beforeEach(() => open());

const contact = () => loadContact(cloud.world, ann);
const look = async (from = link) => (await visit(cloud, from)).body ?? '';

/** The fields of the first form of a page, as a browser would send them, with some boxes pressed and a language chosen. */
async function fieldsOf(press: string[] = [], more: Record<string, string> = {}): Promise<[string, string][]> {
  const [form = ''] = /<form.*?<\/form>/s.exec(await look()) ?? [];
  const hidden = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']): [string, string] => [
    name,
    value,
  ]);
  const boxes = [...form.matchAll(/type="checkbox" name="(\w+)" value="([^"]*)"( checked)?/g)];
  const ticked = boxes.flatMap(([, name = '', value = '', checked]): [string, string][] => {
    const pressed = press.includes(value) || press.includes(name);
    return (checked !== undefined) === pressed ? [] : [[name, value]];
  });
  const language = /<option value="([^"]*)"[^>]* selected/.exec(form)?.[1];
  const fields: [string, string][] = [...hidden, ...ticked, ['do', 'save']];
  return [...fields, ...Object.entries({ ...(language && { language }), ...more })];
}
async function save(press: string[] = [], more: Record<string, string> = {}) {
  const form = await fieldsOf(press, more);
  cloud.now += minute;
  return send(form);
}
const send = async (form: [string, string][]) => {
  const { statusCode, body = '' } = await visit(cloud, link, { method: 'POST', form });
  return { statusCode, body };
};
const page = async () => (await look()).replaceAll(/<style>.*?<\/style>/gs, '');

describe('a preference page', () => {
  it('shows the topics as the settings have them, in whatever order the table gives them back', async () => {
    const item = await cloud.world.table.get(keys.settings);
    const { settings } = fromJson<{ settings: Settings }>(item);
    const reversed = { ...settings, topics: Object.fromEntries(Object.entries(settings.topics).reverse()) };
    await cloud.world.table.write([{ put: { ...keys.settings, ...item, settings: toJson(reversed) } }]);
    forgetCatalogue(cloud.world);
    const shown = [...(await look()).matchAll(/<legend><bdi>([^<]*)/g)].map(([, name]) => name);
    expect(shown).toEqual(['Your orders', 'Offers', 'News']);
  });

  it('shows each topic by each channel that reaches her, as messages are sent, and changes nothing', async () => {
    const before = await contact();
    expect([...(await page()).matchAll(/name="on" value="([^"]*)"( checked)?/g)].map(([, box, on]) => `${box}${on ?? ''}`)).toEqual([
      'email.service checked',
      'sms.service checked',
      'email.offers checked',
      'sms.offers',
      'email.news',
      'sms.news',
    ]);
    expect(await contact()).toEqual(before);
  });

  it('shows no address, no name and no number: mails are forwarded', async () => {
    expect(await look()).not.toMatch(/ann|private\.example|7700/i);
  });

  it('shows the words that she would agree to', async () => {
    expect(await page()).toContain('Yes, I want offers.');
  });

  it('offers texts only to those who have a phone, of a brand that sends some', async () => {
    await open({ phone: null });
    expect(await page()).not.toContain('sms.');
    await open({}, { brands: publication().settings.brands.map(({ sms: _, ...brand }) => brand) });
    expect(await page()).not.toContain('sms.');
  });

  it('is in her language, or the brand’s, whatever her browser asks for', async () => {
    expect(await look()).toMatch(/<html lang="en" dir="ltr">/);
    await open({ attributes: { language: 'de-AT' } });
    const german = await page();
    expect(german).toContain('<html lang="de" dir="ltr">');
    expect(german).toContain('Was möchten Sie erhalten?');
    expect(german).toContain('Ihre Bestellungen');
    expect(german).toContain('Ja, Angebote.');
  });

  it('is in a language of her browser when the brand has one that no page speaks', async () => {
    const brands = publication().settings.brands.map((brand) => ({ ...brand, languages: ['mi'] }));
    await open({}, { brands });
    const { body } = await visit(cloud, link, { headers: { 'accept-language': 'xx, sv-SE;q=0.8, fr;q=0.5' } });
    expect(body).toContain('<html lang="sv"');
  });

  it('says so when nothing can reach her, when she was forgotten, and when the link is of another installation', async () => {
    expect(await look(linkFor('nobody-of-this-name'))).toContain('There is nothing to choose');
    await cloud.world.table.write([{ update: keys.contact(ann), set: [[['erasedAt'], noon]] }]);
    expect(await page()).toContain('There is nothing to choose');
    expect(await visit(cloud, `${link}x`)).toMatchObject({ statusCode: 404, body: expect.stringContaining('does not work') });
  });

  it('of a proof changes nothing, whatever is pressed', async () => {
    const { body } = await visit(cloud, linkFor(nobody), { method: 'POST', form: [['do', 'none']] });
    expect(body).toContain('nothing changes by it');
    expect(await loadContact(cloud.world, nobody)).toBeUndefined();
  });
});

describe('saving preferences', () => {
  it('changes what she changed and nothing else, and shows how it stands then', async () => {
    const { body } = await save(['email.offers', 'sms.news']);
    expect(body).toContain('<p role="status">Saved.');
    expect((await contact())?.consent).toEqual({ email: { offers: false }, sms: { news: true } });
    expect(body).toMatch(/value="sms.news" checked/);
  });

  it('leaves records of how she said it, with the version of the words', async () => {
    await save(['email.offers']);
    await save(['email.offers', 'email.news']);
    const records = (await loadConsentRecords(cloud.world, ann)).filter(({ source }) => source === 'preference-page');
    expect(records.map(({ said, channel, topic, wording }) => [said, channel, topic, wording])).toEqual([
      ['withdrawn', 'email', 'offers', undefined],
      ['given', 'email', 'news', undefined],
      ['given', 'email', 'offers', 'v7'],
    ]);
  });

  it('twice is once', async () => {
    const form = await fieldsOf(['email.offers', 'sms.news', 'pause'], { language: 'de' });
    await send(form);
    const after = await contact();
    const records = await loadConsentRecords(cloud.world, ann);
    cloud.now += day;
    expect(await send(form)).toMatchObject({ statusCode: 200 });
    expect(await contact()).toEqual(after);
    expect(await loadConsentRecords(cloud.world, ann)).toEqual(records);
  });

  it('of two open pages, each wins where it was touched', async () => {
    const [one, other] = [await fieldsOf(['email.offers']), await fieldsOf(['sms.news', 'pause'])];
    await send(one);
    cloud.now += minute;
    await send(other);
    const { consent, pausedUntil } = (await contact()) ?? {};
    expect(consent).toEqual({ email: { offers: false }, sms: { news: true } });
    expect(pausedUntil).toBeGreaterThan(cloud.now);
  });

  it('of two open pages, the later wins what both touched', async () => {
    await save(['sms.news']);
    const [off, on] = [await fieldsOf(['sms.news']), await fieldsOf(['email.news'])];
    await send(off);
    cloud.now += minute;
    await send(on);
    expect((await contact())?.consent.sms?.news).toBe(false);
  });

  it('chooses the language of messages', async () => {
    const { body } = await save([], { language: 'de' });
    expect((await contact())?.language).toBe('de');
    expect(body).toContain('Gespeichert.');
  });

  it('pauses for a month of her calendar, withdraws nothing by it, and ends when she takes the tick away', async () => {
    const before = await contact();
    await save(['pause']);
    const paused = await contact();
    expect(paused).toMatchObject({ consent: before?.consent, pausedUntil: Date.UTC(2026, 11, 2, 12, 2) });
    expect(paused?.v).toBeGreaterThan(before?.v ?? 0);
    expect(await page()).toContain('until December 2, 2026');
    await save(['pause']);
    expect((await contact())?.pausedUntil).toBeUndefined();
  });

  it('unsubscribes from all advertising by one press, also from what is gone or was never asked, and from no service', async () => {
    await save(['sms.news']);
    await cloud.world.table.write([{ update: keys.contact(ann), set: [[['cons', 'email', 'old-letter'], noon]] }]);
    const { body } = await send([['do', 'none']]);
    expect(body).toContain('<p role="status">You are unsubscribed from all advertising of Linden.');
    const no = { offers: false, news: false };
    expect((await contact())?.consent).toEqual({ email: { ...no, 'old-letter': false, '*': false }, sms: { ...no, '*': false } });
    const records = await loadConsentRecords(cloud.world, ann);
    cloud.now += minute;
    await send([['do', 'none']]);
    expect(await loadConsentRecords(cloud.world, ann)).toEqual(records);
  });

  it.each([
    [
      'an unknown topic',
      [
        ['shown', 'email.secret.off'],
        ['on', 'email.secret'],
      ],
    ],
    [
      'a topic that is a name of JavaScript',
      [
        ['shown', 'email.__proto__.off'],
        ['on', 'email.__proto__'],
      ],
    ],
    [
      'an unknown channel',
      [
        ['shown', 'fax.offers.off'],
        ['on', 'fax.offers'],
      ],
    ],
    ['a box that the page did not show', [['on', 'sms.news']]],
    [
      'an unknown language',
      [
        ['language', 'tlh'],
        ['shownLanguage', 'en'],
      ],
    ],
    [
      'no form at all',
      [
        ['x', 'y'],
        ['shown', ''],
        ['on', ''],
      ],
    ],
  ] as [string, [string, string][]][])('takes nothing of %s, and says so', async (_, form) => {
    const before = await contact();
    expect((await send(form)).body).toContain('<p role="alert">Part of this page was out of date');
    expect(await contact()).toEqual(before);
  });

  it('takes what is good beside what is gone', async () => {
    const { body } = await send([...(await fieldsOf(['email.offers'])), ['shown', 'email.gone.on']]);
    expect(body).toContain('role="alert"');
    expect((await contact())?.consent.email?.offers).toBe(false);
  });

  it('refuses a form that none of ours is as long as', async () => {
    expect(await send([['on', 'x'.repeat(31_000)]])).toMatchObject({ statusCode: 200 });
    expect(await send([['on', 'x'.repeat(32_001)]])).toMatchObject({
      statusCode: 413,
      body: expect.stringContaining('Something went wrong'),
    });
  });

  it('shows a page in her language when our side fails', async () => {
    const { table } = cloud.world;
    vi.spyOn(table, 'get').mockRejectedValue(new Error('throttled'));
    const { statusCode, headers, body } = await visit(cloud, link, { headers: { 'accept-language': 'de' } });
    expect([statusCode, headers?.['content-type']]).toEqual([500, 'text/html; charset=utf-8']);
    expect(body).toContain('Etwas ist schiefgegangen.');
  });
});

describe('what a tick cannot lift', () => {
  it.each([
    ['email', 'complaint', 'You reported one of our messages as spam'],
    ['email', 'hard-bounce', 'did not reach you this way'],
    ['sms', 'stop', 'write to hello@linden.example'],
  ] as const)('is said in words: %s, %s', async (channel, reason, words) => {
    await suppress(cloud.world, ann, { channel, reason, at: cloud.now });
    expect(await page()).toContain(words);
    await save(['email.news', 'sms.news']);
    expect((await contact())?.suppressed[channel]).toMatchObject({ reason });
  });

  it('names START where texts come from a number that takes answers', async () => {
    await open({}, { brands: publication().settings.brands.map((brand) => ({ ...brand, sms: { sender: '+447700900999' } })) });
    await suppress(cloud.world, ann, { channel: 'sms', reason: 'stop', at: cloud.now });
    expect(await page()).toContain('send START to the number they came from');
  });

  it('a withdrawal by another way is shown at once', async () => {
    await withdraw(cloud.world, ann, { channel: 'email', topic: 'service', at: cloud.now, evidence: { source: 'unsubscribe-link' } });
    expect(await page()).toMatch(/value="email.service" aria/);
  });
});
