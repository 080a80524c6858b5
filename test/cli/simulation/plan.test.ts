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
