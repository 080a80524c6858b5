import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { minute } from '../../lib/core/time.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { loadConsentRecords } from '../../lib/store/consent-records.ts';
import { loadContact } from '../../lib/store/contacts.ts';
import { rotateKeys } from '../../lib/store/key-rotation.ts';
import { keys } from '../../lib/store/keys.ts';
import { linksWorkFor } from '../../lib/store/secrets.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { ann, noon, order, place, shop } from './shop.ts';
import { type Visit, visit } from './visit.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

const offer = campaignSchema.parse({
  id: 'offer',
  kind: 'database',
  name: 'Offer',
  owner: 'anna@linden.example',
  status: 'live',
  topic: 'offers',
  entry: { trigger: { activity: 'order.placed' } },
  steps: [{ send: 'hello', validFor: '1 day' }],
});

let cloud: Cloud;
/** Of the marketing mail that was sent. */
let link: string;

async function headersOf(raw: Uint8Array | undefined): Promise<Record<string, string>> {
  const { headers } = await PostalMime.parse(raw ?? '');
  return Object.fromEntries(headers.map(({ key, value }) => [key, value]));
}

beforeEach(async () => {
  cloud = await shop({ campaigns: [offer] });
  await place(cloud, order('o1'));
  await cloud.settle();
  const headers = await headersOf(cloud.world.emails[0]?.message.raw);
  link = headers['list-unsubscribe']?.slice(1, -1) ?? '';
});

const consent = async () => (await loadContact(cloud.world, ann))?.consent.email?.offers;
const oneClick: Visit = { method: 'POST', form: [['List-Unsubscribe', 'One-Click']] };

describe('one-click unsubscribe', () => {
  it('stands in the headers of every marketing mail, by https, and names no address and no customer of the shop', async () => {
    const { 'list-unsubscribe': where, 'list-unsubscribe-post': how } = await headersOf(cloud.world.emails[0]?.message.raw);
    expect(how).toBe('List-Unsubscribe=One-Click');
    expect(where).toMatch(/^<https:\/\/shop\.example\/unsubscribe\/[\w-]+\.[\w-]+>$/);
    const told = Buffer.from(link.split('/').at(-1)?.split('.')[0] ?? '', 'base64url').toString('utf8');
    expect(told.split('\n')).toEqual(['1', ann, 'email', 'offers', 'linden']);
    expect(`${link}${told}`).not.toMatch(/ann@|private\.example/);
  });

  it.each([
    ['as a form', oneClick],
    [
      'as multipart',
      {
        method: 'POST',
        type: 'multipart/form-data; boundary=x',
        body: '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
      },
    ],
    ['by the button of the page, which sends nothing', { method: 'POST' }],
  ])('takes the post %s at once: no login, no cookie, no redirect', async (_, post) => {
    const { statusCode, headers = {} } = await visit(cloud, link, post);
    expect(statusCode).toBe(200);
    expect(Object.keys(headers)).not.toContain('set-cookie');
    expect(Object.keys(headers)).not.toContain('location');
    expect(await consent()).toBe(false);
  });

  it.each(['GET', 'HEAD'])('is not done by a %s: scanners follow every link', async (method) => {
    await visit(cloud, link, { method });
    expect(await consent()).toBe(true);
  });

  it('says to who opens the link again that it is done, and shows the way to the rest', async () => {
    expect((await visit(cloud, link)).body).toContain('<h1>Unsubscribe?</h1>');
    await visit(cloud, link, oneClick);
    const { body = '' } = await visit(cloud, link);
    expect(body).toContain('<h1>You are unsubscribed</h1>');
    expect(body).toContain('/preferences/');
    expect(body).not.toContain('<button');
  });

  it('done again is the same: one record, which says how', async () => {
    for (let times = 0; times < 3; times++) {
      cloud.now += minute;
      expect(await visit(cloud, link, oneClick)).toMatchObject({ statusCode: 200 });
    }
    const records = await loadConsentRecords(cloud.world, ann);
    expect(records.filter(({ said }) => said === 'withdrawn')).toMatchObject([{ source: 'unsubscribe-link', at: noon + minute }]);
  });

  it('stops a mail that is already planned', async () => {
    await place(cloud, order('o2', { occurredAt: cloud.now + 1 }));
    await visit(cloud, link, oneClick);
    await cloud.settle();
    expect(cloud.world.emails).toHaveLength(1);
  });

  it('works when campaign, topic and brand are gone from the settings', async () => {
    const { settings } = publication();
    const brands = settings.brands.map((brand) => ({ ...brand, id: 'birch', name: 'Birch' }));
    const topics = { service: { class: 'service' as const, basis: 'contract' } };
    await publishCatalogue(cloud.world, { ...publication(), campaigns: [], settings: { ...settings, brands, topics } }, noon);
    cloud.now += minute;
    const { statusCode, body } = await visit(cloud, link, oneClick);
    expect({ statusCode, told: body?.includes('no more “offers” from Birch') }).toEqual({ statusCode: 200, told: true });
    expect(await consent()).toBe(false);
  });

  it('calls a renamed topic by its new name, and stops it', async () => {
    const { settings } = publication();
    const topics = { ...settings.topics, offers: { class: 'marketing' as const, basis: 'consent', name: 'Fine things' } };
    await publishCatalogue(cloud.world, { ...publication(), settings: { ...settings, topics } }, noon);
    cloud.now += minute;
    expect((await visit(cloud, link, oneClick)).body).toContain('no more “Fine things” from Linden');
    expect(await consent()).toBe(false);
  });

  it('works when nothing is known of the customer any more, and brings nothing back', async () => {
    await cloud.world.table.write([{ delete: keys.contact(ann) }]);
    expect(await visit(cloud, link, oneClick)).toMatchObject({ statusCode: 200 });
    expect(await loadContact(cloud.world, ann)).toBeUndefined();
  });

  it('works for 60 days after the key was changed, then says so', async () => {
    await rotateKeys(cloud.world, 'b'.repeat(40));
    cloud.now += linksWorkFor - 1;
    expect(await visit(cloud, link, oneClick)).toMatchObject({ statusCode: 200 });
    cloud.now += 1;
    const { statusCode, body } = await visit(cloud, link, oneClick);
    expect({ statusCode, told: body?.includes('This link does not work') }).toEqual({ statusCode: 404, told: true });
  });

  it('opens a page whose link to her preferences works no longer than it does itself', async () => {
    await rotateKeys(cloud.world, 'b'.repeat(40));
    cloud.now += linksWorkFor - minute;
    const [preferences = ''] = /https:[^"]+\/preferences\/[^"]+/.exec((await visit(cloud, link)).body ?? '') ?? [];
    expect(await visit(cloud, preferences)).toMatchObject({ statusCode: 200 });
    cloud.now += minute;
    expect([(await visit(cloud, link)).statusCode, (await visit(cloud, preferences)).statusCode]).toEqual([404, 404]);
  });

  it('opens a page that no cache, no search engine and no other site sees', async () => {
    expect((await visit(cloud, link)).headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    });
  });
});
