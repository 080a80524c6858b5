import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { check, showResult } from '../../lib/cli/check.ts';
import { loadDefinitions } from '../../lib/cli/definitions.ts';
import { schemaFiles } from '../../lib/cli/schema.ts';
import { copyExamples, examples } from '../example-shop.ts';

const program = new URL('../../bin/rapport.ts', import.meta.url).pathname;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'definitions-'));
  await copyExamples(folder);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), content);
}

async function edit(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(folder, file), 'utf8');
  expect(text).toContain(from);
  await write(file, text.replace(from, to));
}

/** "file:line:column severity message" of everything that is wrong in the folder. */
async function found(path = folder): Promise<string[]> {
  const { problems } = await check(path);
  return problems.map(
    ({ file, line, column, severity, message }) =>
      `${file.slice(file.lastIndexOf('definitions-') + 19)}:${line}:${column} ${severity} ${message}`,
  );
}

describe('the example shop', () => {
  it('has no problem', { timeout: 30_000 }, async () => {
    // Before its offer in spring, whose day is once over.
    expect((await check(examples, Date.UTC(2026, 10, 1, 12))).problems).toEqual([]);
  });

  it('is loaded for publishing', async () => {
    const { definitions } = await loadDefinitions(folder);
    expect(definitions?.campaigns.map(({ value }) => value.id).sort()).toEqual(['abandoned-basket', 'birthday', 'thank-you']);
    expect(definitions?.templates.map(({ id }) => id)).toContain('thank-you-best');
    expect(definitions?.templates.map(({ brand, layout }) => [brand, layout?.file.endsWith('linden.mjml')])).toContainEqual([
      'linden',
      true,
    ]);
    expect(definitions?.data.activities['order.placed']?.properties.total?.type).toBe('money');
  });

  it('is not handed out when anything is wrong', async () => {
    await edit('thank-you.json', '"2 hours"', '2');
    expect((await loadDefinitions(folder)).definitions).toBeUndefined();
  });
});

describe('where and what', () => {
  const small = (step: string) =>
    `{\n  "id": "small",\n  "kind": "thank-you", "name": "Small", "owner": "anna@shop.example", "topic": "service",\n  "entry": { "trigger": { "activity": "order.placed", "where": { "field": "activity.orderId", "exists": true } } },\n  "steps": [\n    { "wait": "1 day" },\n    ${step}\n  ]\n}\n`;

  it.each([
    ['{ "sned": "thank-you", "validFor": "1 day" }', '7:7', 'send'],
    ['{ "send": "thank-you", "valdFor": "1 day" }', '7:28', 'validFor'],
    ['{ "send": "thank-yuo", "validFor": "1 day" }', '7:15', 'thank-you'],
    ['{ "send": "thank-you", "validFor": "1 day", "topic": "servise" }', '7:58', 'service'],
    ['{ "send": "thank-you", "validFor": "1 day", "by": ["email", "smms"] }', '7:65', 'sms'],
    ['{ "wait": "1 day", "for": { "activity": "order.palced" } }', '7:45', 'order.placed'],
    ['{ "wait": "1 day", "for": { "activity": "order.placed", "same": "orderID" } }', '7:69', 'orderId'],
    ['{ "update": { "customer.lnguage": "en" } }', '7:19', 'customer.language'],
    ['{ "branch": [{ "if": { "segment": "best-customer" }, "then": [] }], "otherwise": [] }', '7:39', 'best-customers'],
    ['{ "branch": [{ "fi": { "segment": "best-customers" }, "then": [] }], "otherwise": [] }', '7:20', 'if'],
  ])('%s has exactly one problem, at its place, with what was meant', async (step, place, meant) => {
    await write('small.json', small(step));
    const { problems } = await check(join(folder, 'small.json'));
    expect(problems.map(({ line, column }) => `${line}:${column}`)).toEqual([place]);
    expect(problems[0]?.didYouMean).toBe(meant);
  });

  it('shows file, place, path, value, choices and the nearest', async () => {
    await write('small.json', small('{ "send": "thank-you", "validFor": "1 day", "by": ["emial"] }'));
    const text = showResult(await check(join(folder, 'small.json')));
    expect(text).toMatch(
      /small\.json:7:56 error steps\[1\]\.by\[0\]: must be one of "email", "sms"\n {4}given: "emial"\n {4}allowed: email, sms\n {4}did you mean "email"\?\n1 error, 0 warnings in 1 file$/,
    );
  });

  it('tells what is referred to wrongly although something else in the file is wrong', async () => {
    const text = small('{ "wait": 5 }, { "send": "thank-yuo", "valdFor": "1 day" }').replace('"service"', '"servce"');
    await write('small.json', text.replace('order.placed', 'order.palced').replace('"kind"', '"knd": 1, "kind"'));
    const { problems } = await check(join(folder, 'small.json'));
    expect(problems.map(({ path, didYouMean }) => [path.join('.'), didYouMean])).toEqual([
      ['knd', 'kind'],
      ['topic', 'service'],
      ['entry.trigger.activity', 'order.placed'],
      ['steps.1.wait', undefined],
      ['steps.2.send', 'thank-you'],
      ['steps.2.valdFor', 'validFor'],
    ]);
  });

  it('says nothing of what a mistake took away', async () => {
    const wait = '{ "id": "answer", "wiat": "1 day", "for": { "activity": "order.placed" } }';
    const branch = '{ "branch": [{ "if": { "field": "steps.answer.total", "exists": true }, "then": [] }], "otherwise": [] }';
    await write(
      'small.json',
      small(`${wait}, ${branch}`).replace('"activity": "order.placed", "where"', '"actvity": "order.placed", "where"'),
    );
    const { problems } = await check(join(folder, 'small.json'));
    expect(problems.map(({ path, didYouMean }) => [path.join('.'), didYouMean])).toEqual([
      ['entry.trigger.actvity', 'activity'],
      ['steps.1.wiat', 'wait'],
    ]);
  });

  it('tells a wrong reference in a segment beside a wrong value', async () => {
    await write(
      'segments/odd.json',
      '{ "id": "odd", "name": "Odd", "rule": { "all": [{ "field": "metrics.odrers", "atLeast": 1 }, { "field": "metrics.spend", "atLeast": {} }] } }',
    );
    const { problems } = await check(join(folder, 'segments/odd.json'));
    expect(problems.map(({ path }) => path.join('.'))).toEqual(['rule.all.0.field', 'rule.all.1.atLeast']);
  });

  it('a mistyped key of the file gets the allowed keys and the nearest', async () => {
    await edit('birthday.json', '"steps"', '"stepz"');
    const { problems } = await check(join(folder, 'birthday.json'));
    expect(problems).toMatchObject([{ path: ['stepz'], didYouMean: 'steps', allowed: expect.arrayContaining(['entry', 'steps']) }]);
  });

  it('tells every problem of every file at once', async () => {
    await edit('thank-you.json', '"2 hours"', '2');
    await edit('birthday.json', '"year"', '"yaer"');
    await edit('segments/best-customers.json', '"500 GBP"', '500');
    await edit('settings.json', '"21:00"', '"21"');
    await edit('data.json', '"boolean"', '"yesno"');
    await edit('templates/thank-you/template.json', '"id"', '"ID"');
    const { problems } = await check(folder);
    expect(new Set(problems.map(({ file }) => file.split('/').at(-1)))).toEqual(
      new Set(['thank-you.json', 'birthday.json', 'best-customers.json', 'settings.json', 'data.json', 'template.json']),
    );
  });

  it('a template that names a variable which cannot exist fails', async () => {
    await write(
      'templates/thank-you/email.en.mjml',
      '<mj-section><mj-column><mj-text>\n  Hi {{ customer.fristName }}\n</mj-text></mj-column></mj-section>\n',
    );
    const { problems } = await check(folder);
    expect(problems).toMatchObject([{ severity: 'error', line: 2, didYouMean: 'customer.firstName' }]);
  });

  it('a problem in the texts of template.json is shown there', async () => {
    await edit('templates/birthday/template.json', '"en": "', '"en": "{{ metrics.odrers }} ');
    const [problem] = (await check(folder)).problems;
    expect(problem).toMatchObject({ severity: 'error', didYouMean: 'metrics.orders' });
    expect(problem?.line).toBeGreaterThan(1);
  });

  it('an SMS of several parts is a warning', async () => {
    await edit('templates/thank-you/template.json', '"sms": {\n    "en": "', `"sms": {\n    "en": "${'long '.repeat(60)}`);
    expect((await found()).filter((problem) => problem.includes('parts of SMS'))).toHaveLength(1);
  });
});

describe('bad input', () => {
  it.each([
    ['malformed JSON', '{\n  "id": "x"\n  "kind": "direct"\n}', '3:3 error a comma is wanted here'],
    ['an open brace', '{ "id": "x"', '1:12 error a closing brace } is wanted here'],
    [
      'a trailing comma',
      '{ "id": "x", }',
      '1:14 error the name of a property in double quotes is wanted here, and no comma before a closing brace',
    ],
    ['a comment', '{\n  // why\n  "id": "x" }', '2:3 error comments are not allowed in JSON; write "note": "…"'],
    ['an empty file', '', '1:1 error the file is empty: a definition is a JSON object'],
    ['only spaces', ' \n ', '1:1 error the file is empty: a definition is a JSON object'],
    ['no JSON', 'id: x\nkind: direct\n', '1:1 error this is no JSON: a definition begins with {'],
    ['another type', '[]', '1:1 error must be an object'],
    ['deep nesting', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, '1:37 error nested deeper than 32 levels'],
    ['deep nesting without an end', '[{"all":'.repeat(5000), '1:129 error nested deeper than 32 levels'],
    ['10 MB', `{ "note": "${'x'.repeat(10 * 1024 * 1024)}" }`, '1:1 error 10.0 MB: a definition is at most 1 MB'],
    ['bytes', Uint8Array.of(0xff, 0xfe, 0x7b, 0), '1:1 error this is no text in UTF-8, so it is no JSON'],
  ])('%s', async (_what, content, problem) => {
    await write('bad.json', content);
    expect(await found()).toEqual([`bad.json:${problem}`]);
  });

  it('a key twice is told at the second', async () => {
    await edit('birthday.json', '"kind": "database",', '"kind": "database",\n  "kind": "direct",');
    const { problems } = await check(join(folder, 'birthday.json'));
    expect(problems).toContainEqual(
      expect.objectContaining({ line: 5, column: 3, message: 'this key stands here twice; only one can count', path: ['kind'] }),
    );
  });

  it('a key three times is told at the second and at the third', async () => {
    await edit('birthday.json', '"kind": "database",', '"kind": "database",\n  "kind": "direct",\n  "kind": "database",');
    expect(await found(join(folder, 'birthday.json'))).toEqual([
      'birthday.json:5:3 error this key stands here twice; only one can count',
      'birthday.json:6:3 error this key stands here twice; only one can count',
    ]);
  });

  it('a byte order mark is told, and the rest is read', async () => {
    const text = await readFile(join(folder, 'birthday.json'), 'utf8');
    await write('birthday.json', `\uFEFF${text.replace('"year"', '"yaer"')}`);
    const { problems } = await check(join(folder, 'birthday.json'));
    expect(problems.map(({ message }) => message)).toEqual([
      'begins with a byte order mark: save it as UTF-8 without BOM',
      'must be "year"',
    ]);
  });

  it("a file with customers' addresses", async () => {
    await write('lists/spring.csv', 'customer,mail\n17,eva@mail.example\n');
    await write('README.md', 'Ask anna@shop.example.\n');
    expect(await found()).toEqual([
      "lists/spring.csv:2:7 error customers' addresses do not belong under campaigns/: take the file away, and out of the history of git",
    ]);
  });

  it("a customer's address inside a definition", async () => {
    await edit(
      'segments/best-customers.json',
      '{ "field": "metrics.orders", "atLeast": 5 }',
      '{ "field": "customer.lastName", "in": ["eva@mail.example"] }',
    );
    expect(await found()).toContainEqual("segments/best-customers.json:9:46 error a customer's address does not belong in a definition");
  });

  it('a list of customers as JSON is told shortly', async () => {
    await write('customers.json', JSON.stringify(Array.from({ length: 500 }, (_, n) => ({ mail: `eva${n}@mail.example` }))));
    expect(await found()).toHaveLength(4);
  });

  it('nothing at the path', async () => {
    expect((await check(join(folder, 'nothing'))).problems).toMatchObject([
      { severity: 'error', message: 'there is no such file or folder' },
    ]);
  });

  it('a folder without definitions', async () => {
    await mkdir(join(folder, 'empty'));
    expect((await check(join(folder, 'empty'))).problems).toMatchObject([{ severity: 'error', message: 'there are no definitions here' }]);
  });

  it('a named file is a definition, wherever it stands', async () => {
    const { problems } = await check(new URL('../../package.json', import.meta.url).pathname);
    expect(problems).toContainEqual(expect.objectContaining({ path: ['version'], message: 'unknown key' }));
  });

  it('no settings', async () => {
    await rm(join(folder, 'settings.json'));
    expect((await found())[0]).toContain('settings.json is missing');
  });

  it('CRLF counts as one line end', async () => {
    const text = await readFile(join(folder, 'birthday.json'), 'utf8');
    await write('birthday.json', text.replace('"offers"', '"ofers"').replaceAll('\n', '\r\n'));
    expect((await check(join(folder, 'birthday.json'))).problems).toMatchObject([{ line: 8, column: 12, didYouMean: 'offers' }]);
  });
});

describe('rapport check', { timeout: 30_000 }, () => {
  const run = promisify(execFile);

  it('ends with 0 when there are warnings only', async () => {
    await edit('templates/thank-you/template.json', '"sms": {\n    "en": "', `"sms": {\n    "en": "${'long '.repeat(60)}`);
    const { stdout } = await run(process.execPath, [program, 'check', folder]);
    expect(stdout).toMatch(/0 errors, 1 warning in \d+ files\n$/);
  });

  it('ends with 1 on errors, and prints one object when asked', async () => {
    await edit('birthday.json', '"year"', '"yaer"');
    const failed = await run(process.execPath, [program, 'check', folder, '--json']).catch(
      (error: { code: number; stdout: string }) => error,
    );
    expect(failed).toMatchObject({ code: 1 });
    expect(JSON.parse(failed.stdout)).toMatchObject({
      ok: false,
      errors: 1,
      warnings: 0,
      problems: [{ severity: 'error', didYouMean: 'year' }],
    });
  });

  it('reads 500 definitions in a couple of seconds', async () => {
    const text = await readFile(join(folder, 'thank-you.json'), 'utf8');
    for (let n = 0; n < 500; n += 1) await write(`many/c${n}.json`, text.replace('"id": "thank-you"', `"id": "c${n}"`));
    const begun = process.cpuUsage();
    const { errors, files } = await check(folder);
    expect([errors, files > 500]).toEqual([0, true]);
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1e6).toBeLessThan(5);
  });
});

describe('rapport schema', () => {
  it('chooses a step by its verb', () => {
    expect(JSON.parse(schemaFiles()['campaign.schema.json'] ?? '').definitions.step).toMatchObject({
      if: { required: ['send'] },
      else: { if: { required: ['wait'] } },
    });
  });
});
