import { beforeEach, describe, expect, it } from 'vitest';
import { day, hour, minute } from '../../lib/core/time.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { listKeys, rotateKeys } from '../../lib/store/key-rotation.ts';
import { readResponseCode, responseCode } from '../../lib/store/response-codes.ts';
import { readResponse, signResponse } from '../../lib/store/response-tokens.ts';
import { ensureSecrets, linksWorkFor, loadSecrets, readSigned } from '../../lib/store/secrets.ts';
import { readUnsubscription, signUnsubscription } from '../../lib/store/tokens.ts';
import type { World } from '../../lib/world.ts';

const start = Date.UTC(2026, 10, 2, 12);
const secret = (letter: string) => letter.repeat(40);
const subject = { cid: 'c1d', channel: 'email', topic: 'offers' } as const;

let now: number;
let reads: number;
/** The shared table, as a colleague's computer sees it. */
let office: World;
/** Another process on the same table. */
function processOn(world: World): World {
  const { table } = world;
  return {
    ...world,
    now: () => now,
    table: {
      get: (key) => {
        reads += 1;
        return table.get(key);
      },
      query: (range) => table.query(range),
      due: (...asked) => table.due(...asked),
      scan: (...asked) => table.scan(...asked),
      write: (operations) => table.write(operations),
    },
  };
}

beforeEach(async () => {
  now = start;
  reads = 0;
  office = { ...memoryWorld({ now: () => now }) };
  await ensureSecrets(office, { pepper: secret('p'), tokens: [{ kid: '1', secret: secret('a') }] });
});

const sign = async (world: World) => signUnsubscription(await loadSecrets(world), subject);
const read = (world: World, token: string) => readSigned(world, (secrets) => readUnsubscription(secrets, token));

describe('a rotation of the keys', () => {
  it('signs with a new key, and keeps the old one and the pepper', async () => {
    const old = await sign(processOn(office));
    now += hour;
    await rotateKeys(office, secret('b'));
    now += hour;
    const later = processOn(office);
    expect((await loadSecrets(later)).pepper).toBe(secret('p'));
    expect(await sign(later)).not.toBe(old);
    expect(await read(later, old)).toEqual(subject);
    expect(await read(later, await sign(later))).toEqual(subject);
  });

  it('lets old links work for 60 days after the key was retired, however long it had signed, and not longer', async () => {
    const old = await sign(processOn(office));
    now += 300 * day;
    await rotateKeys(office, secret('b'));
    now += 60 * day;
    expect(await read(processOn(office), old)).toEqual(subject);
    now = start + 300 * day + linksWorkFor;
    expect(await read(processOn(office), old)).toBeUndefined();
  });

  it('is refused by a process that read the keys while they were still good', async () => {
    const old = await sign(processOn(office));
    await rotateKeys(office, secret('b'));
    now = start + linksWorkFor - 1;
    const warm = processOn(office);
    expect(await read(warm, old)).toEqual(subject);
    now += 2;
    expect(await read(warm, old)).toBeUndefined();
  });

  it('lets codes and answers count for as long as a campaign may ask, then forgets the key', async () => {
    const secrets = await loadSecrets(processOn(office));
    const code = responseCode(secrets, '12.3.0.417');
    const link = { cid: 'c1d', campaign: 'offer', occurrence: 'o1', step: 'mail', until: start + 365 * day };
    const token = signResponse(secrets, link);
    await rotateKeys(office, secret('b'));
    now += 366 * day;
    const later = await loadSecrets(processOn(office));
    expect(readResponseCode(later, code)).toBe('12.3.0.417');
    expect(readResponse(later, token)).toEqual(link);
    expect(readUnsubscription(later, signUnsubscription(secrets, subject))).toBeUndefined();
    now += 35 * day;
    expect(readResponseCode(await loadSecrets(processOn(office)), code)).toBeUndefined();
    expect((await rotateKeys(office, secret('c'))).map(({ kid }) => kid)).toEqual(['3', '2']);
  });

  it('for a leak signs at once, and nothing that was signed before works once every process has read the keys', async () => {
    const warm = processOn(office);
    const old = await sign(warm);
    now += hour;
    expect((await rotateKeys(office, secret('b'), { revoke: true })).map(({ kid }) => kid)).toEqual(['2']);
    const fresh = await sign(processOn(office));
    expect([await read(processOn(office), old), await read(processOn(office), fresh)]).toEqual([undefined, subject]);
    now += 5 * minute;
    expect(await read(warm, old)).toBeUndefined();
  });

  it('tells names and dates, never a secret', async () => {
    now += day;
    const keys = await rotateKeys(office, secret('b'));
    expect(keys).toEqual([
      { kid: '2', madeAt: start + day },
      { kid: '1', madeAt: start, retiredAt: start + day, linksUntil: start + day + linksWorkFor, answersUntil: start + 401 * day },
    ]);
    expect(await listKeys(office)).toEqual(keys);
    expect(JSON.stringify(keys)).not.toMatch(/a{10}|b{10}|p{10}/);
  });

  it('of two at once is refused to the second, so that no key is lost', async () => {
    const both = await Promise.allSettled([rotateKeys(office, secret('b')), rotateKeys(office, secret('c'))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await listKeys(office)).map(({ kid }) => kid)).toEqual(['2', '1']);
  });

  it('names each key once, also when older ones were forgotten', async () => {
    const kids: string[] = [];
    for (let times = 0; times < 5; times++) {
      now += 300 * day;
      kids.push((await rotateKeys(office, secret('b')))[0]?.kid ?? '');
    }
    expect(kids).toEqual(['2', '3', '4', '5', '6']);
  });
});

describe('a process that runs on', () => {
  it('reads the keys every few minutes, not for each message', async () => {
    const warm = processOn(office);
    for (let second = 0; second < 600; second++) {
      now = start + second * 1000;
      await sign(warm);
    }
    expect(reads).toBe(2);
  });

  it('reads what the new key signs from its first moment on, though a forged link came right before', async () => {
    const [warm, other] = [processOn(office), processOn(office)];
    await sign(warm);
    await rotateKeys(office, secret('b'));
    const first = await sign(other);
    for (let second = 0; second < 600; second += 5) {
      now = start + second * 1000;
      await read(warm, 'bm8.such');
      expect(await read(warm, await sign(other))).toEqual(subject);
    }
    expect(await sign(other)).not.toBe(first);
  });

  it('signs with the new key within six minutes', async () => {
    const warm = processOn(office);
    await sign(warm);
    await rotateKeys(office, secret('b'));
    now += 6 * minute;
    const fresh = { pepper: secret('p'), tokens: [{ kid: '2', secret: secret('b') }] };
    expect(readUnsubscription(fresh, await sign(warm))).toEqual(subject);
  });

  it('learns of a new key by the first link that names it', async () => {
    const warm = processOn(office);
    await sign(warm);
    await rotateKeys(office, secret('b'), { revoke: true });
    expect(await read(warm, await sign(processOn(office)))).toEqual(subject);
  });

  it('reads once a minute at most for links that are forged', async () => {
    const warm = processOn(office);
    for (let second = 0; second < 120; second++) {
      now = start + second * 1000;
      expect(await read(warm, 'bm8.such')).toBeUndefined();
    }
    expect(reads).toBe(3);
  });

  it('asks again after a read that failed', async () => {
    const warm = processOn(office);
    const { get } = warm.table;
    warm.table.get = () => Promise.reject(new Error('throttled'));
    await expect(loadSecrets(warm)).rejects.toThrow('throttled');
    warm.table.get = get;
    expect((await loadSecrets(warm)).tokens).toHaveLength(1);
  });
});
