import { beforeEach, describe, expect, it } from 'vitest';
import type { Claim, Contact } from '../../lib/core/contact.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { claimMessage, releaseClaim } from '../../lib/store/claims.ts';
import { loadContact, saveContact, suppress, withdraw } from '../../lib/store/contacts.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';
import type { World } from '../../lib/world.ts';

const at = Date.UTC(2026, 10, 1, 12);
const hour = 3_600_000;
const api = { evidence: { source: 'api' as const } };
const byLink = { evidence: { source: 'unsubscribe-link' as const } };
const localDay = () => '2026-11-01';
const countedFrom = '2026-10-25';
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
  await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] });
  await saveContact(world, 'cid', { email: 'ann@shop.example', consent: { email: { offers: true } }, ...api, at: at - hour });
});
async function contact(): Promise<Contact> {
  const found = await loadContact(world, 'cid');
  if (!found) throw new Error('no contact');
  return found;
}

describe('a claim', () => {
  it('is made once: the second claim of the same message is told that it is taken', async () => {
    expect(await claimMessage(world, { cid: 'cid', contact: await contact(), key: 'k', claim: claim(), localDay, countedFrom })).toBe(
      'claimed',
    );
    expect(
      await claimMessage(world, { cid: 'cid', contact: await contact(), key: 'k', claim: claim({ nonce: 'b.1' }), localDay, countedFrom }),
    ).toMatchObject({ taken: { nonce: 'a.1' } });
  });

  it('is ours when only the reply was lost', async () => {
    const before = await contact();
    await claimMessage(world, { cid: 'cid', contact: before, key: 'k', claim: claim(), localDay, countedFrom });
    expect(await claimMessage(world, { cid: 'cid', contact: before, key: 'k', claim: claim(), localDay, countedFrom })).toBe('claimed');
  });

  it('fails on an image that is older than a withdrawal, and shows the newer one', async () => {
    const before = await contact();
    await withdraw(world, 'cid', { ...byLink, channel: 'email', topic: 'offers', at });
    const newer = await claimMessage(world, { cid: 'cid', contact: before, key: 'k', claim: claim(), localDay, countedFrom });
    expect(newer).toMatchObject({ changed: { consent: { email: { offers: false } }, claims: {} } });
  });

  it('fails after a suppression', async () => {
    const before = await contact();
    await suppress(world, 'cid', { channel: 'email', reason: 'hard-bounce', at });
    const newer = await claimMessage(world, { cid: 'cid', contact: before, key: 'k', claim: claim(), localDay, countedFrom });
    expect(newer).toMatchObject({ changed: { suppressed: { email: { reason: 'hard-bounce', at } } } });
  });

  it('folds claims that expired more than two days ago into day counts, several of one day as one sum', async () => {
    const past = at - 60 * hour;
    for (const key of ['one', 'two'])
      await claimMessage(world, {
        cid: 'cid',
        contact: await contact(),
        key,
        claim: claim({ at: past, expiresAt: past + hour }),
        localDay,
        countedFrom,
      });
    await claimMessage(world, { cid: 'cid', contact: await contact(), key: 'new', claim: claim(), localDay, countedFrom });
    expect(await contact()).toMatchObject({ claims: { new: { at } }, days: { 'email:offers:2026-11-01': 2 } });
    expect(Object.keys((await contact()).claims)).toEqual(['new']);
  });

  it('forgets day counts that no cap reaches any more', async () => {
    await world.table.write([
      {
        update: { table: 'relations', pk: 'cid', sk: 'CONTACT' },
        set: [
          [['d', 'email:offers:2026-10-24'], 3],
          [['d', 'email:offers:2026-10-25'], 1],
        ],
      },
    ]);
    await claimMessage(world, { cid: 'cid', contact: await contact(), key: 'k', claim: claim(), localDay, countedFrom });
    expect((await contact()).days).toEqual({ 'email:offers:2026-10-25': 1 });
  });

  it('is given back only by the attempt that made it', async () => {
    await claimMessage(world, { cid: 'cid', contact: await contact(), key: 'k', claim: claim(), localDay, countedFrom });
    await releaseClaim(world, 'cid', { key: 'k', claim: claim({ nonce: 'other' }) });
    expect(Object.keys((await contact()).claims)).toEqual(['k']);
    await releaseClaim(world, 'cid', { key: 'k', claim: claim() });
    expect((await contact()).claims).toEqual({});
  });
});

describe('saving a contact', () => {
  it('merges: what is not given stays, null takes an address away', async () => {
    await saveContact(world, 'cid', { phone: '+447700900123', consent: { sms: { offers: true } }, ...api, at });
    await saveContact(world, 'cid', { email: null, zone: 'Europe/London', at });
    const saved = await contact();
    expect(saved).toMatchObject({
      phone: '+447700900123',
      zone: 'Europe/London',
      consent: { email: { offers: true }, sms: { offers: true } },
    });
    expect(saved.email).toBeUndefined();
  });

  it('lets later knowledge win: an old file gives no consent back, overwrites no address, and fills what is missing', async () => {
    await withdraw(world, 'cid', { ...byLink, channel: 'email', topic: 'offers', at });
    const old = { ...api, email: 'old@shop.example', country: 'GB', consent: { email: { offers: true, news: true } }, at: at - 2 * hour };
    await saveContact(world, 'cid', old);
    expect(await contact()).toMatchObject({ email: 'ann@shop.example', country: 'GB', consent: { email: { offers: false, news: true } } });
    const before = await contact();
    await saveContact(world, 'cid', old);
    expect((await contact()).v).toBe(before.v);
    await saveContact(world, 'cid', { consent: { email: { offers: true } }, ...api, at: at + 1 });
    expect((await contact()).consent.email).toMatchObject({ offers: true });
  });

  it('a newer consent says nothing of how old an address is', async () => {
    await saveContact(world, 'cid', { consent: { email: { news: true } }, ...api, at: at + hour });
    await saveContact(world, 'cid', { email: 'new@shop.example', at });
    expect((await contact()).email).toBe('new@shop.example');
    await saveContact(world, 'other', { consent: { email: { news: true } }, ...api, at: at + hour });
    await saveContact(world, 'other', { email: 'one@shop.example', at: at - hour });
    await saveContact(world, 'other', { email: 'two@shop.example', at });
    expect((await loadContact(world, 'other'))?.email).toBe('two@shop.example');
  });

  it('an older file does not bring back an address that was taken away, a newer one does', async () => {
    await saveContact(world, 'cid', { email: null, phone: '+447700900123', at });
    expect(await saveContact(world, 'cid', { email: 'ann@shop.example', at: at - 1 })).toBe('same');
    expect((await contact()).email).toBeUndefined();
    await saveContact(world, 'cid', { email: 'new@shop.example', at: at + 1 });
    expect((await contact()).email).toBe('new@shop.example');
  });

  it('takes a withdrawal for the truth where two say the same instant', async () => {
    await saveContact(world, 'cid', { consent: { email: { offers: false } }, ...api, at: at - hour });
    await saveContact(world, 'cid', { consent: { email: { offers: true } }, ...api, at: at - hour });
    expect((await contact()).consent.email).toEqual({ offers: false });
  });

  it('leaves an erased contact erased', async () => {
    await world.table.write([{ update: { table: 'relations', pk: 'cid', sk: 'CONTACT' }, set: [[['erasedAt'], at]] }]);
    expect(await saveContact(world, 'cid', { email: 'again@shop.example', at })).toBe('erased');
    expect((await contact()).email).toBe('ann@shop.example');
  });
});
