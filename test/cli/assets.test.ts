import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { check } from '../../lib/cli/check.ts';
import { loadDefinitions } from '../../lib/cli/definitions.ts';
import { publishFolder } from '../../lib/cli/publish.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { loadCatalogue } from '../../lib/store/catalogue.ts';
import { copyExamples } from '../example-shop.ts';

const now = Date.UTC(2026, 10, 2, 12);
const picture = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assets-'));
  await copyExamples(folder);
  await mkdir(join(folder, 'assets/autumn'), { recursive: true });
  await writeFile(join(folder, 'assets/autumn/hero.gif'), picture);
});

afterEach(() => rm(folder, { recursive: true }));

async function show(name: string): Promise<void> {
  const file = join(folder, 'templates/birthday/email.en.mjml');
  await writeFile(
    file,
    `<mj-section><mj-column>\n<mj-image alt="" src="{{ '${name}' | asset }}"></mj-image></mj-column></mj-section>\n<!-- ${(await readFile(file, 'utf8')).length} -->`,
  );
}

it('a picture is put where mails find it, under a name that its content gives it', async () => {
  await show('autumn/hero.gif');
  const world = memoryWorld({ now: () => now });
  const published = await publishFolder(world, folder, now);
  const [[name, asset] = []] = [...world.assets];
  expect(name).toMatch(/^autumn\/hero\.[0-9a-f]{12}\.gif$/);
  expect(asset).toMatchObject({ type: 'image/gif', content: picture });
  const catalogue = await loadCatalogue(world);
  const version = published.find(({ campaign }) => campaign === 'birthday')?.version ?? '';
  const { templates } = await catalogue.version('birthday', version);
  const template = await catalogue.template('birthday', templates.birthday ?? '');
  expect(template.languages.en?.html).toContain(`src="{{ assetsUrl | link }}/${name}"`);
});

it('a picture that is not there is told with its line and the nearest name', async () => {
  await show('autumn/heroe.gif');
  const { problems } = await check(folder);
  expect(problems).toMatchObject([
    {
      severity: 'error',
      line: 2,
      given: 'autumn/heroe.gif',
      didYouMean: 'autumn/hero.gif',
      message: expect.stringContaining('no such picture'),
    },
  ]);
});

it('what no mail program shows, or is too heavy, is refused; capital letters are no matter', async () => {
  await writeFile(join(folder, 'assets/logo.svg'), '<svg/>');
  await writeFile(join(folder, 'assets/photo.GIF'), picture);
  await writeFile(join(folder, 'assets/big.png'), Buffer.alloc(3 * 1024 * 1024));
  const { problems } = await check(folder);
  expect(problems.map(({ message }) => message)).toEqual([
    'the picture weighs 3072 KB; at most 2048 KB are allowed',
    expect.stringContaining('an asset is a picture (.png, .jpg'),
  ]);
});

it('a campaign that stands alone is read with the pictures of the shop beside it', async () => {
  await show('autumn/hero.gif');
  const away = await mkdtemp(join(tmpdir(), 'draft-'));
  const draft = join(away, 'draft.json');
  await writeFile(draft, await readFile(join(folder, 'thank-you.json')));
  const { definitions, problems } = await loadDefinitions(draft, now, folder);
  await rm(away, { recursive: true });
  expect(problems).toEqual([]);
  expect(definitions?.campaigns.map(({ value }) => value.id)).toEqual(['thank-you']);
});
