import { expect, it } from 'vitest';
import { adjustPoints } from '../../lib/usecases/adjust-points.ts';
import { balance, clubWithAnn, ledger } from '../functions/club.ts';
import { ann } from '../functions/shop.ts';

const wish = { cid: ann, program: 'club', points: 50, reason: 'a broken cup', by: 'anna@linden.example', key: 'k' };

it('enters one of two adjustments that meet under one key, and refuses the other', async () => {
  const { world } = await clubWithAnn();
  const outcomes = await Promise.all([adjustPoints(world, wish), adjustPoints(world, { ...wish, points: 70 })]);
  const refused = outcomes.filter((one) => 'refused' in one);
  expect(refused).toMatchObject([{ refused: expect.stringMatching(/^the key "k" was used before: (50|70) points/) }]);
  const [entered] = outcomes.filter((one) => 'balance' in one);
  expect(entered).toEqual({ again: false, balance: await balance(world) });
  expect((await ledger(world)).filter(({ kind }) => kind === 'adjusted')).toHaveLength(1);
});

it('enters once what two order at the same moment in the same words', async () => {
  const { world } = await clubWithAnn();
  const outcomes = await Promise.all([adjustPoints(world, wish), adjustPoints(world, wish)]);
  expect(outcomes.some((one) => 'refused' in one)).toBe(false);
  expect(await balance(world)).toBe(99);
});
