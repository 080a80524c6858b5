import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { check } from '../../lib/cli/check.ts';
import { loadDefinitions } from '../../lib/cli/definitions.ts';
import { publishFolder } from '../../lib/cli/publish.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { loadCatalogue } from '../../lib/store/catalogue.ts';
import { copyExamples } from '../example-shop.ts';

const now = Date.UTC(2026, 10, 2, 12);
let folder: string;

/** A shop with two brands: Eiche speaks German first, has a layout of its own, and thanks with the templates of Linden. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brands-'));
  await copyExamples(folder);
  const settings = await readJson('settings.json');
  const [linden] = settings.brands;
  settings.brands.push({ ...linden, id: 'eiche', name: 'Eiche', languages: ['de', 'en'] });
  await write('settings.json', settings);
  for (const name of ['abandoned-basket', 'birthday', 'thank-you'])
    await write(`${name}.json`, { ...(await readJson(`${name}.json`)), brand: 'linden' });
  await write('danke.json', { ...(await readJson('thank-you.json')), id: 'danke', brand: 'eiche' });
  const layout = await readFile(join(folder, 'layouts/linden.mjml'), 'utf8');
  await writeFile(
    join(folder, 'layouts/eiche.mjml'),
    layout.replace('{% content %}', '{% content %}<!-- --><mj-raw><p>Eiche</p></mj-raw>'),
  );
});

afterEach(() => rm(folder, { recursive: true }));

async function readJson(file: string) {
  return JSON.parse(await readFile(join(folder, file), 'utf8'));
}

async function write(file: string, value: unknown): Promise<void> {
  await writeFile(join(folder, file), JSON.stringify(value, null, 2));
}

describe('a shop with two brands', () => {
  it('compiles each template for the brands whose campaigns send it', async () => {
    const { problems, definitions } = await loadDefinitions(folder);
    expect(problems).toEqual([]);
    const editions = definitions?.templates.map(({ id, brand }) => `${id} ${brand}`).sort();
    expect(editions).toEqual([
      ...['basket-help linden', 'basket-last-call linden', 'basket-reminder linden', 'birthday linden'],
      ...['thank-you eiche', 'thank-you linden', 'thank-you-best eiche', 'thank-you-best linden'],
    ]);
  });

  it('sends each campaign in the layout and default language of its brand', async () => {
    const world = memoryWorld({ now: () => now, publicUrl: 'https://shop.example' });
    const published = await publishFolder(world, folder, now);
    const catalogue = await loadCatalogue(world);
    const templateOf = async (campaign: string) => {
      const version = published.find((each) => each.campaign === campaign)?.version ?? '';
      const { templates } = await catalogue.version(campaign, version);
      return catalogue.template('thank-you', templates['thank-you'] ?? '');
    };
    const [linden, eiche] = [await templateOf('thank-you'), await templateOf('danke')];
    expect([linden.defaultLanguage, eiche.defaultLanguage]).toEqual(['en', 'de']);
    expect(linden.languages.en?.html).not.toContain('<p>Eiche</p>');
    expect(eiche.languages.en?.html).toContain('<p>Eiche</p>');
    expect(Object.keys(eiche)).not.toContain('brand');
  });

  it('complains at the campaign whose brand has no layout', async () => {
    await rm(join(folder, 'layouts/eiche.mjml'));
    const { problems } = await check(folder);
    expect(problems).toMatchObject([
      { severity: 'error', path: ['brand'], given: 'eiche', message: expect.stringContaining('add campaigns/layouts/eiche.mjml') },
    ]);
    expect(problems[0]?.file).toMatch(/danke\.json$/);
  });

  it('complains about a layout without its footer or the way out', async () => {
    await writeFile(
      join(folder, 'layouts/eiche.mjml'),
      '<mjml><mj-body>{% content %}<mj-raw><a href="{{ unsubscribeUrl }}">Stop</a></mj-raw></mj-body></mjml>',
    );
    const { problems } = await check(folder);
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message)).toEqual(['every e-mail says who writes and from where: show {{ brand.footer }} in it']);
    expect(errors[0]?.file).toMatch(/eiche\.mjml$/);
  });

  it('complains about the layout of the second brand', async () => {
    await writeFile(join(folder, 'layouts/eiche.mjml'), '<mjml><mj-body></mj-body></mjml>');
    const { problems } = await check(folder);
    expect(problems).toMatchObject([{ line: 1, message: expect.stringContaining('a layout has {% content %} once') }]);
    expect(problems[0]?.file).toMatch(/eiche\.mjml$/);
  });

  it('a template that nobody sends yet is compiled for the brand whose language it speaks', async () => {
    await write('danke.json', { ...(await readJson('danke.json')), status: 'ended' });
    await cp(join(folder, 'templates/birthday'), join(folder, 'templates/geburtstag'), { recursive: true });
    const { subject, preheader, sms } = await readJson('templates/birthday/template.json');
    await write('templates/geburtstag/template.json', {
      id: 'geburtstag',
      subject: { de: subject.de },
      preheader: { de: preheader.de },
      sms: { de: sms.de },
    });
    await rm(join(folder, 'templates/geburtstag/email.en.mjml'));
    const { problems, definitions } = await loadDefinitions(folder);
    expect(problems).toEqual([]);
    expect(definitions?.templates.map(({ id, brand }) => `${id} ${brand}`)).toContain('geburtstag eiche');
  });
});

describe('a template that could never be sent', () => {
  it('is refused with file and line, by values of the types that data.json declares', async () => {
    const email = join(folder, 'templates/birthday/email.en.mjml');
    const loop = '{% for a in trigger.lines %}{% for b in (1..1000) %}{% endfor %}{% endfor %}';
    const inText = (text: string) => `<mj-section><mj-column><mj-text>\n${text}</mj-text></mj-column></mj-section>`;
    await writeFile(email.replace('birthday', 'basket-help'), inText(`{% if trigger.lines %}${loop}{% endif %}`));
    await writeFile(email, inText('{% if customer.firstName %}\n{% for i in (1..999999) %}{% endfor %}{% endif %}'));
    const { problems } = await check(folder);
    expect(problems.map(({ file, line, message }) => `${file.slice(file.indexOf('templates/'))}:${line} ${message}`)).toEqual([
      'templates/basket-help/email.en.mjml:2 the template loops too long: more than 20000 turns',
      'templates/birthday/email.en.mjml:3 the template loops too long: more than 20000 turns',
    ]);
  });

  it('an optional value without a guard is a warning, with its place, once', async () => {
    await writeFile(
      join(folder, 'templates/thank-you/email.en.mjml'),
      '<mj-section><mj-column><mj-text>\n{{ customer.firstName }} {{ trigger.country }}</mj-text></mj-column></mj-section>',
    );
    const { problems } = await check(folder);
    expect(problems.map(({ severity, line, column, given }) => [severity, line, column, given])).toEqual([
      ['warning', 2, 4, 'customer.firstName'],
      ['warning', 2, 29, 'trigger.country'],
    ]);
  });
});
