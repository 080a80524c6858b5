import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { check } from '../../lib/cli/check.ts';
import { publishFolder } from '../../lib/cli/publish.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { loadCatalogue } from '../../lib/store/catalogue.ts';
import { copyExamples } from '../example-shop.ts';

/** Sunday of week 45. */
const now = Date.UTC(2026, 10, 8, 12);
let folder: string;

const campaign = {
  id: 'newest',
  kind: 'database',
  name: 'The weekly letter',
  owner: 'anna@shop.example',
  status: 'live',
  topic: 'news',
  entry: { trigger: { activity: 'order.placed', where: { field: 'activity.orderId', exists: true } } },
  steps: [{ id: 'letter', send: 'newest', edition: 'week', validFor: '1 day' }, { wait: '1 day' }, { notify: 'newest-read', to: 'care' }],
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'editions-'));
  await copyExamples(folder);
  const settings = JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'));
  await writeFile(
    join(folder, 'settings.json'),
    JSON.stringify({ ...settings, teams: { ...settings.teams, care: { emails: ['care@linden.example'] } } }),
  );
  await writeFile(join(folder, 'newest.json'), JSON.stringify(campaign));
  await letter('newest/2026-W45');
  await letter('newest-read');
});

afterEach(() => rm(folder, { recursive: true }));

/** A template that is right, but for what its file says. */
async function letter(id: string, name = id): Promise<void> {
  const at = join(folder, 'templates', id);
  await cp(join(folder, 'templates/birthday'), at, { recursive: true });
  await writeFile(join(at, 'template.json'), JSON.stringify({ id: name, subject: { en: 'News', de: 'Neues' } }));
  const mail = '<mj-section><mj-column><mj-text>News</mj-text></mj-column></mj-section>';
  for (const language of ['en', 'de']) await writeFile(join(at, `email.${language}.mjml`), mail);
}

const told = async () =>
  (await check(folder, now)).problems.filter(({ file }) => /newest/.test(file)).map(({ severity, message }) => `${severity} ${message}`);

it('check warns of the editions that are due and missing', async () => {
  expect(await told()).toEqual(['warning the edition of next week is missing, and without it nobody is sent: templates/newest/2026-W46']);
  await letter('newest/2026-W46');
  expect(await told()).toEqual([]);
  await letter('newest/2026-W47', 'newest/2026-W48');
  expect(await told()).toEqual(['error a template is called like its folder, "newest/2026-W47"']);
});

it('check asks for no edition before the first day of a campaign, nor after its last', async () => {
  const lasting = async (days: { starts?: string; ends?: string }) => {
    await writeFile(join(folder, 'newest.json'), JSON.stringify({ ...campaign, ...days }));
    return (await told()).map((each) => each.slice(-8));
  };
  expect(await lasting({ ends: '2026-11-08' })).toEqual([]);
  expect(await lasting({ ends: '2026-11-09' })).toEqual(['2026-W46']);
  expect(await lasting({ starts: '2026-11-15' })).toEqual(['2026-W46']);
  expect(await lasting({ starts: '2026-11-16' })).toEqual([]);
});

it('publishing takes every edition along, those for customers in the layout of the brand and those for colleagues plain', async () => {
  await letter('newest/2026-W46');
  const world = memoryWorld({ now: () => now });
  const published = await publishFolder(world, folder, now);
  const catalogue = await loadCatalogue(world);
  const { templates } = await catalogue.version('newest', published.find((one) => one.campaign === 'newest')?.version ?? '');
  expect(Object.keys(templates).sort()).toEqual(['newest-read', 'newest/2026-W45', 'newest/2026-W46']);
  const html = async (id: string) => (await catalogue.template(id, templates[id] ?? '')).languages.en?.html;
  expect(await html('newest/2026-W46')).toContain('{{ brand.footer }}');
  expect(await html('newest-read')).not.toContain('{{ brand.footer }}');
});
