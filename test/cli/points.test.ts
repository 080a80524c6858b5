import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pointsCommand } from '../../lib/cli/points.ts';
import { redeemCommand } from '../../lib/cli/redeem.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import type { Cloud } from '../functions/cloud.ts';
import { balance, clubWithAnn, ledger } from '../functions/club.ts';
import { noon, order, place } from '../functions/shop.ts';

let cloud: Cloud;
let out: string;
/** On the standard error. */
let told: string;
const tiers = {
  by: 'points',
  over: 'calendar year',
  levels: [
    { id: 'blue', name: 'Blue', from: 0 },
    { id: 'gold', name: 'Gold', from: 40 },
  ],
};
const over = { tiers, expiry: { after: '12 months' }, pending: '14 days' };

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  vi.spyOn(console, 'error').mockImplementation((text) => {
    told = String(text);
  });
  vi.spyOn(console, 'log').mockImplementation((text) => {
    out += `${text}\n`;
  });
});
afterEach(() => vi.restoreAllMocks());

async function points(...args: string[]): Promise<string> {
  out = '';
  await pointsCommand(async () => cloud.world).parseAsync(args, { from: 'user' });
  return out;
}
async function redeem(...args: string[]): Promise<string> {
  out = '';
  await redeemCommand(async () => cloud.world).parseAsync(args, { from: 'user' });
  return out;
}
const adjust = (customer: string, many: string, ...more: string[]) =>
  points('adjust', customer, many, '--reason', 'a broken cup', '--by', 'anna@linden.example', ...more);

describe('rapport points', () => {
  it('shows what she has, by id or address, and whence', async () => {
    cloud = await clubWithAnn(over);
    await adjust('ann', '+20');
    await redeem('ann', 'mug', '--reserve', '--key', 'k1');
    expect(await points('Ann@private.example')).toBe(`ann in club (Linden Club): 10 points can be spent, 49 pending
  member since 2026-11-02
  tier gold since 2026-11-02, until 2027-12-31
  what can be spent
    10 until 2027-11-02
  pending
    49 from 2026-11-16 on
  reserved
    10 for mug, key k1, until 2026-11-02 12:30
  ledger, the latest first
${(await points('ann')).split('the latest first\n')[1]}`);
    expect(out).toContain('2026-11-02 12:00  adjusted +20 (a broken cup, by anna@linden.example)');
    expect(out).toContain('2026-11-02 12:00  spent -10 (reward mug)');
    expect(JSON.parse(await points('ann', '--json'))).toMatchObject({
      customer: 'ann',
      programs: [{ program: 'club', account: { owed: 0 } }],
    });
  });

  it('says who is no member, and what is not there', async () => {
    cloud = await clubWithAnn();
    await saveCustomer(cloud.world, { customer: 'bob', attributes: {}, at: noon });
    expect(await points('bob')).toBe('bob is no member of club (Linden Club)\n');
    await expect(points('eve')).rejects.toThrow('no customer is known by "eve"');
    await expect(points('ann', '--program', 'clubs')).rejects.toThrow(
      'there is no program "clubs" in force; there are club; did you mean "club"?',
    );
  });
});

describe('rapport points adjust', () => {
  beforeEach(async () => {
    cloud = await clubWithAnn();
  });

  it('gives and takes, once for each key, and leaves a trace', async () => {
    expect(await adjust('ann', '+50', '--key', 'k1')).toBe('ann: +50 points in club, 99 now (key k1)\n');
    expect(await adjust('ann', '+50', '--key', 'k1')).toBe('ann: these +50 points were entered before, under the key k1\n');
    expect(await adjust('ann', '-9', '--key', 'k2')).toBe('ann: -9 points in club, 90 now (key k2)\n');
    await expect(adjust('ann', '-9', '--key', 'k1')).rejects.toThrow(
      'nothing was entered: the key "k1" was used before: 50 points by anna@linden.example, because: a broken cup',
    );
    expect(await balance(cloud.world)).toBe(90);
    expect((await ledger(cloud.world)).filter(({ by }) => by === 'anna@linden.example')).toMatchObject([{ points: 50 }, { points: -9 }]);
  });

  it.each([
    ['0', 'points are a whole number other than 0'],
    ['1.5', 'points are a whole number other than 0'],
    ['many', 'points are a whole number other than 0'],
    ['2000000', 'up to 1000000 at a time'],
    ['-50', 'she has 49 points: 50 cannot be taken'],
  ])('refuses %s', async (many, sentence) => {
    await expect(adjust('ann', many)).rejects.toThrow(sentence);
    expect(await balance(cloud.world)).toBe(49);
  });

  it.each(['ann@linden.example', 'ANN@Linden.example', 'ann+club@linden.example'])('by %s is refused for her own points', async (by) => {
    await saveCustomer(cloud.world, { customer: 'ann', email: 'ann@linden.example', attributes: {}, at: noon });
    await expect(redeem('ann', 'mug', '--by', by)).rejects.toThrow('own address');
    await expect(points('adjust', 'ann', '+5', '--reason', 'a gift', '--by', by)).rejects.toThrow(
      `${by} is this customer's own address: ask a colleague`,
    );
    expect(await balance(cloud.world)).toBe(49);
  });

  it('refuses her own address with a note of hers in it', async () => {
    await saveCustomer(cloud.world, { customer: 'dan', attributes: {}, email: 'dan+shop@linden.example', at: noon });
    await expect(points('adjust', 'dan', '+5', '--reason', 'a gift', '--by', 'dan@linden.example')).rejects.toThrow('own address');
  });

  it.each([
    '<ann@private.example>',
    'ann@private.example.',
    '"ann"@private.example',
    'mailto:ann@private.example',
    'a\u200bnn@private.example',
    'nobody@nowhere.example',
    'mailto:anna@linden.example',
    'a\u200bnna@linden.example',
    'anna@linden.example.',
  ])('by %s, who is no colleague, is refused', async (by) => {
    await expect(points('adjust', 'ann', '+5', '--reason', 'a gift', '--by', by)).rejects.toThrow('is no e-mail address of a colleague');
    await expect(redeem('ann', 'mug', '--by', by)).rejects.toThrow('is no e-mail address of a colleague');
    expect(await balance(cloud.world)).toBe(49);
  });

  it('tells a key of its own before the call, which may be lost', async () => {
    await adjust('ann', '+5');
    const key = told.replace('key ', '');
    expect(await adjust('ann', '+5', '--key', key)).toContain('were entered before');
    await expect(redeem('ann', 'cinema')).rejects.toThrow('no code left');
    expect(told).toMatch(/^key \S{36}$/);
  });

  it('asks for a reason and a colleague', async () => {
    await expect(points('adjust', 'ann', '+5', '--reason', ' ', '--by', 'anna@linden.example')).rejects.toThrow(
      'say why, in 3 to 200 characters',
    );
    await expect(points('adjust', 'ann', '+5', '--reason', 'a gift', '--by', 'anna')).rejects.toThrow(
      '"anna" is no e-mail address of a colleague',
    );
  });
});

describe('rapport points liability', () => {
  it('adds up what is owed, by tier, and says when it cannot tell', async () => {
    cloud = await clubWithAnn(over);
    await place(cloud, order('b1', { customer: 'bob', data: { total: { amount: 1000, currency: 'GBP' } } }));
    await cloud.settle();
    expect(await points('liability')).toBe(`club (Linden Club) on 2026-11-02: 2 members
  outstanding: 59 points, 0 of which can be spent and 59 are pending, 0.59 GBP
  ending in the next 30 days: 0; in the next 90 days: 0
  expected breakage: not enough data yet: points of 0 members have ended, 100 are needed
    blue: 1 member, 10 points, 0.10 GBP; not enough data yet: points of 0 members have ended, 100 are needed
    gold: 1 member, 49 points, 0.49 GBP; not enough data yet: points of 0 members have ended, 100 are needed
`);
    // Nobody has entered yet what is due: it counts as if it were.
    cloud.now = Date.UTC(2027, 9, 20, 12);
    expect(JSON.parse(await points('liability', '--json'))).toMatchObject({
      programs: [
        {
          program: 'club',
          available: 59,
          pending: 0,
          outstanding: 59,
          ending: { in30: 59, in90: 59 },
          cost: { amount: 59, currency: 'GBP' },
        },
      ],
    });
  });
});

describe('rapport redeem', () => {
  beforeEach(async () => {
    cloud = await clubWithAnn();
  });

  it('redeems at once, and once for each key', async () => {
    for (const _ of [1, 2])
      expect(await redeem('ann', 'mug', '--key', 'k1')).toBe('ann: 10 points for "mug" are redeemed; it left her 39 (key k1)\n');
    expect(await redeem('ann@private.example', 'five-off')).toMatch(
      /^ann: 20 points for "five-off" are redeemed; her code is FIVE-\S+, until 2026-12-02 12:00 UTC; it left her 19 \(key \S+\)\n$/,
    );
  });

  it('reserves, confirms and cancels', async () => {
    expect(await redeem('ann', 'mug', '--reserve', '--key', 'k1')).toBe(
      'ann: 10 points for "mug" are reserved until 2026-11-02 12:30 UTC: --confirm k1 or --cancel k1; it left her 39 (key k1)\n',
    );
    expect(await redeem('ann', '--confirm', 'k1')).toContain('are redeemed');
    await expect(redeem('ann', '--cancel', 'k1')).rejects.toThrow('nothing was redeemed: the redemption "k1" was confirmed');
    await redeem('ann', 'mug', '--reserve', '--key', 'k2');
    expect(await redeem('ann', '--cancel', 'k2')).toBe('ann: 10 points for "mug" were given back (key k2)\n');
    expect(await balance(cloud.world)).toBe(39);
  });

  it('keeps who ordered it', async () => {
    const by = ['--by', 'anna@linden.example'];
    await redeem('ann', 'mug', '--reserve', '--key', 'k1', ...by);
    await redeem('ann', '--cancel', 'k1', '--by', 'bea@linden.example');
    await redeem('ann', 'mug', '--key', 'k2', ...by);
    expect(await redeem('ann', 'mug', '--key', 'k2', '--json')).toContain('"settledBy":"anna@linden.example"');
    expect((await ledger(cloud.world)).flatMap((line) => (line.by ? [[line.kind, line.by]] : [])).sort()).toEqual([
      ['returned', 'bea@linden.example'],
      ['spent', 'anna@linden.example'],
      ['spent', 'anna@linden.example'],
    ]);
  });

  it.each([
    [['ann', 'mug', '--key', '..'], 'at least one of them a letter or digit; not ".."'],
    [['ann', 'mug', '--key', 'a/b'], 'not "a/b"'],
    [['ann'], 'say one of these: a reward, --confirm KEY, or --cancel KEY'],
    [['ann', 'mug', '--cancel', 'k1'], 'say one of these'],
    [['ann', 'mugs'], '"club" has no reward "mugs"; it has: mug, tote, five-off, cinema, poster'],
    [['ann', 'mug', '--key', 'a b'], 'not "a b"'],
    [['ann', '--confirm', 'k9'], 'this customer has no redemption "k9"'],
  ])('refuses %j', async (args, sentence) => {
    await expect(redeem(...args)).rejects.toThrow(sentence);
    expect(await balance(cloud.world)).toBe(49);
  });
});
