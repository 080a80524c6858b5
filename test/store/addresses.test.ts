import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryWorld } from '../../lib/memory/world.ts';
import { loadAddress, mostCustomers, normalAddress, suppressAddress } from '../../lib/store/addresses.ts';
import { loadContact, saveContact, suppress } from '../../lib/store/contacts.ts';
import { keys } from '../../lib/store/keys.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';
import type { Operation, World } from '../../lib/world.ts';

const at = Date.UTC(2026, 10, 1, 12);
const bounce = { channel: 'email', reason: 'hard-bounce', at } as const;

let world: World;
let writes: Operation[][];
beforeEach(async () => {
  const memory = memoryWorld({ now: () => at });
  await ensureSecrets(memory, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] });
  writes = [];
  const write = (operations: Operation[]) => {
    writes.push(operations);
    return memory.table.write(operations);
  };
  world = { ...memory, table: { ...memory.table, write } };
});
const holders = async (email: string) => (await loadAddress(world, 'email', email)).cids;
const suppressed = async (cid: string) => (await loadContact(world, cid))?.suppressed;

describe('an address', () => {
  it('knows who has it, whoever gets it, gives it up or takes another', async () => {
    await saveContact(world, 'ann', { email: 'Ann@Shop.example', at });
    await saveContact(world, 'bob', { email: 'ann@shop.EXAMPLE ', at });
    expect(await holders('ann@shop.example')).toEqual(['ann', 'bob']);
    await saveContact(world, 'ann', { email: 'ann@home.example', at: at + 1 });
    await saveContact(world, 'bob', { email: null, at: at + 1 });
    expect([await holders('ann@shop.example'), await holders('ann@home.example')]).toEqual([[], ['ann']]);
  });

  it('costs one write with the contact when it changes, and nothing when it does not', async () => {
    await saveContact(world, 'ann', { email: 'ann@shop.example', phone: '+447700900123', at });
    await saveContact(world, 'ann', { email: 'ann@shop.example', at: at + 1 });
    await saveContact(world, 'ann', { email: 'ANN@shop.example', country: 'GB', at: at + 2 });
    expect(writes.map(({ length }) => length)).toEqual([3, 1]);
  });

  it('holds its suppression for all who have it and for who gets it later, and keeps what was said first', async () => {
    await saveContact(world, 'ann', { email: 'both@shop.example', at });
    await saveContact(world, 'bob', { email: 'both@shop.example', at });
    expect(await suppressAddress(world, { ...bounce, address: 'Both@shop.example' })).toBe(true);
    expect(await suppressAddress(world, { ...bounce, at: at + 1, address: 'both@shop.example' })).toBe(false);
    await saveContact(world, 'cid', { phone: '+447700900123', at });
    await saveContact(world, 'cid', { email: 'both@shop.example', at });
    await saveContact(world, 'new', { email: 'both@shop.example', at });
    for (const cid of ['ann', 'bob', 'cid', 'new']) expect(await suppressed(cid)).toEqual({ email: { reason: 'hard-bounce', at } });
  });

  it('that bounced is left behind with its suppression; a complaint goes along', async () => {
    for (const [cid, reason] of [
      ['ann', 'hard-bounce'],
      ['bob', 'complaint'],
    ] as const) {
      await saveContact(world, cid, { email: `${cid}@shop.example`, at });
      await suppress(world, cid, { channel: 'email', reason, at });
      await saveContact(world, cid, { email: `${cid}@home.example`, at: at + 1 });
    }
    expect([await suppressed('ann'), await suppressed('bob')]).toEqual([{}, { email: { reason: 'complaint', at } }]);
    await saveContact(world, 'ann', { email: 'ann@shop.example', at: at + 2 });
    expect(await suppressed('ann')).toEqual({ email: { reason: 'hard-bounce', at } });
  });

  it('remembers what she said herself before a bounce, whichever is told first, also of who gets the address later', async () => {
    const complaint = { channel: 'email', reason: 'complaint', at: at + 1 } as const;
    await saveContact(world, 'ann', { email: 'ann@shop.example', at });
    await saveContact(world, 'bob', { email: 'ann@shop.example', at });
    await suppress(world, 'ann', { channel: 'email', reason: 'hard-bounce', at });
    expect(await suppressAddress(world, { ...complaint, address: 'ann@shop.example' })).toBe(true);
    expect(await suppressAddress(world, { ...complaint, address: 'ann@shop.example' })).toBe(false);
    await suppress(world, 'bob', { channel: 'email', reason: 'hard-bounce', at: at + 2 });
    await saveContact(world, 'new', { email: 'ann@shop.example', at });
    for (const cid of ['ann', 'bob', 'new']) expect(await suppressed(cid)).toEqual({ email: { reason: 'complaint', at: at + 1 } });
  });

  it('does not come between a suppression and a contact that is being saved', async () => {
    const saves = Array.from({ length: 12 }, (_, n) => saveContact(world, `c${n}`, { email: 'one@shop.example', at }));
    await Promise.all([...saves, suppressAddress(world, { ...bounce, address: 'one@shop.example' })]);
    expect(await holders('one@shop.example')).toHaveLength(12);
    for (let n = 0; n < 12; n++) expect(await suppressed(`c${n}`)).toEqual({ email: { reason: 'hard-bounce', at } });
  });

  it('is not taken from 50 others, and everything else is saved', async () => {
    for (let n = 0; n < mostCustomers; n++) await saveContact(world, `c${n}`, { email: 'desk@shop.example', at });
    expect(await saveContact(world, 'more', { email: 'desk@shop.example', country: 'GB', at })).toBe('crowded');
    expect(await saveContact(world, 'more', { email: 'desk@shop.example', at: at + 1 })).toBe('crowded');
    expect(await loadContact(world, 'more')).toMatchObject({ country: 'GB', v: 1 });
    expect((await loadContact(world, 'more'))?.email).toBeUndefined();
  });

  it('leaves an erased contact alone', async () => {
    await saveContact(world, 'ann', { email: 'ann@shop.example', at });
    await world.table.write([{ update: keys.contact('ann'), set: [[['erasedAt'], at]] }]);
    await suppressAddress(world, { ...bounce, address: 'ann@shop.example' });
    expect(await suppressed('ann')).toEqual({});
  });
});

describe('the normal form of an address', () => {
  it('is one for all spellings, and its own normal form', () => {
    expect(normalAddress('email', ' Ann@Bücher.Example ')).toBe('ann@xn--bcher-kva.example');
    expect(normalAddress('sms', '0044 7700 900-123')).toBe('+447700900123');
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string()), fc.constantFrom('email' as const, 'sms' as const), (text, channel) => {
        const normal = normalAddress(channel, text);
        expect(normalAddress(channel, normal)).toBe(normal);
        if (channel === 'email') expect(normalAddress(channel, ` ${text.trim()} `)).toBe(normal);
      }),
    );
  });
});
