import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { check } from '../../lib/cli/check.ts';
import { startDefinition } from '../../lib/cli/new.ts';
import { showTrials, tryScenarios } from '../../lib/cli/scenarios.ts';
import { kinds } from '../../lib/core/definition/campaign.ts';
import { copyExamples } from '../example-shop.ts';

let path: string;
const now = Date.UTC(2026, 10, 2, 12);

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'new-'));
  await copyExamples(path, ['abandoned-basket']);
});
afterEach(() => rm(path, { recursive: true }));

it('a campaign of each kind to begin with passes check and test', async () => {
  for (const kind of kinds) await startDefinition({ kind, id: `our-${kind}`, path, now });
  const { problems } = await check(path, now);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const trials = await tryScenarios(path);
  expect(showTrials(trials)).toContain(`${kinds.length} scenarios, all as expected`);
});

it('a program and a pool to begin with pass check, and the first campaign of kind loyalty brings a program along', async () => {
  const names = async (kind: string, id?: string) =>
    (await startDefinition({ kind, id, path, now }))
      .map((file) => file.slice(path.length + 1))
      .filter((file) => !file.startsWith('templates'));
  expect(await names('loyalty', 'hurrah')).toEqual(['hurrah.json', 'hurrah.scenario.json', 'loyalty/our-circle.json']);
  expect(await names('loyalty', 'again')).toEqual(['again.json', 'again.scenario.json']);
  expect(await names('program', 'second')).toEqual(['loyalty/second.json']);
  expect(await names('coupons', 'hurrah')).toEqual(['coupons/hurrah.json']);
  await expect(startDefinition({ kind: 'coupons', id: 'hurrah', path, now })).rejects.toThrow('is "hurrah" already');
  await expect(startDefinition({ kind: 'coupon', id: 'x', path, now })).rejects.toThrow('did you mean "coupons"?');
  expect((await check(path, now)).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const again = await readFile(join(path, 'again.json'), 'utf8');
  expect(again).toContain('"program": "our-circle"');
});

it('overwrites nothing, and says what it does not know', async () => {
  const files = await startDefinition({ kind: 'win-back', path, now });
  expect(files.map((file) => file.slice(path.length + 1))).toEqual([
    'win-back.json',
    'win-back.scenario.json',
    'templates/win-back/template.json',
    'templates/win-back/email.en.mjml',
    'templates/win-back/email.de.mjml',
  ]);
  await expect(startDefinition({ kind: 'win-back', path, now })).rejects.toThrow('is "win-back" already');
  await rm(join(path, 'win-back.json'));
  await rm(join(path, 'win-back.scenario.json'));
  await expect(startDefinition({ kind: 'win-back', path, now })).rejects.toThrow('are there already');
  await expect(startDefinition({ kind: 'winback', path, now })).rejects.toThrow('did you mean "win-back"?');
  await expect(startDefinition({ kind: 'direct', id: '../x', path, now })).rejects.toThrow('is no id');
});

it('does not go live with the words that it was begun with', async () => {
  await startDefinition({ kind: 'win-back', path, now });
  const file = join(path, 'win-back.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"draft"', '"live"'));
  const { problems } = await check(path, now);
  const errors = problems.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ file }) => file.slice(-13)).sort()).toEqual(['email.de.mjml', 'email.en.mjml']);
  expect(errors[0]?.message).toContain('still says what "rapport new" wrote');
});
