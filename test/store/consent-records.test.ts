import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConsentRecord } from '../../lib/core/consent.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { claimMessage } from '../../lib/store/claims.ts';
import { loadConsentRecords } from '../../lib/store/consent-records.ts';
import { loadContact, saveContact, withdraw } from '../../lib/store/contacts.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';
import type { Conflict, Operation, World } from '../../lib/world.ts';

const at = Date.UTC(2026, 10, 1, 12);
const byLink = { source: 'unsubscribe-link' as const };
const offers = { channel: 'email' as const, topic: 'offers' };

async function newWorld(): Promise<World> {
  const world = memoryWorld({ now: () => at });
  await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] });
  return world;
}

let world: World;
beforeEach(async () => {
  world = await newWorld();
});

const tell = (given: boolean, when: number, proof = `p${when}`) =>
  saveContact(world, 'ann', { consent: { email: { offers: given } }, at: at + when, evidence: { source: 'api', proof } });
const records = async () => (await loadConsentRecords(world, 'ann')).map(({ said, at: when, proof }) => [said, when - at, proof]);
const isGiven = async () => (await loadContact(world, 'ann'))?.consent.email?.offers;

/** The next writes of more than one operation meet others, or `lost`: they are written and nobody hears of it. */
function disturb(times: number, how: 'contention' | 'lost'): void {
  const { write } = world.table;
  let left = times;
  world.table.write = async (operations: Operation[]): Promise<Conflict | undefined> => {
    if (operations.length === 1 || left-- <= 0) return write(operations);
    if (how === 'contention') return { reason: 'contention' };
    await write(operations);
    throw new Error('the reply was lost');
  };
}

describe('a record of a consent', () => {
  it('stands for each change, with its proof, and for each new proof of a consent', async () => {
    await tell(true, 1);
    await tell(true, 1, 'told again');
    await tell(false, 3);
    await tell(true, 2, 'an old file');
    expect(await records()).toEqual([
      ['given', 1, 'p1'],
      ['given', 1, 'told again'],
      ['given', 2, 'an old file'],
      ['withdrawn', 3, 'p3'],
    ]);
  });

  it('stands for a consent told again only when there is something to show for it', async () => {
    await tell(true, 1);
    await saveContact(world, 'ann', { consent: { email: { offers: true } }, at: at + 2, evidence: { source: 'api' } });
    await saveContact(world, 'ann', { consent: { email: { offers: true } }, at: at + 3, evidence: { source: 'api', wording: 'v2' } });
    expect((await loadConsentRecords(world, 'ann')).map(({ at: when, wording }) => [when - at, wording])).toEqual([
      [1, undefined],
      [3, 'v2'],
    ]);
  });

  it('is one, though the reply was lost and all of it is told again', async () => {
    disturb(1, 'lost');
    await expect(tell(true, 1)).rejects.toThrow('lost');
    expect(await tell(true, 1)).toBe('same');
    expect(await records()).toEqual([['given', 1, 'p1']]);
  });

  it('stands beside the others of her activities, and is none that the stream tells of', async () => {
    await tell(true, 1);
    const { items } = await world.table.query({ table: 'activities', pk: 'ann' });
    expect(items).toMatchObject([{ sk: 'CNS#2026-11-01T12:00:00.001Z#email#offers#given#289nByLc', kind: 'consent' }]);
  });
});

describe('a withdrawal', () => {
  it('wins over what is known later, and is recorded once however often the link is pressed', async () => {
    await tell(true, 9);
    for (const when of [5, 5, 6]) await withdraw(world, 'ann', { ...offers, at: at + when, evidence: byLink });
    expect(await isGiven()).toBe(false);
    await tell(true, 9);
    expect(await isGiven()).toBe(false);
    expect((await records()).map(([said, when]) => [said, when])).toEqual([
      ['withdrawn', 5],
      ['given', 9],
    ]);
  });

  it.each([1, 4, 5, 99])('is never lost, nor its record, when %i writes in a row meet others', async (times) => {
    await tell(true, 1);
    disturb(times, 'contention');
    await withdraw(world, 'ann', { ...offers, at: at + 2, evidence: byLink });
    expect(await isGiven()).toBe(false);
    expect(await records()).toEqual([
      ['given', 1, 'p1'],
      ['withdrawn', 2, undefined],
    ]);
  });

  it('is repeated after a lost reply without a second record', async () => {
    await tell(true, 1);
    disturb(1, 'lost');
    const again = () => withdraw(world, 'ann', { ...offers, at: at + 2, evidence: byLink });
    await expect(again()).rejects.toThrow('lost');
    await again();
    expect(await isGiven()).toBe(false);
    expect(await records()).toHaveLength(2);
  });

  it('of nobody, or of an erased customer, leaves nothing', async () => {
    await withdraw(world, 'ann', { ...offers, at, evidence: byLink });
    expect(await loadContact(world, 'ann')).toBeUndefined();
    await tell(true, 1);
    await world.table.write([{ update: { table: 'relations', pk: 'ann', sk: 'CONTACT' }, set: [[['erasedAt'], at]] }]);
    await withdraw(world, 'ann', { ...offers, at: at + 2, evidence: byLink });
    expect(await records()).toHaveLength(1);
  });

  it('between the decision and the claim prevents the message', async () => {
    await tell(true, 1);
    const contact = await loadContact(world, 'ann');
    if (!contact) throw new Error('no contact');
    await withdraw(world, 'ann', { ...offers, at: at + 2, evidence: byLink });
    const claim = { ...offers, at: at + 3, priority: 50, nonce: 'n', expiresAt: at + 9 };
    const outcome = await claimMessage(world, {
      ...{ cid: 'ann', contact, key: 'k', claim },
      ...{ localDay: () => '2026-11-01', countedFrom: '2026-10-25' },
    });
    expect(outcome).toMatchObject({ changed: { consent: { email: { offers: false } }, claims: {} } });
  });
});

/** What she said, as it may arrive in any order, repeated, through whatever door. */
const tellings = fc.array(
  fc.record({ when: fc.integer({ min: 1, max: 12 }), given: fc.boolean(), topic: fc.constantFrom('offers', 'news') }),
  { minLength: 1, maxLength: 14 },
);

async function arrive(told: { when: number; given: boolean; topic: string }[]): Promise<ConsentRecord[]> {
  world = await newWorld();
  for (const { when, given, topic } of told)
    await saveContact(world, 'ann', { consent: { email: { [topic]: given } }, at: at + when, evidence: { source: 'import', proof: 'p' } });
  return loadConsentRecords(world, 'ann');
}

describe('in whatever order she is told of', () => {
  it('the consent is the same, its latest word has its record, and the records read in their order give the consent', async () => {
    await fc.assert(
      fc.asyncProperty(tellings, fc.nat(), async (told, seed) => {
        const expected = consentAfter(told);
        const shuffled = told.toSorted((one, other) => ((one.when * 7 + seed) % 13) - ((other.when * 7 + seed) % 13));
        const kept = await arrive([...shuffled, ...told]);
        const stands = (await loadContact(world, 'ann'))?.consent.email ?? {};
        expect(stands).toEqual(expected);
        expect(Object.fromEntries(kept.map(({ topic, said }) => [topic, said === 'given']))).toEqual(stands);
        // Nothing that nobody told, and nothing twice.
        const names = kept.map(({ topic, said, at: when }) => `${topic} ${said} ${when - at}`);
        expect(new Set(names).size).toBe(names.length);
        const allTold = told.map(({ topic, given, when }) => `${topic} ${given ? 'given' : 'withdrawn'} ${when}`);
        expect(names.filter((name) => !allTold.includes(name))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('told in the order in which she said it, each change of mind has its record', async () => {
    await fc.assert(
      fc.asyncProperty(tellings, async (told) => {
        const inOrder = told.toSorted((one, other) => one.when - other.when || Number(other.given) - Number(one.given));
        const kept = await arrive(inOrder);
        for (const topic of ['offers', 'news']) {
          const words = inOrder.filter((each) => each.topic === topic);
          const changes = words.filter(({ given }, index) => given !== words[index - 1]?.given);
          const of = kept.filter((each) => each.topic === topic);
          const names = of.map(({ said, at: when }) => `${said} ${when - at}`);
          expect(
            changes.map(({ given, when }) => `${given ? 'given' : 'withdrawn'} ${when}`).filter((name) => !names.includes(name)),
          ).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** The latest word of each topic; a withdrawal where two are of one instant. */
function consentAfter(told: { when: number; given: boolean; topic: string }[]): Record<string, boolean> {
  const latest = new Map<string, { when: number; given: boolean }>();
  for (const { topic, ...word } of told) {
    const known = latest.get(topic);
    if (!known || word.when > known.when || (word.when === known.when && !word.given)) latest.set(topic, word);
  }
  return Object.fromEntries([...latest].map(([topic, { given }]) => [topic, given]));
}
