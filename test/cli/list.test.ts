import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listCommand } from '../../lib/cli/list.ts';
import type { Profile } from '../../lib/core/customer.ts';
import { segmentSchema } from '../../lib/core/definition/segment.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { fromJson } from '../../lib/store/json.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { copyExamples } from '../example-shop.ts';
import type { Cloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { cidOf, day, enrollments, noon, shop, thanks } from '../functions/shop.ts';

const spring = { id: 'spring', name: 'The spring list', list: { columns: ['reason', 'code'], expires: '2026-12-31' } };
let folder: string;
let cloud: Cloud;
let out = '';

beforeEach(async () => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
  vi.spyOn(console, 'log').mockImplementation((text) => {
    out += `${text}\n`;
  });
  out = '';
  folder = await mkdtemp(join(tmpdir(), 'lists-'));
  await copyExamples(folder);
  await mkdir(join(folder, 'segments'), { recursive: true });
  await writeFile(join(folder, 'segments/spring.json'), JSON.stringify(spring));
  const basket = JSON.parse(await readFile(join(folder, 'abandoned-basket.json'), 'utf8'));
  basket.entry.audience = { segment: 'spring' };
  await writeFile(join(folder, 'abandoned-basket.json'), JSON.stringify(basket));
  cloud = await shop();
  await saveCustomer(cloud.world, { customer: 'bob', attributes: {}, email: 'bob@private.example', at: noon });
  await cloud.settle();
});

afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await rm(folder, { recursive: true });
});

async function list(...args: string[]): Promise<string> {
  out = '';
  await listCommand(async () => cloud.world).parseAsync([...args, '--definitions', folder], { from: 'user' });
  return out;
}

async function put(lines: string[], ...more: string[]) {
  const file = join(folder, '..', `${folder.split('/').at(-1)}.csv`);
  await writeFile(file, lines.join('\n'));
  const text = await list('put', 'spring', file, ...more).finally(() => rm(file));
  return more.includes('--json') ? JSON.parse(text) : text;
}

async function rowOf(customer: string) {
  const item = await cloud.world.table.get({ table: 'customers', pk: cidOf(customer), sk: '-' });
  return item && fromJson<Profile>(item.profile).lists?.spring;
}

const good = ['customer,reason,code', 'ann,a fine coat,A1', 'bob,a hat,B2', 'eve,a shoe,E3'];

describe('rapport list put', () => {
  it('gives each customer her row and says what it met', async () => {
    const text = await put([...good, 'ann,again,A9']);
    expect(text).toBe(
      [
        'spring, until 2026-12-31: 4 rows = 2 matched + 1 new + those below',
        '1 twice: the first row counts',
        '2 of them have given no consent to "offers": they get nothing of it',
        '',
      ].join('\n'),
    );
    expect(await rowOf('ann')).toEqual({ until: '2026-12-31', row: { reason: 'a fine coat', code: 'A1' } });
    expect(await rowOf('eve')).toEqual({ until: '2026-12-31', row: { reason: 'a shoe', code: 'E3' } });
  });

  it('finds her by her address, and tells the lines of addresses that nobody has', async () => {
    const report = await put(['email;code;reason', 'Bob@Private.example;B2;a hat', 'nobody@private.example;N1;x'], '--json');
    expect(report).toMatchObject({ rows: 2, matched: 1, new: 0, unknown: [3] });
    expect(await rowOf('bob')).toMatchObject({ row: { code: 'B2' } });
    expect(JSON.stringify(report)).not.toContain('private.example');
  });

  it('takes an address for an address only, though a customer has it for her id', async () => {
    await saveCustomer(cloud.world, { customer: '020 7946 0000', attributes: {}, at: noon });
    await saveCustomer(cloud.world, { customer: 'carl', attributes: {}, phone: '+442079460000', at: noon });
    await cloud.settle();
    expect(await put(['phone,reason,code', '020 7946 0000,a hat,B2'], '--json')).toMatchObject({ matched: 1, several: [] });
    expect(await rowOf('carl')).toMatchObject({ row: { code: 'B2' } });
    expect(await rowOf('020 7946 0000')).toBeUndefined();
  });

  it('takes everybody off the list by a file without rows only when that is said', async () => {
    await put(good);
    await expect(put(['customer,reason,code'])).rejects.toThrow('has no rows, so everybody would leave the list spring; say --empty');
    expect(await rowOf('ann')).toBeDefined();
    expect(await put(['customer,reason,code'], '--empty', '--json')).toMatchObject({ rows: 0, left: 3 });
  });

  it('replaces the list: who is not in the file leaves it, and the same file again writes nothing', async () => {
    await put(good);
    const writes = vi.spyOn(cloud.world.table, 'write');
    expect(await put(good, '--json')).toMatchObject({ matched: 3, new: 0, left: 0 });
    expect(writes).not.toHaveBeenCalled();
    expect(await put(good.slice(0, 2), '--json')).toMatchObject({ matched: 1, left: 2 });
    expect([await rowOf('ann'), await rowOf('bob'), await rowOf('eve')]).toEqual([expect.anything(), undefined, undefined]);
  });

  it('does not put back who was erased', async () => {
    const contact = { table: 'relations', pk: cidOf('bob'), sk: 'CONTACT' } as const;
    await cloud.world.table.write([{ update: contact, set: [[['erasedAt'], noon]] }]);
    expect(await put(good, '--json')).toMatchObject({ matched: 1, new: 1, unknown: [3] });
    expect(await rowOf('bob')).toBe(undefined);
  });

  it('--dry-run counts only', async () => {
    await put(good.slice(0, 2));
    expect(await put(['customer,reason,code', 'bob,a hat,B2'], '--json', '--dry-run')).toMatchObject({ matched: 1, left: 1 });
    expect([await rowOf('ann'), await rowOf('bob')]).toEqual([expect.anything(), undefined]);
  });

  it('writes nothing of a list whose last day is over', async () => {
    cloud.now += 90 * day;
    expect(await put(good)).toContain('holds until 2026-12-31, which is over');
    expect(process.exitCode).toBe(1);
    expect(await rowOf('ann')).toBe(undefined);
  });

  it.each<[string, string[], string]>([
    [
      'a column that is not declared',
      ['customer,reason,code,age', 'ann,x,y,9'],
      'has the column "age", which the segment does not declare',
    ],
    ['a column that is missing', ['customer,reason', 'ann,x'], 'lacks the column "code"'],
    ['a column twice', ['customer,reason,code,Code', 'ann,x,y,z'], 'has the column "Code" twice'],
    ['nobody named', ['reason,code', 'x,y'], 'has no column that names the customer'],
    ['two names', ['customer,email,reason,code', 'ann,a@b.example,x,y'], 'has more than one column that names the customer'],
    ['an empty cell', ['customer,reason,code', 'ann,x,y', 'bob,,z'], 'line 3: "reason" is empty'],
    ['no address in a column of them', ['email,reason,code', 'ann,x,y'], 'line 2: "ann" is not an e-mail address'],
    ['no number in a column of them', ['phone,reason,code', '12,x,y'], 'line 2: "12" is not a phone number of GB'],
    ['a row too long', ['customer,reason,code', `ann,${'x'.repeat(600)},y`], 'at most 500 can be kept'],
  ])('refuses %s before anything is written', async (_, lines, message) => {
    await expect(put(lines)).rejects.toThrow(message);
    expect(await rowOf('ann')).toBe(undefined);
  });

  it('says which lists there are when it is given none', async () => {
    await expect(list('put', 'sprng', 'x.csv')).rejects.toThrow(
      'there is no segment "sprng" in segments/; lists are: spring; did you mean "spring"?',
    );
  });

  it('enters whom a campaign waits for, with what the row says', async () => {
    const welcome = thanks({ id: 'welcome', kind: 'database', entry: { trigger: { segment: 'spring', on: 'enter' } }, topic: 'service' });
    await publishCatalogue(cloud.world, { ...publication(), segments: [segmentSchema.parse(spring)], campaigns: [welcome] }, noon);
    await put(good.slice(0, 2));
    cloud.now += 20_000;
    await cloud.advanceTo(cloud.now + 60_000);
    const [entered] = await enrollments(cloud);
    expect(entered?.enrollment).toMatchObject({ campaign: 'welcome', trigger: { reason: 'a fine coat', code: 'A1' } });
    await put(good.slice(0, 2));
    await cloud.advanceTo(cloud.now + 60_000);
    expect(await enrollments(cloud)).toHaveLength(1);
  });
});

describe('rapport list show', () => {
  it('counts who stands on it, and who did', async () => {
    await put(good);
    expect(await list('show', 'spring')).toBe('spring: 3 customers, until 2026-12-31; 0 rows have expired\n');
    cloud.now += 90 * day;
    expect(JSON.parse(await list('show', 'spring', '--json'))).toEqual({ holding: 0, expired: 3, until: ['2026-12-31'] });
  });
});
