import { beforeEach, describe, expect, it } from 'vitest';
import type { Claim, Contact } from '../../lib/core/contact.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { claimMessage, loadContact, releaseClaim, saveContact, suppress } from '../../lib/store/contacts.ts';
import type { World } from '../../lib/world.ts';

const at = Date.UTC(2026, 10, 1, 12);
const hour = 3_600_000;
const localDay = () => '2026-11-01';
const claim = (over: Partial<Claim> = {}): Claim => ({
  channel: 'email',
  topic: 'offers',
  at,
  priority: 50,
  nonce: 'a.1',
  expiresAt: at + hour,
  ...over,
});

let world: World;
beforeEach(async () => {
  world = memoryWorld({ now: () => at });
  await saveContact(world, 'cid', { email: 'ann@shop.example', consent: { email: { offers: true } } });
});
async function contact(): Promise<Contact> {
  const found = await loadContact(world, 'cid');
  if (!found) throw new Error('no contact');
  return found;
}

describe('a claim', () => {
  it('is made once: the second claim of the same message is told that it is taken', async () => {
    expect(await claimMessage(world, { cid: 'cid', contact: await contact(), key: 'k', claim: claim(), localDay })).toBe('claimed');
    expect(await claimMessage(world, { cid: 'cid', contact: await contact(), key: 'k', claim: claim({ nonce: 'b.1' }), localDay })).toBe(
      'taken',
    );
  });

  it('is ours when only the reply was lost', async () => {
    const before = await contact();
    await claimMessage(world, { cid: 'cid', contact: before, key: 'k', claim: claim(), localDay });
    expect(await claimMessage(world, { cid: 'cid', contact: before, key: 'k', claim: claim(), localDay })).toBe('claimed');
  });

  it('fails on an image that is older than a withdrawal, and shows the newer one', async () => {
    const before = await contact();
    await saveContact(world, 'cid', { consent: { email: { offers: false } } });
    const newer = await claimMessage(world, { cid: 'cid', contact: before, key: 'k', claim: claim(), localDay });
    expect(newer).toMatchObject({ consent: { email: { offers: false } }, claims: {} });
  });

  it('fails after a suppression', async () => {
    const before = await contact();
    await suppress(world, 'cid', { channel: 'email', reason: 'hard-bounce', at });
    const newer = await claimMessage(world, { cid: 'cid', contact: before, key: 'k', claim: claim(), localDay });
    expect(newer).toMatchObject({ suppressed: { email: { reason: 'hard-bounce', at } } });
  });

  it('folds claims that expired more than an hour ago into day counts, several of one day as one sum', async () => {
    const past = at - 5 * hour;
    for (const key of ['one', 'two'])
      await claimMessage(world, {
        cid: 'cid',
        contact: await contact(),
        key,
        claim: claim({ at: past, expiresAt: past + hour }),
        localDay,
      });
    await claimMessage(world, { cid: 'cid', contact: await contact(), key: 'new', claim: claim(), localDay });
    expect(await contact()).toMatchObject({ claims: { new: { at } }, days: { 'email:offers:2026-11-01': 2 } });
    expect(Object.keys((await contact()).claims)).toEqual(['new']);
  });

  it('is given back only by the attempt that made it', async () => {
    await claimMessage(world, { cid: 'cid', contact: await contact(), key: 'k', claim: claim(), localDay });
    await releaseClaim(world, 'cid', { key: 'k', claim: claim({ nonce: 'other' }) });
    expect(Object.keys((await contact()).claims)).toEqual(['k']);
    await releaseClaim(world, 'cid', { key: 'k', claim: claim() });
    expect((await contact()).claims).toEqual({});
  });
});

describe('saving a contact', () => {
  it('merges: what is not given stays, null takes an address away', async () => {
    await saveContact(world, 'cid', { phone: '+447700900123', consent: { sms: { offers: true } } });
    await saveContact(world, 'cid', { email: null, zone: 'Europe/London' });
    const saved = await contact();
    expect(saved).toMatchObject({
      phone: '+447700900123',
      zone: 'Europe/London',
      consent: { email: { offers: true }, sms: { offers: true } },
    });
    expect(saved.email).toBeUndefined();
  });

  it('leaves an erased contact erased', async () => {
    await world.table.write([{ update: { table: 'relations', pk: 'cid', sk: 'CONTACT' }, set: [[['erasedAt'], at]] }]);
    expect(await saveContact(world, 'cid', { email: 'again@shop.example' })).toBe('erased');
    expect((await contact()).email).toBe('ann@shop.example');
  });
});
