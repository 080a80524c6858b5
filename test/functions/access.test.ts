import type { APIGatewayProxyEventV2, Context, EventBridgeEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create as onDeliveryEvent } from '../../functions/on-delivery-event.ts';
import { create as onEvent } from '../../functions/on-event.ts';
import { create as onTextEvent } from '../../functions/on-text-event.ts';
import { create as publishCampaigns } from '../../functions/publish-campaigns.ts';
import { create as sendReports } from '../../functions/send-reports.ts';
import { type Campaign, campaignSchema } from '../../lib/core/definition/campaign.ts';
import { loyaltyProgramSchema } from '../../lib/core/definition/loyalty-program.ts';
import { segmentSchema } from '../../lib/core/definition/segment.ts';
import { topicEvent } from '../../lib/sandbox/topics.ts';
import { addressHash } from '../../lib/store/addresses.ts';
import { loadCatalogue } from '../../lib/store/catalogue.ts';
import { signStop, signTask } from '../../lib/store/colleague-tokens.ts';
import { addChanges } from '../../lib/store/counters.ts';
import { customerKey, keys } from '../../lib/store/keys.ts';
import { markLoaded } from '../../lib/store/loaded-marks.ts';
import { responseCode } from '../../lib/store/response-codes.ts';
import { loadPage } from '../../lib/store/run-pages.ts';
import { segments } from '../../lib/store/runs.ts';
import { signPreferences, signUnsubscription } from '../../lib/store/tokens.ts';
import { reconcile } from '../../lib/usecases/reconcile.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { type FunctionName, wiring } from '../../lib/wiring.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { club, loadCodes, pools } from './club.ts';
import { callHttp } from './http-call.ts';
import { grantsOf, limitedWorld } from './limited-world.ts';
import { publication } from './publication.ts';
import { byEventBridge, click, complaint } from './ses-events.ts';

const now = Date.UTC(2026, 10, 2, 12);
const hour = 3_600_000;
const cid = customerKey('p'.repeat(40), 'ann');
const secrets = { pepper: '', tokens: [{ kid: '1', secret: 's'.repeat(40) }] };
const context = { awsRequestId: 'r' } as Context;

const regulars = segmentSchema.parse({ id: 'regulars', name: 'Regulars', rule: { field: 'metrics.firstOrderAt', olderThan: '10 hours' } });

const coded = {
  id: 'code',
  defaultLanguage: 'en',
  languages: { en: { subject: 'A code', html: '<p>{{ steps.gift.code }}</p>', text: '{{ steps.gift.code }}' } },
};

/** Each touches something that the thank-you does not: a date that is set, moved and taken away, a pause, an event, an attribute. */
const campaigns = [
  {
    id: 'renewal',
    entry: { trigger: { date: 'customer.birthday', at: '09:00' } },
    limits: { entriesPerDay: 9 },
    steps: [{ wait: '1 hour' }, { pauseMarketing: '1 day' }, { update: { 'customer.visits': 1 } }, { send: 'hello' }],
  },
  {
    id: 'greeting',
    entry: { trigger: { activity: 'customer.visited' } },
    exit: [{ activity: 'email.complained' }, { activity: 'email.clicked' }],
    limits: { entriesPerDay: 9 },
    steps: [{ pauseMarketing: '1 day' }, { emit: 'customer.greeted' }],
  },
  {
    id: 'calls',
    entry: { trigger: { activity: 'customer.visited' } },
    steps: [
      { notify: 'hello', to: 'care', digest: 'daily' },
      { send: 'news', edition: 'week' },
    ],
  },
  // What time alone changes at night.
  {
    id: 'regulars',
    entry: { trigger: { segment: 'regulars', on: 'enter' } },
    steps: [{ pauseMarketing: '1 day' }],
  },
  {
    id: 'spring',
    kind: 'direct',
    entry: { trigger: { once: '2026-11-02 14:30' }, audience: { field: 'metrics.orders', atLeast: 1 } },
    response: { by: ['code', 'keyword'], within: '9 days' },
    steps: [{ send: 'hello' }],
  },
  {
    id: 'autumn',
    entry: { trigger: { once: '2026-11-02 14:30', zone: 'UTC' }, audience: { field: 'customer.birthday', is: '2026-12-24' } },
    steps: [
      { update: { 'customer.birthday': null } },
      { id: 'gift', reward: { points: 5 } },
      { wait: '1 hour' },
      { emit: 'customer.greeted' },
    ],
  },
  // Its recipients are given to the sender by hand: one by SMS, one for whom the day's quota has no room.
  {
    id: 'texts',
    entry: { trigger: { once: '2026-12-02 09:00' } },
    limits: { budget: '5 GBP' },
    steps: [{ send: 'thanks', by: ['sms'] }],
  },
  // A code is drawn for each.
  {
    id: 'coded',
    entry: { trigger: { activity: 'customer.visited' } },
    steps: [{ id: 'gift', reward: { coupon: 'cinema' } }, { send: 'code' }],
  },
  {
    id: 'codes',
    entry: { trigger: { once: '2026-11-02 14:30', zone: 'UTC' } },
    steps: [{ id: 'gift', reward: { coupon: 'cinema' } }, { send: 'code' }],
  },
  { id: 'mails', entry: { trigger: { once: '2026-12-02 09:00' } }, steps: [{ send: 'hello' }] },
].map(campaign);

/** Published later: a question that was never asked, a date whose hints only a pass sets, a letter without its edition. */
const later = [
  {
    id: 'loyal',
    entry: {
      trigger: { activity: 'customer.visited' },
      audience: { did: { activity: 'order.placed', where: { field: 'activity.total', atLeast: '10 GBP' } }, times: { atLeast: 9 } },
    },
    steps: [{ emit: 'customer.greeted' }],
  },
  { id: 'anniversary', entry: { trigger: { date: 'customer.birthday', every: 'year' } }, steps: [{ emit: 'customer.greeted' }] },
  { id: 'letter', entry: { trigger: { once: '2026-11-02 16:00', zone: 'UTC' } }, steps: [{ send: 'letter', edition: 'week' }] },
].map(campaign);

function campaign(one: { id: string }) {
  return campaignSchema.parse({ kind: 'database', name: one.id, owner: 'anna@linden.example', status: 'live', topic: 'service', ...one });
}

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

async function post(cloud: Cloud, routeKey: string, more: Partial<APIGatewayProxyEventV2>) {
  return callHttp(cloud, { routeKey, headers: {}, ...more } as APIGatewayProxyEventV2);
}
const tell = (source: string, type: string, detail: object) =>
  ({ source, 'detail-type': type, detail }) as EventBridgeEvent<string, unknown>;
const order = (id: string, at: number) => ({
  id,
  type: 'order.placed',
  customer: 'ann',
  occurredAt: new Date(at).toISOString(),
  data: { orderId: id, total: { amount: 4990, currency: 'GBP' } },
});

/** Her personal code of the first run. */
async function codeOf(cloud: Cloud): Promise<string> {
  for (let segment = 0; segment < segments; segment++) {
    const page = await loadPage(cloud.world, { campaign: 'spring', occurrence: '2026-11-02T14:30' }, { segment, page: 0 });
    if (page?.cids.includes(cid)) return responseCode(secrets, `1.${segment}.0.${page.cids.indexOf(cid)}`);
  }
  throw new Error('she is in no page of the run');
}

/** The first tasks of each kind that runs give to their workers are lost: whoever looks after them gives them again. */
function loseFirst(cloud: Cloud): void {
  const { world } = cloud.limited('run-campaigns');
  const { enqueue } = world;
  const lost = new Set<string>();
  world.enqueue = async (queue, tasks) => {
    const kind = tasks.some(({ body }) => JSON.stringify(body).startsWith('{"enter"')) ? 'enter' : queue;
    const loses = ['bulk', 'enter'].includes(kind) && !lost.has(kind) && tasks.length > 0;
    if (loses) lost.add(kind);
    return enqueue(queue, loses ? [] : tasks);
  };
}

/** Without a saved rate, and with hardly any: each now, and one once more in a turn a second later. */
async function sendByHand({ world }: Cloud): Promise<void> {
  const { live } = await loadCatalogue(world);
  const body = { occurrence: '2026-12-02T09:00', dueAt: now, place: '9.0.0', first: 0 };
  const dan = customerKey('p'.repeat(40), 'dan');
  const recipients = [
    { campaign: 'texts', cids: [cid] },
    { campaign: 'mails', cids: [dan] },
    { campaign: 'mails', cids: [dan], turn: now / 1000 + 1 },
  ];
  Object.assign(world.quota, { perSecond: 1, perDay: 1 });
  for (const members of recipients) {
    const version = live.find(({ id }) => id === members.campaign)?.version ?? '';
    await world.enqueue('bulk', [{ id: 'by-hand', body: { ...body, version, ...members } }]);
  }
}

/** A reward with a code, for points of the orders. */
async function redeem(cloud: Cloud): Promise<void> {
  const body = { program: 'club', customer: 'ann', reward: 'cinema', key: 'k1', confirm: true };
  await post(cloud, 'POST /redemptions', { body: JSON.stringify(body) });
  await post(cloud, 'POST /redemptions', { body: JSON.stringify({ ...body, reward: 'tote', key: 'k2', confirm: false }) });
  await cloud.advanceTo(cloud.now + hour);
}

/** Of one whose address is known to be hers before she is: as after a writer that died half-way. */
async function tellOfCustomer(cloud: Cloud): Promise<void> {
  const [eve, email] = ['eve', 'eve@private.example'];
  const address = keys.address(addressHash('p'.repeat(40), 'email', email));
  await cloud.world.table.write([{ put: { ...address, v: 1, cids: [customerKey('p'.repeat(40), eve)] } }]);
  const told = { id: eve, email, consent: { email: { offers: true } }, at: new Date(cloud.now).toISOString() };
  await post(cloud, 'POST /customers', { body: JSON.stringify(told) });
}

/** She ends the texts, asks for them again, and says something; and a text is told of that nobody knows. */
async function textBack(cloud: Cloud): Promise<void> {
  const message = Buffer.from('MSG#2026-11-02T12:00:00.000Z#texts#t1#thanks').toString('base64url');
  const receipt = { eventType: 'TEXT_SENT', eventTimestamp: now, context: { 'rapport-customer': cid, 'rapport-message': message } };
  const texts = ['STOP', 'START', 'thank you'].map((messageBody) => ({
    ...{ originationNumber: '+447700900123', destinationNumber: '+447700900999' },
    ...{ messageBody, inboundMessageId: messageBody },
  }));
  for (const told of [receipt, ...texts]) {
    cloud.now += 1000;
    await onTextEvent(cloud.limited('on-text-event').world)(topicEvent('texts', JSON.stringify(told), cloud.now), context);
    await cloud.settle();
  }
}

/** A double opt-in, told by the shop and, the same day, ticked on a page whose link was sent to nobody. */
async function askTwice(cloud: Cloud): Promise<void> {
  const told = { customer: 'dan', channel: 'email', topics: ['news'], given: true, at: new Date(cloud.now).toISOString() };
  await post(cloud, 'POST /consents', { body: JSON.stringify(told) });
  await cloud.settle();
  cloud.now += 1000;
  const token = signPreferences(secrets, { cid: customerKey('p'.repeat(40), 'dan') });
  const body = 'do=save&shown=email.news.off&on=email.news';
  await post(cloud, 'POST /preferences/{token}', { pathParameters: { token }, body });
}

/** Feedback for which no table could be read, told again. */
async function tellLater(cloud: Cloud): Promise<void> {
  const failing = (name: FunctionName) => {
    const { world } = cloud.limited(name);
    return { ...world, enqueue: world.enqueue, table: { ...world.table, get: () => Promise.reject(new Error('InternalServerError')) } };
  };
  const tags = { 'rapport-customer': cid, 'rapport-message': Buffer.from('MSG#2026-11-02T12:00:00.000Z#a#b#c').toString('base64url') };
  const text = { originationNumber: '+447700900124', messageBody: 'STOP', inboundMessageId: 'later' };
  await onDeliveryEvent(failing('on-delivery-event'))(byEventBridge(complaint(tags)), context);
  await onTextEvent(failing('on-text-event'))(topicEvent('texts', JSON.stringify(text), cloud.now), context);
  cloud.now += 60_000;
  await cloud.settle();
}

/** Both who have addresses; and one of them orders once more. */
async function erase(cloud: Cloud): Promise<void> {
  for (const id of ['ann', 'dan']) {
    await post(cloud, 'GET /customers/{id}/export', { pathParameters: { id } });
    await post(cloud, 'POST /customers/{id}/erase', { pathParameters: { id } });
  }
  await cloud.advanceTo(cloud.now + 1);
  await post(cloud, 'POST /activities', { body: JSON.stringify(order('o9', cloud.now)) });
  await cloud.settle();
}

/** A Monday after a week in which somebody entered. */
async function reportWeek(cloud: Cloud): Promise<void> {
  const change = { campaign: 'thank-you', bucket: '2026-11-03', n: { entered: 1 }, gone: {} };
  await addChanges(cloud.world, 'reported', [{ sequence: '1', at: cloud.now, change }]);
  for (const at of [cloud.now, now + 7 * 24 * hour]) {
    cloud.now = at;
    await sendReports(cloud.limited('send-reports').world)({}, context);
  }
}

/** Two days of a shop, in which every function does everything that it ever does. */
async function everything(): Promise<Cloud> {
  const cloud = await openCloud({ now, repeat: 2 });
  const before = publication();
  const publish = (more: Campaign[]) =>
    publishCampaigns(cloud.limited('publish-campaigns').world, async () => ({
      ...before,
      // A cap: who sends must know what else waits for its places.
      settings: {
        ...before.settings,
        topics: { ...before.settings.topics, news: { class: 'marketing', basis: 'consent', name: 'News', confirm: true } },
        teams: { care: { emails: ['care@linden.example'] } },
        caps: [{ class: 'service', atMost: 50, per: '1 day' }],
        unitCosts: { email: '0.0001 GBP', sms: { default: '0.05 GBP' } },
      },
      campaigns: [...before.campaigns.map((one) => (one.id === 'thank-you' ? { ...one, limits: { budget: '5 GBP' } } : one)), ...more],
      segments: [regulars],
      templates: [...before.templates, coded],
      programs: [loyaltyProgramSchema.parse({ ...club, pending: '1 hour' })],
      pools,
      assets: [{ name: 'hero.0.png', type: 'image/png', content: new Uint8Array(1) }],
    }))({}, context);
  await markLoaded(cloud.world, 'consents');
  await loadCodes(cloud.world, ...Array.from({ length: 20 }, (_, index) => `CINE-${index}`));
  await publish(campaigns);
  loseFirst(cloud);
  const details = (birthday: string | null, at: number) => ({
    customer: 'ann',
    attributes: { birthday, zone: 'Europe/London', country: 'GB' },
    at,
  });
  await saveCustomer(cloud.world, { ...details('2026-12-24', now), phone: '+447700900123' });
  await saveCustomer(cloud.world, { ...details('2026-12-25', now), customer: 'dan', email: 'dan@private.example' });
  await cloud.settle();
  await sendByHand(cloud);
  await saveCustomer(cloud.world, { ...details(null, now + 1), email: 'ann@private.example' });
  await saveCustomer(cloud.world, { ...details('2026-11-03', now + 2), customer: 'bob' });
  await saveCustomer(cloud.world, { ...details('2026-12-24', now + 2), customer: 'cyd' });
  await cloud.settle();

  await post(cloud, 'POST /activities', {
    body: JSON.stringify([order('o1', now), { ...order('v1', now), type: 'customer.visited', data: {} }]),
  });
  await onEvent(cloud.limited('on-event').world)(tell('shop', 'activity', order('o2', now)), context);
  cloud.world.outcomes.email = () => ({ outcome: 'throttled', reason: 'Throttling' });
  await cloud.advanceTo(now + 2 * hour);
  Object.assign(cloud.world.quota, { perSecond: 200, perDay: -1 });
  cloud.world.outcomes.email = () => ({ outcome: 'sent', providerId: 'm1' });
  await reconcile(cloud.world, () => undefined);
  await cloud.advanceTo(now + 3 * hour);

  const token = signUnsubscription(secrets, { cid, channel: 'email', topic: 'service' });
  await post(cloud, 'POST /unsubscribe/{token}', { pathParameters: { token } });
  const message = 'MSG#2026-11-02T12:00:00.000Z#greeting#v1#hello';
  const tags = { 'rapport-customer': cid, 'rapport-message': Buffer.from(message).toString('base64url') };
  await onDeliveryEvent(cloud.limited('on-delivery-event').world)(byEventBridge(complaint(tags)), context);
  // Of a message whose sender died before its record was written: the record and her click.
  await onDeliveryEvent(cloud.limited('on-delivery-event').world)(byEventBridge(click(tags, 'https://shop.example.org/a')), context);
  await publish([...campaigns.filter(({ id }) => id !== 'texts'), ...later]);
  // As one who was new while the question was being published.
  await cloud.world.table.write([{ update: { table: 'customers', pk: cid, sk: '-' }, remove: [['profile', 'counts']] }]);
  const paid = order('o3', cloud.now);
  await post(cloud, 'POST /activities', { body: JSON.stringify({ ...paid, data: { ...paid.data, coupon: await codeOf(cloud) } }) });
  await post(cloud, 'POST /responses', { body: JSON.stringify({ phone: '+447700900123', keyword: 'SPRING' }) });
  await cloud.advanceTo(now + 26 * hour);
  await redeem(cloud);
  await post(cloud, 'POST /tasks/{token}', {
    pathParameters: { token: signTask(secrets, { cid, campaign: 'calls', occurrence: 'v1', step: 'hello' }) },
  });
  await tellOfCustomer(cloud);
  const stop = signStop(secrets, { campaign: 'calls', occurrence: '2026-11-02T12:00', issuedAt: cloud.now });
  await post(cloud, 'POST /stop/{token}', { pathParameters: { token: stop } });
  await textBack(cloud);
  await askTwice(cloud);
  await tellLater(cloud);
  await erase(cloud);
  await reportWeek(cloud);
  return cloud;
}

describe('what the wiring grants', () => {
  it('is what each function does: nothing is refused, and nothing is granted that none of them needs', async () => {
    const cloud = await everything();
    expect(cloud.world.emails.some(({ result }) => result.outcome === 'sent')).toBe(true);
    // Two of campaigns, and the answers to STOP and START.
    expect(cloud.world.texts).toHaveLength(4);
    const names = Object.keys(wiring) as FunctionName[];
    const roles = names.map((name) => [name, cloud.limited(name)] as const);
    expect(roles.map(([name, { refused }]) => [name, [...refused]])).toEqual(names.map((name) => [name, []]));
    expect(Object.fromEntries(roles.map(([name, { done }]) => [name, [...done].sort()]))).toEqual(
      Object.fromEntries(names.map((name) => [name, grantsOf(name).sort()])),
    );
  });

  it('is all: anything else is refused and told', async () => {
    const { world } = await openCloud({ now });
    const role = limitedWorld(world, 'on-delivery-event');
    await expect(role.world.table.get({ table: 'activities', pk: cid, sk: 'order.placed#o1' })).rejects.toThrow(
      'on-delivery-event is not granted "activities get": add it to its access in lib/wiring.ts',
    );
    await expect(role.world.enqueue('triggered', [])).rejects.toThrow('"queue triggered"');
    expect([...role.refused]).toEqual(['activities get', 'queue triggered']);
  });
});
