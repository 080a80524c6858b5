import { readFileSync, utimesSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { importCommand } from '../../lib/cli/import.ts';
import { rootCommand } from '../../lib/cli/root.ts';
import { loadAddress } from '../../lib/store/addresses.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { loadConsentRecords } from '../../lib/store/consent-records.ts';
import { loadContact, saveContact } from '../../lib/store/contacts.ts';
import { hasLoadedConsents } from '../../lib/store/loaded-marks.ts';
import { loadProducts } from '../../lib/store/products.ts';
import type { Operation, World } from '../../lib/world.ts';
import { type Cloud, openCloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { ann, cidOf, noon } from '../functions/shop.ts';
import { fileOf, mapOf, removeFiles } from '../orders/order-files.ts';

afterAll(removeFiles);

let cloud: Cloud;
let out = '';
let err = '';
let writes = 0;
let world: World;

beforeEach(async () => {
  cloud = await openCloud({ now: noon });
  const { table } = cloud.world;
  const write = (operations: Operation[]) => {
    writes++;
    return cloud.world.table.write(operations);
  };
  world = { ...cloud.world, now: () => cloud.now, table: { ...table, write } };
  out = err = '';
  for (const [stream, keep] of [
    [process.stdout, (text: string) => (out += text)],
    [process.stderr, (text: string) => (err += text)],
  ] as const)
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      keep(String(text));
      return true;
    });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function run(...args: string[]) {
  out = err = '';
  const noOrders = () => Promise.reject(new Error('orders were asked for'));
  writes = 0;
  const root = await rootCommand('import', { import: async () => importCommand(noOrders, async () => world) });
  await root.parseAsync(['import', ...args], { from: 'user' });
}
/** Runs with --json and gives back the counts. */
async function counts(...args: string[]) {
  await run(...args, '--json');
  return out === '' ? err : JSON.parse(out);
}
const rejectsOf = (file: string) => readFileSync(`${file}.rejects.csv`, 'utf8').trim().split('\n').slice(1);
const sorted = (counts: { lines: number; imported: number; same: number; rejected: Record<string, number> }) =>
  counts.lines - counts.imported - counts.same - Object.values(counts.rejected).reduce((a, b) => a + b, 0);

describe('rapport import customers', () => {
  const good = [
    'id,email,phone,firstName,language,country,birthday,accepts email marketing',
    'ann,Ann@Private.EXAMPLE,020 7946 0000,Ann,EN,United Kingdom,1969-02-28,yes',
    'bob,bob@private.example,,Bob,de-at,AT,,no',
    '',
  ].join('\n');

  it('saves who they are, and the same file again writes nothing, whether her profile is there already or the file was copied', async () => {
    const file = fileOf(gzipSync(good), '.csv.gz');
    expect(await counts('customers', file)).toEqual({ lines: 2, imported: 2, same: 0, rejected: {} });
    await cloud.settle();
    expect(await loadContact(cloud.world, ann)).toMatchObject({
      email: 'Ann@private.example',
      phone: '+442079460000',
      country: 'GB',
      language: 'en',
      consent: { email: { offers: true } },
    });
    expect((await loadContact(cloud.world, cidOf('bob')))?.consent.email).toMatchObject({ offers: false });
    const profile = await cloud.world.table.get({ table: 'customers', pk: ann, sk: '-' });
    expect(profile?.profile).toMatchObject({ attributes: { firstName: 'Ann', birthday: '1969-02-28', country: 'GB', language: 'en' } });
    expect(await hasLoadedConsents(cloud.world)).toBe(true);
    cloud.now += 3_600_000;
    expect(await counts('customers', fileOf(good))).toEqual({ lines: 2, imported: 0, same: 2, rejected: {} });
    expect(writes).toBe(0);
  });

  it('closes: every line is imported, known already or rejected with its reason', async () => {
    const file = fileOf(
      [
        'customer;e-mail;phone;zone;at',
        'a;a@x.example;;Europe/London;2026-01-01',
        'a;a@x.example;;Europe/London;2026-01-01',
        'a;other@x.example;;Europe/London;2026-01-01',
        'a;newer@x.example;;;2026-02-01',
        ';b@x.example;;;',
        'c;not an address;;;',
        'd;;12;;',
        'e;;;Europe/Nowhere;',
        'f;;;;2999-01-01',
        'g;;;;yesterday',
        'h;"open;;;',
        'i;;',
        `${'x'.repeat(129)};;;;`,
        'j;;\0;;',
      ].join('\n'),
    );
    const told = await counts('customers', file);
    expect(told).toEqual({
      lines: 14,
      imported: 2,
      same: 1,
      rejected: {
        'conflicting-line': 1,
        'no-customer': 2,
        'bad-email': 1,
        'bad-phone': 1,
        'bad-zone': 1,
        'bad-date': 2,
        'broken-quotes': 1,
        'wrong-columns': 1,
        unreadable: 1,
      },
    });
    expect(sorted(told)).toBe(0);
    expect(rejectsOf(file)[0]).toBe(
      '4,conflicting-line,"line 2 says something else of the same","a;other@x.example;;Europe/London;2026-01-01"',
    );
    expect((await loadContact(cloud.world, cidOf('a')))?.email).toBe('newer@x.example');
    expect(await counts('customers', file)).toMatchObject({ imported: 0, same: 3 });
  });

  it('reads the attributes that data.json declares, by a map that leaves out the other columns', async () => {
    const map = mapOf({ columns: { customer: 'Kundennummer', birthday: 'Geburtstag' }, dateFormat: 'd.M.yyyy' });
    const file = fileOf('Kundennummer;Geburtstag;Notiz\n7;1.2.1955;x\n8;31.2.1955;x\n');
    expect(await counts('customers', file, '--map', map)).toMatchObject({ imported: 1, rejected: { 'bad-date': 1 } });
    expect(rejectsOf(file)[0]).toContain('is not a day of the form d.M.yyyy that the map names, nor YYYY-MM-DD');
    const plain = fileOf('id,birthday\n=2+3,01/02/1955\n');
    await run('customers', plain);
    expect(rejectsOf(plain)[0]).toMatch(/of the form YYYY-MM-DD \(another is named by ""dateFormat"" in --map FILE.json\).*,"'=2\+3,/);
    await cloud.settle();
    const profile = await cloud.world.table.get({ table: 'customers', pk: cidOf('7'), sk: '-' });
    expect(profile?.profile).toMatchObject({ attributes: { birthday: '1955-02-01' } });
  });

  it('says in one sentence each what cannot be used, and writes nothing', async () => {
    const map = (text: string) => fileOf(text, '.json');
    const file = fileOf(good);
    for (const [args, sentence] of [
      [['/nowhere.csv'], '/nowhere.csv: there is no such file'],
      [[fileOf('')], 'is empty'],
      [
        [fileOf('id,emial\n1,2\n')],
        'line 1: nothing is known of the column "emial"; did you mean "email"?; columns of customers are customer',
      ],
      [
        [fileOf('id,email,E-Mail\n1,a@b.example,\n')],
        'line 1: the column "E-Mail" stands there twice; with --map FILE.json say by its number',
      ],
      [[fileOf(`id\n${'x'.repeat(2 * 1024 * 1024)}`)], 'a line is longer than 1 MB: this is no file of rows'],
      [[fileOf('email\na@b.example\n')], 'there is no column "customer"; columns found: "email"'],
      [[file, '--zone', 'Mars'], '--zone Mars: is not a time zone'],
      [[file, '--map', '/nowhere.json'], '/nowhere.json: there is no such file'],
      [
        [file, '--map', map('{"columns":\n{"customer":"id","emial":"email"}}')],
        '.json:2:18: columns.emial: this is nothing that a file of customers tells; given: "emial"; did you mean "email"?; allowed: customer, email',
      ],
      [
        [file, '--map', map('{"columns":\n{"customer":"id",\n"email":"E-Post"}}')],
        '.json:3:9: columns.email: there is no column "E-Post"; columns found: "id"',
      ],
      [[file, '--map', map('{"columns":{"email":"email"}}')], 'the map names no column for "customer"'],
      [[file, '--map', map('{"columns":{"customer":0}}')], 'a column: its name in the header, or its number (1 is the first)'],
      [[file, '--map', map('{"columns":{"customer":9}}')], 'there is no column 9; the file has 8'],
      [[file, '--map', map('{"columns":{"customer":"id"},"dateFormat":"YYYY"}')], '"YYYY" is no token (write yyyy)'],
      [[file, '--map', map('{"columns":{"customer":"id"},')], '.json:1:'],
    ] as const) {
      process.exitCode = undefined;
      await run('customers', ...args);
      expect(err).toContain(sentence);
      expect(err).toMatch(/^rapport import customers: /);
      expect([out, process.exitCode, writes]).toEqual(['', 1, 0]);
    }
  });

  it('names the numbers of bad lines, also in a dry run, which writes them nowhere', async () => {
    const bad = fileOf(
      `${good.trimEnd()}\n${good
        .trimEnd()
        .split('\n')[1]
        ?.replace(/^[^,]*/, '')}\n`,
    );
    const wanted = /1 rejected \(no-customer 1 \(line 4\)\)/;
    await run('customers', bad, '--dry-run');
    expect(out).toMatch(wanted);
    out = '';
    await run('customers', bad, '--dry-run', '--json');
    expect(JSON.parse(out)).toMatchObject({ rejected: { 'no-customer': 1 }, rejectedLines: { 'no-customer': [4] } });
    out = '';
    await run('customers', bad);
    expect(out).toMatch(wanted);
  });

  it('only counts in a dry run, and carries on after it was stopped', async () => {
    const file = fileOf(good);
    await run('--dry-run', 'customers', file);
    expect(out).toContain('dry run: nothing was written');
    await run('customers', file, '--dry-run');
    expect(out).toContain('2 lines of customers = 2 that can be imported + 0 repeated + 0 rejected\ndry run: nothing was written');
    expect(writes).toBe(0);
    const { write } = cloud.world.table;
    let left = 2;
    cloud.world.table.write = async (operations) => {
      if (left-- <= 0) throw new Error('the table is away');
      return write(operations);
    };
    await run('customers', file);
    expect(err).toContain('stopped: the table is away\nWhat was saved stays; run the same command again to carry on.');
    cloud.world.table.write = write;
    process.exitCode = undefined;
    expect(await counts('customers', file)).toMatchObject({ lines: 2, rejected: {} });
    expect(await counts('customers', file)).toMatchObject({ imported: 0, same: 2 });
  });
});

describe('rapport import consents', () => {
  it('knows her by id or address; a withdrawal wins over what the file said before or was known later', async () => {
    await run('customers', fileOf('id,email,phone\nann,ann@x.example,+442079460000\nbob,ann@x.example,\n'));
    const file = fileOf(
      [
        'customer,email,phone,channel,topic,given,at',
        'ann,,,email,offers,yes,2026-01-01',
        ',ann@X.example,,e-mail,offers,no,2026-02-01',
        ',,+44 20 7946 0000,sms,,yes,2026-01-01',
        ',nobody@x.example,,email,offers,yes,2026-01-01',
        'ann,,,letter,offers,yes,2026-01-01',
        'ann,,,email,ofers,yes,2026-01-01',
        'ann,,,email,offers,perhaps,2026-01-01',
        ',,,email,offers,yes,2026-01-01',
      ].join('\n'),
    );
    const first = await counts('consents', file);
    expect(first).toEqual({
      lines: 8,
      imported: 3,
      same: 0,
      rejected: { 'unknown-customer': 1, 'bad-channel': 1, 'unknown-topic': 1, 'bad-given': 1, 'no-customer': 1 },
    });
    expect(rejectsOf(file)[2]).toContain('is no topic of settings.json; did you mean ""offers""?; allowed: ');
    expect(await loadContact(cloud.world, ann)).toMatchObject({ consent: { email: { offers: false }, sms: { offers: true } } });
    expect((await loadContact(cloud.world, cidOf('bob')))?.consent.email).toEqual({ offers: false });
    expect(await counts('consents', file)).toMatchObject({ imported: 0, same: 3 });
    expect(writes).toBe(0);
  });

  it('of an id that nobody has stores nothing', async () => {
    const file = fileOf('customer,channel,topic,given,at\nnobody,email,offers,yes,2026-01-01');
    expect(await counts('consents', file)).toMatchObject({ imported: 0, rejected: { 'unknown-customer': 1 } });
    expect(await loadContact(cloud.world, cidOf('nobody'))).toBeUndefined();
  });

  it('an undated yes gives no withdrawn consent back, neither in a file of consents nor of customers; a dated one does', async () => {
    const customers = fileOf('id,email,language,accepts email marketing\nann,ann@x.example,en,yes\n');
    await run('customers', customers);
    const offers = async () => (await loadContact(cloud.world, ann))?.consent.email?.offers;
    await saveContact(cloud.world, ann, { consent: { email: { offers: false } }, evidence: { source: 'api' }, at: noon });
    const kept = { lines: 1, imported: 0, same: 0, rejected: { withdrawn: 1 } };
    cloud.now += 86_400_000;
    const undated = fileOf('customer,channel,topic,given\nann,email,offers,yes\n');
    for (const file of [customers, undated]) utimesSync(file, cloud.now / 1000, cloud.now / 1000);
    expect(await counts('consents', undated)).toEqual(kept);
    expect(await counts('customers', customers)).toEqual(kept);
    expect(rejectsOf(customers)[0]).toContain('she has withdrawn this consent');
    expect(await offers()).toBe(false);
    const day = new Date(noon + 3_600_000).toISOString();
    await run('consents', fileOf(`customer,channel,topic,given,at\nann,email,offers,yes,${day}\n`));
    expect(await offers()).toBe(true);
  });

  it('keeps how each consent is proved, and asks for a confirmation where the line does not say that there was one', async () => {
    const { settings, ...rest } = publication();
    const news = { class: 'marketing' as const, basis: 'consent', confirm: true };
    await publishCatalogue(cloud.world, { ...rest, settings: { ...settings, topics: { ...settings.topics, news } } }, noon);
    await run('customers', fileOf(['id,email', ...['ann', 'bob', 'cid', 'dan'].map((id) => `${id},${id}@x.example`), 'eve,'].join('\n')));
    const file = fileOf(
      [
        'customer,channel,topic,given,at,wording,source,proof,confirmed',
        'ann,email,news,yes,2026-10-01T00:00:00Z,v3,footer form,mail of 2 October,yes',
        'bob,email,news,yes,2026-10-01T00:00:00Z,,,,yes',
        'cid,email,news,yes,2026-10-01T00:00:00Z,,footer form,imported,',
        'dan,email,offers,yes,,,,,',
        'eve,email,news,yes,,,,,',
      ].join('\n'),
    );
    expect(await counts('consents', file)).toEqual({ lines: 5, imported: 4, same: 0, asked: 1, rejected: { 'no-address': 1 } });
    expect(await counts('consents', file)).toMatchObject({ imported: 0, same: 4 });
    await run('consents', file);
    expect(out).not.toContain('asked to confirm');
    const name = basename(file);
    const records = async (id: string) =>
      (await loadConsentRecords(cloud.world, cidOf(id))).map(({ said, proof, wording }) => [said, proof, wording]);
    expect(await records('ann')).toEqual([['given', `footer form, mail of 2 October; ${name}, line 2`, 'v3']]);
    expect(await records('bob')).toEqual([['given', `${name}, line 3`, undefined]]);
    expect(await records('cid')).toEqual([['asked', `footer form, imported; ${name}, line 4`, undefined]]);
    expect(await records('dan')).toEqual([['given', `${name}, line 5`, undefined]]);
    await cloud.settle();
    expect(cloud.world.emails.map(({ message }) => message.to)).toEqual(['cid@x.example']);
  });

  it('refuses columns that it would not keep', async () => {
    await run('consents', fileOf('customer,channel,given,colour\nann,email,yes,red\n'));
    expect(err).toContain('nothing is known of the column "colour"');
    expect(await hasLoadedConsents(cloud.world)).toBe(false);
  });
});

describe('rapport import suppressions', () => {
  it('holds for those who have the address and for who gets it later', async () => {
    await run('customers', fileOf('id,email\nann,ann@x.example\n'));
    const file = fileOf(
      'email,phone,reason,at\nANN@x.example,,BOUNCE,2026-01-01\nlater@x.example,,asked Mr. Smith,\n,0207 946 0000,STOP,\n,,x,\n',
    );
    expect(await counts('suppressions', file)).toEqual({ lines: 4, imported: 3, same: 0, rejected: { 'no-address': 1 } });
    expect(await counts('suppressions', file)).toMatchObject({ imported: 0, same: 3 });
    expect(writes).toBe(0);
    await run('customers', fileOf('id,email,phone\nbob,Later@x.example,+442079460000\n'));
    expect((await loadContact(cloud.world, ann))?.suppressed).toEqual({ email: { reason: 'hard-bounce', at: Date.UTC(2026, 0, 1) } });
    expect((await loadContact(cloud.world, cidOf('bob')))?.suppressed).toMatchObject({
      email: { reason: 'imported' },
      sms: { reason: 'stop' },
    });
    expect((await loadAddress(cloud.world, 'email', 'later@x.example')).suppression?.reason).toBe('imported');
    expect(await hasLoadedConsents(cloud.world)).toBe(true);
  });
});

describe('rapport import products', () => {
  it('keeps what templates can show, with columns of the file’s own', async () => {
    const file = fileOf(
      'sku,name,price,currency,url,Material\n1,Mug,"1.234,50",GBP,https://x.example/1,China\n2,Cup,free,GBP,,\n3,Pot,1,XXY,,\n4,Jug,5 EUR,GBP,javascript:alert(1),\n1,Mug,2,GBP,,\n',
    );
    expect(await counts('products', file)).toEqual({
      lines: 5,
      imported: 1,
      same: 0,
      rejected: { 'bad-price': 1, 'bad-currency': 1, 'bad-url': 1, 'conflicting-line': 1 },
    });
    expect((await loadProducts(cloud.world, ['1'])).get('1')).toEqual({
      name: 'Mug',
      url: 'https://x.example/1',
      Material: 'China',
      price: { amount: 123_450, currency: 'GBP' },
    });
    expect(await counts('products', file)).toMatchObject({ imported: 0, same: 1 });
  });
});
