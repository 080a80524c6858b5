import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryWorld } from '../../lib/memory/world.ts';
import { type ClickRef, noteClick, settleClick } from '../../lib/store/clicks.ts';
import { saveContact } from '../../lib/store/contacts.ts';
import { keys } from '../../lib/store/keys.ts';
import { confirmMessage } from '../../lib/store/messages.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';
import { noteSoftBounce } from '../../lib/store/soft-bounces.ts';
import type { World } from '../../lib/world.ts';
import { day, noon } from '../functions/shop.ts';
import { noDatabase, openDatabase, type TestDatabase } from './database.ts';

const prepare = async (world: World): Promise<void> =>
  void (await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] }));
const sk = 'MSG#2026-11-02T12:00:00.000Z#thanks#o1#thanks';

function feedback(opened: () => World): void {
  it('twenty clicks at once are all noted, and settled the same by whoever asks, however often', async () => {
    await saveContact(opened(), 'ann', { email: 'ann@private.example', at: noon });
    await confirmMessage(opened(), { cid: 'ann', sk }, noon);
    // Ten of a scanner within a second, ten of hers, an hour apart.
    const refs = Array.from(
      { length: 20 },
      (_, n): ClickRef => ({ cid: 'ann', sk, at: noon + (n < 10 ? n * 90 : n * 3_600_000), target: `t${n}` }),
    );
    const click = ({ at, target }: ClickRef) => ({ at, target, machine: false, link: `https://shop.example/${target}` });
    expect(await Promise.all(refs.map((ref) => noteClick(opened(), ref, click(ref))))).toEqual(Array(20).fill(true));
    const settle = () => Promise.all(refs.map((ref) => settleClick(opened(), ref, () => true)));
    const twice = [...(await settle()), ...(await settle())];
    const by = [...Array(10).fill('machine'), ...Array(10).fill('her')];
    expect(twice.map((each) => each?.by)).toEqual([...by, ...by]);
    expect(await Promise.all(refs.map((ref) => noteClick(opened(), ref, click(ref))))).toEqual(Array(20).fill(false));
  });

  it('a message is confirmed once by many at once, and each fact noted once', async () => {
    await saveContact(opened(), 'bob', { email: 'bob@private.example', at: noon });
    const facts = ['bouncedAt', 'rejectedAt', 'complainedAt', undefined] as const;
    await Promise.all([...facts, ...facts].map((fact, n) => confirmMessage(opened(), { cid: 'bob', sk, fact }, noon + n)));
    const item = await opened().table.get(keys.relation('bob', sk));
    expect(item).toMatchObject({ state: 'sent', channel: 'email', campaign: 'thanks' });
    for (const fact of ['bouncedAt', 'rejectedAt', 'complainedAt']) expect(item).toHaveProperty(fact, expect.any(Number));
    await confirmMessage(opened(), { cid: 'bob', sk, fact: 'bouncedAt' }, noon + day);
    expect(await opened().table.get(keys.relation('bob', sk))).toEqual(item);
  });

  it('of soft bounces that are told at once each day counts once', async () => {
    await saveContact(opened(), 'cyd', { email: 'cyd@private.example', at: noon });
    const bounce = (days: number) => noteSoftBounce(opened(), { channel: 'email', address: 'cyd@private.example', at: noon + days * day });
    expect(await Promise.all([bounce(0), bounce(0), bounce(1), bounce(1)])).toEqual(Array(4).fill(false));
    expect(await bounce(2)).toBe(true);
  });
}

describe('feedback on the memory World', () => {
  const world = memoryWorld({ now: () => noon, publicUrl: 'https://shop.example' });
  beforeAll(() => prepare(world));
  feedback(() => world);
});

describe.skipIf(noDatabase)('feedback on DynamoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openDatabase(() => noon);
    await prepare(database.world);
  });
  afterAll(() => database.close());
  feedback(() => database.world);
});
