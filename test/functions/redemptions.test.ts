import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetCatalogue } from '../../lib/store/catalogue.ts';
import { poolFigures } from '../../lib/store/coupon-stock.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import type { Cloud } from './cloud.ts';
import { accountOf, balance, call, clubWithAnn, ledger, loadCodes, pools, publishClub } from './club.ts';
import { ann, cidOf, day, hour, noon, order, place, thanks } from './shop.ts';

let cloud: Cloud;
const ask = (over: object = {}) => ({ program: 'club', customer: 'ann', reward: 'mug', key: 'k1', ...over });
const redeem = (over: object = {}) => call(cloud, 'POST /redemptions', { body: ask(over) });
const settle = (as: 'confirm' | 'cancel', key = 'k1', over: object = {}) =>
  call(cloud, `POST /redemptions/{key}/${as}`, { key, body: { program: 'club', customer: 'ann', ...over } });

beforeEach(async () => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  cloud = await clubWithAnn();
});
afterEach(() => vi.restoreAllMocks());

describe('a redemption over HTTP', () => {
  it('reserves, and is made final by a second call', async () => {
    const reserved = await redeem();
    expect(reserved).toEqual({
      status: 200,
      type: 'application/json',
      body: {
        ...{ program: 'club', key: 'k1', customer: 'ann', reward: 'mug', points: 10, status: 'reserved', balance: 39 },
        reservedAt: '2026-11-02T12:00:00.000Z',
        until: '2026-11-02T12:30:00.000Z',
      },
    });
    expect(await balance(cloud.world)).toBe(39);
    const confirmed = { status: 200, body: { ...reserved.body, status: 'confirmed' } };
    expect(await settle('confirm')).toMatchObject(confirmed);
    expect(await settle('confirm')).toMatchObject(confirmed);
    expect(await balance(cloud.world)).toBe(39);
  });

  it.each(['.', '..', '~-_', 'a/b'])('has no key %s, which an address could not hold', async (key) => {
    expect(await redeem({ key })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('at least one of them a letter') },
    });
    expect(await balance(cloud.world)).toBe(49);
  });

  it('is one, however often the same is asked; another wish under its key is refused', async () => {
    const first = await redeem();
    expect(await redeem()).toEqual(first);
    expect(await redeem({ customer: ' ann ' })).toEqual(first);
    expect(await redeem({ reward: 'tote' })).toEqual({
      status: 409,
      type: 'application/problem+json',
      body: {
        type: 'about:blank',
        title: 'Conflict',
        status: 409,
        detail: 'the key "k1" was used before for another redemption of this customer: "mug"',
      },
    });
    expect(await redeem({ confirm: true })).toMatchObject({ status: 409 });
    expect(await balance(cloud.world)).toBe(39);
  });

  it('has a key that names no redemption of another customer, nor of another program', async () => {
    await redeem();
    expect(await redeem({ customer: 'bob' })).toMatchObject({
      status: 409,
      body: { detail: 'the key "k1" was used before for a redemption of another customer or program: make a new one' },
    });
    expect(await balance(cloud.world)).toBe(39);
  });

  it('hands out a code with the confirmation, the same each time', async () => {
    const made = await redeem({ reward: 'five-off', confirm: true });
    expect(made.body).toMatchObject({ status: 'confirmed', code: expect.stringMatching(/^FIVE-/), codeUntil: '2026-12-02T12:00:00.000Z' });
    cloud.now += hour;
    expect(await redeem({ reward: 'five-off', confirm: true })).toEqual(made);
    expect(await settle('confirm')).toEqual(made);
    expect(await redeem({ reward: 'five-off', key: 'k2', confirm: true })).not.toMatchObject({ body: { code: made.body.code } });
  });

  it('that is cancelled gives the points back where they came from, once', async () => {
    const before = await accountOf(cloud.world);
    await redeem();
    for (const _ of [1, 2]) expect(await settle('cancel')).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect((await accountOf(cloud.world)).lots).toEqual(before.lots);
    expect((await ledger(cloud.world)).filter(({ kind }) => kind === 'returned')).toHaveLength(1);
    expect(await settle('confirm')).toMatchObject({
      status: 409,
      body: { detail: 'the redemption "k1" has ended, and its points were given back: it was cancelled' },
    });
  });

  it('that was confirmed cannot be cancelled', async () => {
    await redeem({ confirm: true });
    expect(await settle('cancel')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('was confirmed') } });
    expect(await balance(cloud.world)).toBe(39);
  });

  it('that nobody confirms in time gives the points back by itself', async () => {
    await redeem();
    await cloud.advanceTo(noon + hour);
    expect(await balance(cloud.world)).toBe(49);
    expect(await settle('confirm')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('it was not confirmed in time') },
    });
    expect(await redeem()).toMatchObject({ status: 200, body: { status: 'expired' } });
  });

  it('cannot be confirmed late, also where nobody has looked at it since', async () => {
    await redeem();
    cloud.now += hour;
    expect(await settle('confirm')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('it was not confirmed by 2026-11-02 12:30 UTC') },
    });
    expect(await balance(cloud.world)).toBe(49);
    await cloud.advanceTo(noon + 2 * hour);
    expect(await balance(cloud.world)).toBe(49);
  });

  it.each([
    [{ program: 'clubs' }, 404, 'there is no program "clubs"; there are club'],
    [{ reward: 'mugs' }, 422, '"club" has no reward "mugs"; it has: mug, tote, five-off, cinema, poster'],
    [{ customer: 'nobody' }, 422, 'this customer is not known'],
    [{ reward: undefined }, 422, '"reward" is the id of a reward of the program'],
    [{ key: 'a b' }, 422, '"key" is your own name of this redemption: 1 to 64 letters'],
    [{ key: 'x'.repeat(65) }, 422, '"key" is your own name'],
    [{ confirm: 'yes' }, 422, '"confirm" is true or false'],
    [{ points: -5 }, 422, 'points is not known here; a redemption has "program", "customer", "reward", "key" and "confirm"'],
    [{ customer: 'x'.repeat(20_000) }, 413, 'the body is larger than 10000 characters'],
  ])('refuses %o', async (over, status, detail) => {
    expect(await redeem(over)).toMatchObject({
      status,
      type: 'application/problem+json',
      body: { status, detail: expect.stringContaining(detail) },
    });
    expect(await balance(cloud.world)).toBe(49);
  });

  it.each(['null', '[]', '"k1"', '{', ''])('refuses the body %s', async (body) => {
    expect((await call(cloud, 'POST /redemptions', { body })).status).toBe(body === '{' || body === '' ? 400 : 422);
    expect((await call(cloud, 'POST /redemptions/{key}/confirm', { key: 'k1', body })).status).toBe(
      body === '{' || body === '' ? 400 : 422,
    );
  });

  it('of which nothing is known cannot be settled', async () => {
    for (const as of ['confirm', 'cancel'] as const)
      expect(await settle(as)).toMatchObject({
        status: 404,
        body: { detail: 'this customer has no redemption "k1" in the program "club"' },
      });
    await redeem();
    expect(await settle('confirm', 'k1', { customer: 'bob' })).toMatchObject({ status: 404 });
  });

  it('is refused where points are missing', async () => {
    for (const key of ['a', 'b']) await redeem({ reward: 'five-off', key, confirm: true });
    expect(await redeem({ key: 'c' })).toMatchObject({
      status: 422,
      body: { detail: '"A mug" costs 10 points and she has 9: 1 are missing' },
    });
  });
});

describe('a reward with a stock', () => {
  it('goes as often as there are, and what is cancelled or runs out goes to the next', async () => {
    for (const key of ['a', 'b', 'c']) expect(await redeem({ reward: 'tote', key })).toMatchObject({ status: 200 });
    const soldOut = { status: 422, body: { detail: 'of the reward "tote" there is none left: all 3 are taken' } };
    expect(await redeem({ reward: 'tote', key: 'd' })).toMatchObject(soldOut);
    await settle('cancel', 'b');
    expect(await redeem({ reward: 'tote', key: 'd', confirm: true })).toMatchObject({ status: 200 });
    expect(await redeem({ reward: 'tote', key: 'e' })).toMatchObject(soldOut);
    await cloud.advanceTo(noon + hour);
    for (const key of ['f', 'g']) expect(await redeem({ reward: 'tote', key })).toMatchObject({ status: 200 });
    expect(await redeem({ reward: 'tote', key: 'h' })).toMatchObject(soldOut);
  });

  it('has none when the stock is lowered to what is gone, and never one too many', async () => {
    const tote = (stock: number) => publishClub(cloud.world, { rewards: [{ id: 'tote', name: 'A tote bag', points: 1, stock }] });
    await tote(100);
    cloud.now += 60_000;
    const many = (name: string, count: number) =>
      Promise.all(Array.from({ length: count }, (_, index) => redeem({ reward: 'tote', key: `${name}${index}` })));
    const given = async (all: ReturnType<typeof many>) => (await all).filter(({ status }) => status === 200).length;
    for (let part = 0; part < 4; part++) expect(await given(many(`a${part}-`, 5))).toBe(5);
    await tote(20);
    cloud.now += 60_000;
    expect((await redeem({ reward: 'tote', key: 'b' })).body).toMatchObject({ detail: expect.stringContaining('all 20 are taken') });
    await tote(22);
    cloud.now += 60_000;
    expect(await given(many('c', 5))).toBe(2);
  });

  it('has more when the stock is raised', async () => {
    for (const key of ['a', 'b', 'c']) await redeem({ reward: 'tote', key });
    await publishClub(cloud.world, { rewards: [{ id: 'tote', name: 'A tote bag', points: 5, stock: 4 }] });
    forgetCatalogue(cloud.limited('http').world);
    expect(await redeem({ reward: 'tote', key: 'd' })).toMatchObject({ status: 200 });
    expect(await redeem({ reward: 'tote', key: 'e' })).toMatchObject({ status: 422 });
  });
});

describe('a pool without a code', () => {
  it('gives the points back where it was to be confirmed at once, and says the same again', async () => {
    const refused = { status: 409, body: { detail: 'the pool "cinema" has no code left: the points were given back' } };
    expect(await redeem({ reward: 'cinema', confirm: true })).toMatchObject(refused);
    expect(await balance(cloud.world)).toBe(49);
    await loadCodes(cloud.world, 'AB-1');
    expect(await redeem({ reward: 'cinema', confirm: true })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('the pool "cinema" has no code left') },
    });
    expect(await redeem({ reward: 'cinema', key: 'k2', confirm: true })).toMatchObject({ status: 200, body: { code: 'AB-1' } });
  });

  it('keeps a reservation until there are codes', async () => {
    await redeem({ reward: 'cinema' });
    expect(await settle('confirm')).toMatchObject({ status: 409, body: { detail: expect.stringContaining('the points stay reserved') } });
    await loadCodes(cloud.world, 'AB-1');
    expect(await settle('confirm')).toMatchObject({ status: 200, body: { code: 'AB-1' } });
    expect(await poolFigures(cloud.world, Object(pools[1]))).toMatchObject({ free: 0, drawn: 1 });
  });
});

describe('controls', () => {
  it('a member redeems only so often', async () => {
    cloud = await clubWithAnn({ redemptions: { atMost: 2, per: '1 day' } });
    for (const key of ['a', 'b']) expect(await redeem({ reward: 'tote', key, confirm: true })).toMatchObject({ status: 200 });
    expect(await redeem({ key: 'c' })).toMatchObject({
      status: 422,
      body: { detail: 'a member redeems at most 2 times in 1 day, and she has redeemed 2 times' },
    });
    cloud.now += day + 1;
    expect(await redeem({ key: 'c' })).toMatchObject({ status: 200 });
  });

  it('a reward goes to a customer only so often, and what was cancelled does not count', async () => {
    await redeem({ reward: 'poster' });
    expect(await redeem({ reward: 'poster', key: 'k2' })).toMatchObject({ status: 422, body: { detail: expect.stringContaining('once') } });
    await settle('cancel');
    expect(await redeem({ reward: 'poster', key: 'k2' })).toMatchObject({ status: 200 });
  });

  it('one address is one member, however it is spelt', async () => {
    await saveCustomer(cloud.world, {
      customer: 'ann2',
      attributes: {},
      email: ' Ann@Private.Example',
      consent: {},
      evidence: { source: 'api' },
      at: noon,
    });
    await place(cloud, order('o9', { customer: 'ann2' }));
    await cloud.settle();
    expect(await redeem({ customer: 'ann2' })).toMatchObject({ status: 422, body: { detail: 'she is no member of "Linden Club"' } });
    expect(await cloud.world.table.get({ table: 'relations', pk: cidOf('ann2'), sk: 'LOY#club' })).toBeUndefined();
  });
});

describe('what campaigns are told', () => {
  it('a reward is granted when it is confirmed, once', async () => {
    const campaign = thanks({
      id: 'reward',
      kind: 'loyalty',
      entry: { trigger: { activity: 'reward.granted' } },
      steps: [{ send: 'hello' }],
    });
    cloud = await clubWithAnn({}, [campaign]);
    await redeem({ reward: 'five-off' });
    await cloud.settle();
    const told = async () => (await cloud.world.table.query({ table: 'activities', pk: ann, prefix: 'reward.granted#' })).items;
    expect(await told()).toEqual([]);
    const { body } = await settle('confirm');
    await settle('confirm');
    expect(await told()).toMatchObject([
      {
        activity: {
          data: { program: 'club', reward: 'five-off', points: 20, code: body.code, expiresAt: String(body.codeUntil).slice(0, 10) },
        },
      },
    ]);
  });
});
