import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { customerKey, keys } from '../../lib/store/keys.ts';
import type { MessageRecord } from '../../lib/store/messages.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { withdrawConsent } from '../../lib/usecases/withdraw-consent.ts';
import { type Cloud, openCloud } from './cloud.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const hour = 3_600_000;
const cid = customerKey('p'.repeat(40), 'ann');

let output: MockInstance[];
beforeEach(() => {
  output = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(() => true));
});
afterEach(() => vi.restoreAllMocks());

async function order(cloud: Cloud, { id = 'o1', at = cloud.now, amount = 4990 } = {}) {
  const data = { orderId: id, total: { amount, currency: 'GBP' } };
  return recordActivity(cloud.world, { id, type: 'order.placed', customer: 'ann', occurredAt: at, data });
}
async function basket(cloud: Cloud) {
  return recordActivity(cloud.world, { id: 'b1', type: 'basket.updated', customer: 'ann', occurredAt: cloud.now, data: {} });
}
async function shop(
  options: Partial<Parameters<typeof openCloud>[0]> = {},
  details: Partial<Parameters<typeof saveCustomer>[1]> = {},
): Promise<Cloud> {
  const cloud = await openCloud({ now: noon, ...options });
  await saveCustomer(cloud.world, {
    customer: 'ann',
    attributes: { firstName: 'Ann', country: 'GB', zone: 'Europe/London' },
    email: 'ann@private.example',
    at: noon,
    ...details,
  });
  await cloud.settle();
  return cloud;
}
async function records(cloud: Cloud): Promise<Pick<MessageRecord, 'state' | 'reason'>[]> {
  const { items } = await cloud.world.table.query({ table: 'relations', pk: cid, prefix: 'MSG#' });
  return items.map(
    ({ state, reason }) => ({ state, ...(reason === undefined ? {} : { reason }) }) as Pick<MessageRecord, 'state' | 'reason'>,
  );
}
const mail = (cloud: Cloud, index = 0) => new TextDecoder().decode(cloud.world.emails[index]?.message.raw);

describe('an order', () => {
  it('becomes a thank-you after its first wait, and not before', async () => {
    const cloud = await shop();
    await order(cloud);
    await cloud.advanceTo(noon + 2 * hour - 60_000);
    expect(cloud.world.emails).toEqual([]);
    await cloud.advanceTo(noon + 2 * hour + 10 * 60_000);
    expect(cloud.world.emails).toMatchObject([{ message: { to: 'ann@private.example', from: 'hello@linden.example' } }]);
    expect(mail(cloud)).toContain('Subject: Thank you, Ann');
    expect(mail(cloud)).toContain('49.90');
    expect(mail(cloud)).toMatch(/List-Unsubscribe:\s+<https:\/\/shop\.example\/unsubscribe\//);
    expect(await closeFigures(cloud.world)).toMatchObject({ orders: 1, customers: 1, targeted: 1, sent: 1, open: 0 });
    // Ninety days after its end nothing will ask for this enrollment any more.
    const { items } = await cloud.world.table.query({ table: 'relations', pk: cid, prefix: 'ENR#' });
    expect(items).toMatchObject([{ ttl: (noon + 2 * hour + 90 * 24 * hour) / 1000 }]);
  });

  it('is thanked for once although every batch is shown three times', async () => {
    const cloud = await shop({ repeat: 3 });
    await order(cloud);
    expect(await order(cloud)).toBe('same');
    expect(await order(cloud, { amount: 1 })).toBe('conflict');
    await cloud.advanceTo(noon + 5 * hour);
    expect(cloud.world.emails).toHaveLength(1);
    expect(await records(cloud)).toEqual([{ state: 'sent' }]);
    expect(await closeFigures(cloud.world)).toMatchObject({ targeted: 1, sent: 1, open: 0 });
  });

  it('before the live date builds the record and sends nothing', async () => {
    const cloud = await shop();
    await order(cloud, { at: noon - 24 * hour });
    await cloud.advanceTo(noon + 5 * hour);
    expect(cloud.world.emails).toEqual([]);
    expect(await cloud.world.table.get(keys.profile(cid))).toMatchObject({ profile: { orders: { count: 1 } } });
    expect(await closeFigures(cloud.world)).toMatchObject({ orders: 1, targeted: 0, open: 0 });
  });

  it('that arrives after its thank-you would be too late is not thanked for, with that reason', async () => {
    const cloud = await shop({ liveFrom: noon - 10 * 24 * hour });
    await order(cloud, { at: noon - 5 * 24 * hour });
    await cloud.advanceTo(noon + hour);
    expect(cloud.world.emails).toEqual([]);
    expect(await records(cloud)).toEqual([{ state: 'suppressed', reason: 'too-late' }]);
  });

  it('that is refunded meanwhile is not thanked for', async () => {
    const cloud = await shop();
    await order(cloud);
    await cloud.advanceTo(noon + hour);
    const data = { orderId: 'o1', amount: { amount: 4990, currency: 'GBP' } };
    await recordActivity(cloud.world, { id: 'r1', type: 'order.refunded', customer: 'ann', occurredAt: cloud.now, data });
    await cloud.advanceTo(noon + 5 * hour);
    expect(cloud.world.emails).toEqual([]);
    expect(await closeFigures(cloud.world)).toMatchObject({ targeted: 0, open: 0 });
  });

  it('of somebody without an e-mail address is thanked for by SMS, in her language', async () => {
    const cloud = await shop(
      {},
      { email: null, phone: '+447700900123', attributes: { firstName: 'Ann', language: 'de-CH', country: 'GB', zone: 'Europe/London' } },
    );
    await order(cloud);
    await cloud.advanceTo(noon + 5 * hour);
    expect(cloud.world.texts).toMatchObject([{ message: { to: '+447700900123', body: 'Danke!', class: 'transactional', from: 'LINDEN' } }]);
  });

  it('is thanked for by an SMS that lives no longer than her open hours', async () => {
    const cloud = await shop(
      { now: Date.UTC(2026, 10, 2, 18, 49) },
      { email: null, phone: '+447700900123', at: Date.UTC(2026, 10, 2, 18, 49) },
    );
    await order(cloud);
    await cloud.advanceTo(Date.UTC(2026, 10, 2, 20, 55));
    expect(cloud.world.texts).toMatchObject([{ at: Date.UTC(2026, 10, 2, 20, 49), message: { timeToLive: 11 * 60 } }]);
  });

  it('is written as sums are written where she lives', async () => {
    const cloud = await shop({}, { attributes: { language: 'de', country: 'AT', zone: 'Europe/Vienna' } });
    await order(cloud, { amount: 123456 });
    await cloud.advanceTo(noon + 5 * hour);
    expect((await PostalMime.parse(mail(cloud))).text?.trim()).toBe('£\u00a01.234,56');
  });

  it('of somebody who cannot be reached ends with that reason', async () => {
    const cloud = await shop({}, { email: null });
    await order(cloud);
    await cloud.advanceTo(noon + 5 * hour);
    expect(await records(cloud)).toEqual([{ state: 'suppressed', reason: 'no-address' }]);
  });
});

describe('sending', () => {
  it('stops at a withdrawal by the link in the message', async () => {
    const cloud = await shop();
    await order(cloud);
    await cloud.advanceTo(noon + 3 * hour);
    const [, token = ''] = /unsubscribe\/([\w.-]+)>/.exec(mail(cloud).replaceAll(/\r\n[ \t]/g, '')) ?? [];
    expect(await withdrawConsent(cloud.world, token, [])).toMatchObject({ brand: 'Linden', topic: 'service', channel: 'email' });
    await order(cloud, { id: 'o2' });
    await cloud.advanceTo(noon + 6 * hour);
    expect(cloud.world.emails).toHaveLength(1);
    expect((await records(cloud)).at(-1)).toMatchObject({ state: 'suppressed' });
  });

  it('never repeats a call whose answer was lost', async () => {
    const cloud = await shop({ repeat: 2 });
    cloud.world.outcomes.email = () => ({ outcome: 'unknown', reason: 'ECONNRESET' });
    await order(cloud);
    await cloud.advanceTo(noon + 50 * hour);
    expect(cloud.world.emails).toHaveLength(1);
    expect(await records(cloud)).toEqual([{ state: 'unknown', reason: 'no-answer' }]);
  });

  it('waits when it is throttled, and then sends', async () => {
    const cloud = await shop();
    cloud.world.outcomes.email = () => ({ outcome: 'throttled', reason: 'Throttling' });
    await order(cloud);
    // It is tried again after 1, 2 and 4 seconds.
    await cloud.advanceTo(noon + 2 * hour + 30_000);
    expect(await records(cloud)).toEqual([{ state: 'held', reason: 'throttled' }]);
    cloud.world.outcomes.email = () => ({ outcome: 'sent', providerId: 'm1' });
    await cloud.advanceTo(noon + 3 * hour);
    expect(await records(cloud)).toEqual([{ state: 'sent' }]);
    // Dated when it was sent, not when it was planned: else a mailbox sorts it into the past.
    expect(mail(cloud, cloud.world.emails.length - 1)).toContain('Date: Mon, 02 Nov 2026 14:10:30 +0000');
  });

  it('is held while the account may not send, says why, and goes out once a person has mended that', async () => {
    const cloud = await shop();
    const reason = 'ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT 402';
    cloud.world.outcomes.email = () => ({ outcome: 'throttled', reason });
    await order(cloud);
    await cloud.advanceTo(noon + 3 * hour);
    const [held] = (await cloud.world.table.query({ table: 'relations', pk: cid, prefix: 'MSG#' })).items;
    expect(held).toMatchObject({ state: 'held', reason: 'throttled', detail: reason });
    cloud.world.outcomes.email = () => ({ outcome: 'sent', providerId: 'm1' });
    await cloud.advanceTo(noon + 4 * hour);
    expect(await records(cloud)).toEqual([{ state: 'sent' }]);
  });

  it('ends in failed when the provider rejects it, and gives the claim back', async () => {
    const cloud = await shop();
    cloud.world.outcomes.email = () => ({ outcome: 'rejected', reason: 'MessageRejected' });
    await order(cloud);
    await cloud.advanceTo(noon + 3 * hour);
    expect(await records(cloud)).toEqual([{ state: 'failed', reason: 'rejected' }]);
    expect((await cloud.world.table.get(keys.contact(cid)))?.c).toEqual({});
  });

  it('fails a message that would have a hole instead of sending it', async () => {
    const cloud = await shop({}, { consent: { email: { offers: true } } });
    await basket(cloud);
    await cloud.settle();
    expect(cloud.world.emails).toEqual([]);
    expect(await records(cloud)).toEqual([{ state: 'failed', reason: 'template-error' }]);
  });

  it('sends no marketing without a given consent', async () => {
    const cloud = await shop();
    await basket(cloud);
    await cloud.settle();
    expect(await records(cloud)).toEqual([{ state: 'suppressed', reason: 'no-consent' }]);
  });
});

describe('log lines', () => {
  it('hold no address, no name and no text of a message, not even when everything fails', async () => {
    const cloud = await shop(
      {},
      { email: 'planted@secret.example', attributes: { firstName: 'Plantedname', country: 'GB', zone: 'Europe/London' } },
    );
    cloud.world.outcomes.email = ({ to }) => {
      throw new Error(`no such address: ${to}`);
    };
    await order(cloud, { id: 'o1' });
    await cloud.advanceTo(noon + 3 * hour);
    const lines = output.flatMap(({ mock }) => mock.calls.map(([text]) => String(text)));
    expect(lines.join('\n')).toContain('"message":"failed"');
    for (const planted of ['planted@secret', 'Plantedname', 'Thank you,']) expect(lines.join('\n')).not.toContain(planted);
  });
});
