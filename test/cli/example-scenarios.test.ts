import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tryScenarios } from '../../lib/cli/scenarios.ts';
import { examples } from '../example-shop.ts';

it('each campaign of the example shop does what its scenarios say', { timeout: 60_000 }, async () => {
  const campaigns = readdirSync(examples).filter((name) => /^(?!data|settings)[a-z-]+\.json$/.test(name));
  const trials = await tryScenarios(examples);
  expect(trials.filter(({ ok }) => !ok)).toEqual([]);
  expect(new Set(trials.map(({ campaign }) => `${campaign}.json`))).toEqual(new Set(campaigns));
});
