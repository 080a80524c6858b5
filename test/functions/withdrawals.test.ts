import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settingsSchema } from '../../lib/core/definition/settings.ts';
import type { ConsentRow } from '../../lib/rows/row.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { loadConsentRecords } from '../../lib/store/consent-records.ts';
import { loadContact } from '../../lib/store/contacts.ts';
import { loadSecrets } from '../../lib/store/secrets.ts';
import { liftStop } from '../../lib/store/text-stops.ts';
import { signPreferences, signUnsubscription } from '../../lib/store/tokens.ts';
import { eraseCustomer } from '../../lib/usecases/erase-customer.ts';
import { importConsent } from '../../lib/usecases/import-consent.ts';
import { importCustomer } from '../../lib/usecases/import-customer.ts';
import { stopTexts } from '../../lib/usecases/stop-texts.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { callHttp } from './http-call.ts';
import { publication } from './publication.ts';
import { ann, cidOf, day, hour, noon } from './shop.ts';

const minute = 60_000;
const at = (instant: number) => new Date(instant).toISOString();
const email = 'ann@private.example';
const phone = '+447700900123';

let cloud: Cloud;
beforeEach(async () => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  cloud = await openCloud({ now: noon });
  await publish({});
});
afterEach(() => vi.restoreAllMocks());

async function publish(more: object) {
  const { settings, ...rest } = publication();
  await publishCatalogue(
    cloud.world,
    { ...rest, settings: settingsSchema.parse({ ...settings, topics: { ...settings.topics, ...more } }) },
    cloud.now,
  );
  cloud.now += hour;
}
async function post(path: string, body: unknown, token?: string) {
  const parameters = token === undefined ? { body: JSON.stringify(body) } : { body: String(body), pathParameters: { token } };
  const { headers, body: answer = '' } = await callHttp(cloud, {
    ...{ routeKey: `POST ${path}`, headers: {}, ...parameters },
  } as unknown as APIGatewayProxyEventV2);
  return String(headers?.['content-type']).includes('json') ? JSON.parse(answer) : answer;
}
const customer = (over: object = {}) => ({ id: 'ann', at: at(cloud.now), email, ...over });
const consent = (over: object = {}) => ({ customer: 'ann', channel: 'email', topics: ['offers'], given: true, at: at(cloud.now), ...over });
const yes = { consent: { email: { offers: true } } };
const offers = async (cid = ann) => (await loadContact(cloud.world, cid))?.consent.email?.offers;
async function unsubscribe(cid = ann) {
  cloud.now += minute;
  await post('/unsubscribe/{token}', '', signUnsubscription(await loadSecrets(cloud.world), { cid, channel: 'email', topic: 'offers' }));
  cloud.now += minute;
}
const preferences = async (form: string) =>
  post('/preferences/{token}', form, signPreferences(await loadSecrets(cloud.world), { cid: ann }));
const file = { source: 'import', proof: 'old.csv, line 2' } as const;
const importLine = (id: string, over: object = {}) =>
  importCustomer(cloud.world, { customer: id, attributes: {}, email, consent: { email: true }, ...over }, { fileAt: cloud.now, ...file });

describe('a withdrawal', () => {
  it('outlasts every later record of the customer, by the API and by a file, and ends by a consent with its own instant', async () => {
    await post('/customers', customer(yes));
    await unsubscribe();
    cloud.now += day;
    const { refused } = await post('/customers', customer({ ...yes, country: 'DE' }));
    expect(refused).toMatchObject([{ path: 'consent.email.offers', detail: expect.stringContaining('/consents') }]);
    expect(await importLine('ann', { at: cloud.now })).toMatchObject({ reason: 'withdrawn' });
    expect(await loadContact(cloud.world, ann)).toMatchObject({ country: 'DE', consent: { email: { offers: false } } });
    expect(await post('/consents', consent())).toMatchObject({ recorded: 1 });
    expect(await offers()).toBe(true);
  });

  it('without an instant goes before a later consent', async () => {
    await post('/consents', consent());
    const line: ConsentRow = { who: { customer: 'ann' }, channel: 'email', topics: ['offers'], given: false, confirmed: false };
    const told = () => importConsent(cloud.world, line, { fileAt: noon - day, ...file });
    expect([await told(), await offers(), await told()]).toEqual(['imported', false, 'same']);
  });

  it('told by the API for a time before the consent is refused aloud', async () => {
    await post('/consents', consent());
    const { refused } = await post('/consents', consent({ given: false, at: at(noon - day) }));
    expect(refused).toMatchObject([{ path: 'at', detail: expect.stringContaining('she agreed to email.offers later than this') }]);
    expect(await offers()).toBe(true);
  });

  it('wins over a consent that the clock of the shop dated ahead', async () => {
    await post('/consents', consent({ at: at(cloud.now + 4 * minute) }));
    cloud.now += minute;
    await post('/consents', consent({ given: false }));
    expect(await offers()).toBe(false);
  });
});

describe('a withdrawal from a mailbox', () => {
  it('is of everybody who has the address, and of who gets it later with an old or undated consent', async () => {
    await post('/customers', [customer(yes), customer({ id: 'bob', ...yes })]);
    await unsubscribe();
    expect([await offers(), await offers(cidOf('bob'))]).toEqual([false, false]);
    expect(await importLine('third')).toMatchObject({ reason: 'withdrawn' });
    await post('/consents', consent({ customer: 'late', at: at(noon) }));
    await post('/customers', customer({ id: 'late' }));
    expect([await offers(cidOf('third')), await offers(cidOf('late'))]).toEqual([false, false]);
    await post('/consents', consent({ customer: 'third' }));
    expect(await offers(cidOf('third'))).toBe(true);
  });

  it('outlasts that she is erased', async () => {
    await post('/customers', customer(yes));
    await unsubscribe();
    await eraseCustomer(cloud.world, { cid: ann });
    await importLine('guest');
    expect(await offers(cidOf('guest'))).toBe(false);
  });
});

describe('no to all advertising', () => {
  it('is one to topics that are yet to come', async () => {
    await post('/customers', customer(yes));
    await preferences('do=none');
    cloud.now += day;
    await publish({ sale: { class: 'marketing', basis: 'consent', name: 'Sale' } });
    await importLine('ann');
    await post('/customers', customer({ consent: { email: { sale: true } } }));
    expect((await loadContact(cloud.world, ann))?.consent.email?.sale).not.toBe(true);
    await post('/consents', consent({ topics: ['sale'] }));
    expect((await loadContact(cloud.world, ann))?.consent.email?.sale).toBe(true);
  });

  it('between STOP and START keeps what START would give back', async () => {
    const evidence = { source: 'text-message', proof: 'text' } as const;
    await post('/customers', customer({ phone, consent: { sms: { offers: true } } }));
    await stopTexts(cloud.world, { phone, at: cloud.now, evidence });
    cloud.now += minute;
    await preferences('do=none');
    await liftStop(cloud.world, { phone, id: 'x', at: cloud.now + minute, evidence });
    const { consent: said, suppressed } = (await loadContact(cloud.world, ann)) ?? {};
    expect([said?.sms?.offers, suppressed]).toEqual([false, {}]);
  });
});

describe('a record of a consent', () => {
  it('is kept of each proof, also of the same instant or an older one; the same telling is one', async () => {
    const now = cloud.now;
    for (const over of [{}, { proof: 'checkout 4711' }, { at: at(now - day), proof: 'form 1' }, { at: at(now - day), proof: 'form 1' }])
      await post('/consents', consent({ at: at(now), ...over }));
    expect((await loadConsentRecords(cloud.world, ann)).map(({ proof }) => proof).sort()).toEqual(['checkout 4711', 'form 1', undefined]);
  });

  it('says which link it was pressed at, and claims no words that were not on the page', async () => {
    const words = (version: string) => ({
      offers: { class: 'marketing', basis: 'consent', name: 'Offers', wording: { version, text: { en: 'Yes.' } } },
    });
    await publish(words('v2'));
    await post('/customers', customer());
    await preferences('do=save&shown=email.offers.off.v1&on=email.offers');
    expect(await offers()).toBeUndefined();
    await preferences('do=save&shown=email.offers.off.v2&on=email.offers');
    expect(await loadConsentRecords(cloud.world, ann)).toMatchObject([
      { wording: 'v2', proof: expect.stringMatching(/^link \S{8} of key \S+$/) },
    ]);
  });
});

describe('a detail', () => {
  it('has its own instant, and a language that she chose herself stays until the shop has news of it', async () => {
    await publish({});
    const then = cloud.now;
    await post('/customers', customer({ language: 'en' }));
    cloud.now += hour;
    await preferences('do=save&shownLanguage=en&language=de');
    await post('/customers', { id: 'ann', at: at(then + minute), email: null });
    await post('/customers', { id: 'ann', at: at(cloud.now + minute), language: 'en' });
    const known = await loadContact(cloud.world, ann);
    expect([known?.language, known?.email]).toEqual(['de', undefined]);
    cloud.now += hour;
    await post('/customers', { id: 'ann', at: at(cloud.now), language: 'fr' });
    expect((await loadContact(cloud.world, ann))?.language).toBe('fr');
  });

  it('that was not taken since too many have the address is told', async () => {
    await post(
      '/customers',
      Array.from({ length: 50 }, (_, index) => customer({ id: `c${index}` })),
    );
    expect((await post('/customers', customer({ id: 'late' }))).refused).toMatchObject([{ path: 'email' }]);
  });
});
