import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadRight } from '../../../lib/cli/local-campaign.ts';
import { chosenCampaigns, draftOf, planOf } from '../../../lib/cli/simulation/plan.ts';
import { copyExamples } from '../../example-shop.ts';

it('given a text of two parts in one language, when a shop is simulated, then its template counts two, and a draft may count more', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-plan-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const write = async (root: string, words: number) => {
    const file = join(folder, root, 'templates/thank-you/template.json');
    const template = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(
      file,
      JSON.stringify({ ...template, sms: { ...template.sms, en: `Thank you, {{ customer.firstName }}. ${'So much. '.repeat(words)}` } }),
    );
  };
  await copyExamples(join(folder, 'one'), ['thank-you']);
  await write('one', 20);
  await cp(join(folder, 'one'), join(folder, 'other'), { recursive: true });
  await write('other', 40);
  const shop = await loadRight(join(folder, 'one'), 'nothing was simulated');
  const plan = planOf(shop, chosenCampaigns(shop, []), { from: 0, until: 1 });
  expect(plan.parts).toMatchObject({ 'thank-you': 2, 'thank-you-best': 1 });
  const draft = await draftOf(join(folder, 'other'), plan, shop.root);
  expect(draft.plan).toMatchObject({ from: 0, until: 1, parts: { 'thank-you': 3 } });
  expect(draft.changed).toEqual([]);
});

it('given a text that shows the name of its brand, when a shop is simulated, then its parts are counted with that very name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-plan-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await copyExamples(folder, ['thank-you']);
  const file = join(folder, 'templates/thank-you/template.json');
  const template = JSON.parse(await readFile(file, 'utf8'));
  const settings = JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'));
  const [brand, ...others] = settings.brands;
  const partsBy = async (name: string) => {
    await writeFile(join(folder, 'settings.json'), JSON.stringify({ ...settings, brands: [{ ...brand, name }, ...others] }));
    await writeFile(file, JSON.stringify({ ...template, sms: { en: `{{ brand.name }}: ${'x'.repeat(140)}`, de: '{{ brand.name }}' } }));
    const shop = await loadRight(folder, 'nothing was simulated');
    return planOf(shop, chosenCampaigns(shop, []), { from: 0, until: 1 }).parts?.['thank-you'];
  };
  expect(await partsBy('Elm')).toBe(1);
  expect(await partsBy('The Linden and Larch Company')).toBe(2);
  expect(await partsBy('Łąka')).toBe(3);
});
