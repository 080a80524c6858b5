import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { liftCommand } from '../../lib/cli/lift.ts';
import { rootCommand } from '../../lib/cli/root.ts';

const folder = mkdtempSync(join(tmpdir(), 'rapport-lift-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let out = '';
beforeEach(() => {
  out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

const fileOf = (content: string | Buffer, name = 'test.csv'): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

/** What it prints of a file with a column `arm`, of which "none" is the control group. */
async function lift(file: string, ...args: string[]): Promise<string> {
  const root = await rootCommand('lift', { lift: async () => liftCommand() });
  await root.parseAsync(['lift', file, '--arm', 'arm', '--control', 'none', ...args], { from: 'user' });
  return out;
}

const effectSchema = z.looseObject({
  ...{ arm: z.string(), outcome: z.string(), n: z.number(), control_n: z.number(), difference: z.number(), p: z.number() },
  mean: z.number().optional(),
  ...{ low: z.number().nullable(), high: z.number().nullable(), p_holm: z.number().nullable(), method: z.string() },
});
const liftSchema = z.object({
  customers: z.number(),
  arms: z.record(z.string(), z.number()),
  srm: z.object({ p: z.number(), alarm: z.boolean(), shares: z.record(z.string(), z.number()), shares_assumed: z.boolean() }),
  effects: z.array(effectSchema),
});
const liftJson = async (file: string, ...args: string[]) => liftSchema.parse(JSON.parse(await lift(file, ...args, '--json')));

const inOneLine = (text: string) => text.replace(/\s+/g, ' ');

/** Of each arm so many customers, of whom the first buy for 10. */
const trial = (arms: { [name: string]: [n: number, buyers: number] }) =>
  [
    'id,arm,bought,spend',
    ...Object.entries(arms).flatMap(([name, [n, buyers]]) =>
      Array.from({ length: n }, (_, index) => `${name}${index},${name},${index < buyers ? '1,10.00' : '0,0'}`),
    ),
  ].join('\n');

const both = ['--rate', 'bought', '--money', 'spend'];

describe('rapport lift', () => {
  it('prints the effect of each arm and outcome, as JSON', async () => {
    const found = await liftJson(fileOf(trial({ none: [1000, 100], offer: [1000, 150], voucher: [1000, 110] })), ...both);
    expect(found).toMatchObject({ customers: 3000, arms: { none: 1000, offer: 1000, voucher: 1000 }, srm: { p: 1, alarm: false } });
    expect(found.effects.map(({ outcome, arm }) => `${outcome} ${arm}`)).toEqual([
      'bought offer',
      'bought voucher',
      'spend offer',
      'spend voucher',
    ]);
    const [rate, , money] = found.effects;
    // z = .05 / sqrt(.125 × .875 × 2 / 1000)
    expect(rate).toMatchObject({ n: 1000, control_n: 1000, rate: 0.15, control: 0.1, p: expect.closeTo(0.000723, 6) });
    expect(rate?.p_holm).toBeCloseTo(2 * (rate?.p ?? NaN), 12);
    expect(rate).not.toHaveProperty('mean');
    expect(rate).not.toHaveProperty('bootstrap');
    expect(money).toMatchObject({ mean: 1.5, control: 1, difference: 0.5, bootstrap: { method: 'percentile bootstrap' } });
  });

  it('prints the same of the same customers in another order, plain or packed, with other words and delimiters', async () => {
    const lines = trial({ none: [50, 5], offer: [60, 9] }).split('\n');
    const [header = '', ...rows] = lines;
    const plain = await lift(fileOf(lines.join('\n')), ...both, '--json');
    const told = [
      fileOf(gzipSync([header, ...rows.toReversed()].join('\r\n')), 'packed.csv.gz'),
      fileOf(lines.map((line) => line.replaceAll(',', ';').replace(/;1;/, ';Yes;').replace(/;0;0$/, ';FALSE;0.0')).join('\n')),
    ];
    for (const file of told) {
      out = '';
      expect(await lift(file, ...both, '--json')).toBe(plain);
    }
  });

  it('finds columns however they are spelt, and counts one that is named twice once', async () => {
    const file = fileOf(trial({ none: [50, 5], offer: [60, 9] }));
    expect((await liftJson(file, '--rate', 'BOUGHT', 'bought')).effects.map(({ outcome }) => outcome)).toEqual(['bought']);
  });

  it('says in sentences what is real, what is not there, and what is still needed', async () => {
    const real = await lift(fileOf(trial({ none: [1000, 100], offer: [1000, 150] })), ...both);
    expect(real).toContain('offer: bought +5.000 points [2.105, 7.903]; the effect is real beyond chance: 50 [21, 79] more of its 1,000');
    expect(real).toContain('offer: spend +0.500 [0.211, 0.789]; the effect is real beyond chance');
    expect(real).not.toContain('if this is the one look');
    expect(real).not.toContain('Holm');
    out = '';
    const narrow = await lift(fileOf(trial({ none: [1000, 100], offer: [1000, 135] })), '--rate', 'bought');
    expect(narrow).toContain('the effect is real beyond chance, if this is the one look that was planned: 35 [');
    out = '';
    const early = await lift(fileOf(trial({ none: [200, 20], offer: [200, 25] })), ...both);
    expect(early).toContain('not enough data yet: only a difference of 8.852 points or more would show with these customers');
    // R: power.prop.test(p1 = .1, p2 = .11, power = .8): 14750.79
    expect(inOneLine(early)).toContain(
      "not complete: 14,551 more customers in each arm would show one of 1.000 points, a tenth of the control group's.",
    );
    out = '';
    const worse = await lift(fileOf(trial({ none: [1000, 500], offer: [1000, 300] })), ...both);
    expect(worse).toContain('offer: bought -20.000 points');
    expect(worse).toMatch(/real beyond chance: 200 \[-2\d\d, -1\d\d\] fewer of its 1,000 customers/);
    expect(worse).toMatch(/real beyond chance: 2,000 \[-2,\d{3}, -1,\d{3}\] less, in the unit of "spend", from its 1,000 customers/);
    out = '';
    expect(await lift(fileOf(trial({ none: [3000, 1500], offer: [3000, 1510] })), '--rate', 'bought')).toContain(
      'no effect is to be seen: one of 3.617 points would have shown, four times in five',
    );
  });

  it('says of an effect that is found, and apart from it, whether the planned sample was reached', async () => {
    const early = inOneLine(await lift(fileOf(trial({ none: [1000, 100], offer: [1000, 150] })), '--rate', 'bought'));
    expect(early).toMatch(/real beyond chance: [^.]*\. ?/);
    expect(early).toContain('The sample is not complete: 13,751 more customers in each arm');
    expect(early).toContain('What is found before that tends to look larger than it is.');
    expect(early).not.toContain('not enough data');
    out = '';
    const full = inOneLine(await lift(fileOf(trial({ none: [3000, 1500], offer: [3000, 1700] })), '--rate', 'bought'));
    expect(full).toContain("The sample is large enough to show one of 5.000 points, a tenth of the control group's, four times in five.");
    expect(full).not.toContain('not complete');
  });

  it('calls an effect whose interval leaves out 0 seen and not certain, with the doubt, where something speaks against it', async () => {
    const together = inOneLine(
      await lift(fileOf(trial({ none: [1000, 100], offer: [1000, 129], a: [1000, 100], b: [1000, 101] })), '--rate', 'bought'),
    );
    expect(together).toMatch(/offer: bought \+2\.900 points \[0\.\d+, 5\.\d+\]; an effect is seen, and it is not certain: judged together/);
    out = '';
    const few = fileOf(trial({ none: [4, 0], offer: [4, 4] }));
    expect(await lift(few, '--rate', 'bought')).toContain(
      'not certain: so few customers did it, or did not, that neither interval nor test',
    );
    out = '';
    expect((await liftJson(few, '--rate', 'bought')).effects[0]).toMatchObject({ verdict: 'uncertain', doubts: ['too-few'] });
  });

  it('says where a few large amounts make the interval of money weak, and what the bootstrap says', async () => {
    const spends = (name: string, n: number, large: number) =>
      Array.from({ length: n }, (_, index) => `${name},${index < 12 ? large * (index + 1) : 1 + (index % 7)}`);
    const skewed = fileOf(['arm,spend', ...spends('none', 100, 10), ...spends('offer', 900, 100)].join('\n'));
    const text = inOneLine(await lift(skewed, '--money', 'spend', '--shares', 'none=10,offer=90'));
    expect(text).toMatch(/The interval is weak: a few large amounts make up much of the sum \(skewness \d+\.\d\), for which \d+ customers/);
    out = '';
    expect((await liftJson(skewed, '--money', 'spend')).effects[0]).toMatchObject({
      skewed: { n: 900, wanted: expect.any(Number) },
      bootstrap: { differs: expect.any(Boolean) },
    });
    out = '';
    expect(await lift(fileOf(trial({ none: [1000, 100], offer: [1000, 150] })), '--money', 'spend')).not.toContain('weak');
  });

  it('says the effect as a share of the control group too, and both ends of an interval with the same decimals', async () => {
    const text = inOneLine(await lift(fileOf(trial({ none: [1000, 100], offer: [1000, 150] })), '--rate', 'bought'));
    expect(text).toMatch(/Of the control group's value that is \+50\.0% \[\d+\.\d%, \d+\.\d%\]\./);
    out = '';
    const spends = (name: string, amounts: number[]) =>
      amounts.flatMap((one) => Array.from({ length: 50 }, () => `${name},${one.toFixed(2)}`));
    const wide = fileOf(['arm,spend', ...spends('none', [100, 300]), ...spends('offer', [100, 500])].join('\n'));
    expect(await lift(wide, '--money', 'spend')).toMatch(/offer: spend \+100\.00 \[\d{2}\.\d{2}, 1\d{2}\.\d{2}\]/);
  });

  it('calls too few too few, and everybody who did the same the same', async () => {
    const two = await lift(fileOf(trial({ none: [1, 0], offer: [1, 1] })), ...both);
    expect(two).toMatch(/bought .* not enough data yet: so few customers show no difference, however large\n/);
    expect(two).toMatch(/spend .* not enough data yet: so few customers show no difference, however large\n/);
    out = '';
    const nobody = await lift(fileOf(trial({ none: [1000, 0], offer: [1000, 0] })), ...both);
    expect(nobody).toContain('bought +0.000 points [-0.383, 0.383]; not enough data yet: nobody did it, so there is nothing to compare');
    expect(nobody).toContain('not enough data yet: customers who are all alike show no difference');
    expect(nobody).not.toContain('of the control group');
  });

  it('means by "enough" that the sample is complete, whatever was found', async () => {
    const { effects } = await liftJson(fileOf(trial({ none: [1000, 100], offer: [1000, 150] })), '--rate', 'bought');
    expect(effects[0]).toMatchObject({ verdict: 'beyond-chance', needed: 13751, enough: false });
    out = '';
    const full = await liftJson(fileOf(trial({ none: [3000, 1500], offer: [3000, 1700] })), '--rate', 'bought');
    expect(full.effects[0]).toMatchObject({ verdict: 'beyond-chance', needed: 0, enough: true });
  });

  it('asks whether arms that differ in case or spaces only are one', async () => {
    const file = fileOf('arm,bought\nnone,0\nNone,1\noffer,1\nno ne,0');
    expect(await lift(file, '--rate', 'bought')).toContain('! "None", "no ne", "none" differ in case or spaces only');
    out = '';
    expect(JSON.parse(await lift(file, '--rate', 'bought', '--json')).arms_alike).toEqual([['None', 'no ne', 'none']]);
  });

  it('says nothing of customers who are all alike, or of one alone', async () => {
    const file = fileOf(trial({ none: [40, 0], offer: [1, 1] }));
    expect(await lift(file, '--money', 'spend', '--shares', 'none=97.56,offer=2.44')).toContain(
      'spend +10.000 [no bounds]; not enough data yet',
    );
    out = '';
    const [effect] = (await liftJson(file, '--money', 'spend', '--shares', 'none=97.56,offer=2.44')).effects;
    expect(effect).toMatchObject({ low: null, high: null, p: 1, bootstrap: null, needed: null, verdict: 'not-enough' });
  });
});

describe('the amounts of rapport lift', () => {
  const meanOf = async (cells: string[]) => {
    out = '';
    const file = fileOf(['arm;spend', ...cells.map((cell) => `offer;${cell}`), 'none;1', 'none;1'].join('\n'));
    return (await liftJson(file, '--money', 'spend')).effects[0]?.mean;
  };

  it('may have a decimal comma, as in an order file', async () => {
    const english = fileOf(trial({ none: [50, 5], offer: [60, 9] }).replaceAll('10.00', '1015.91'));
    const plain = await lift(english, ...both, '--json');
    for (const german of ['1015,91', '1.015,91', '1 015,91']) {
      out = '';
      const file = fileOf(
        trial({ none: [50, 5], offer: [60, 9] })
          .replaceAll(',', ';')
          .replaceAll('10.00', german),
      );
      expect((await lift(file, ...both, '--json')).replace('"mark": ","', '"mark": "."')).toBe(plain);
    }
  });

  it('are read by what the others show, whichever comes first, where the last three digits may be thousands', async () => {
    expect(await meanOf(['1.234', '0,50', '0,50'])).toBeCloseTo(1235 / 3, 9);
    expect(await meanOf(['0.50', '1.234'])).toBeCloseTo(0.867, 9);
    expect(await meanOf(['1,234', '0.50'])).toBeCloseTo(617.25, 9);
    expect(await meanOf(['0,50', '1,234'])).toBeCloseTo(0.867, 9);
    expect(await meanOf(['1.234', '2.345.678'])).toBeCloseTo(1173456, 9);
  });

  it('are told how they were taken, where none shows it', async () => {
    const file = fileOf('arm,spend\nnone,0\noffer,1.234\noffer,5');
    expect(inOneLine(await lift(file, '--money', 'spend'))).toContain(
      'Amounts such as "1.234" may be 1.234 or 1234, and no amount of the file tells which: it is taken as 1.234.',
    );
    out = '';
    expect(JSON.parse(await lift(file, '--money', 'spend', '--json')).decimal).toEqual({ mark: '.', doubtful: '1.234' });
    out = '';
    expect(await lift(fileOf(trial({ none: [50, 5], offer: [60, 9] })), ...both)).not.toContain('may be');
  });
});

describe('the shares of rapport lift', () => {
  const file = () => fileOf(trial({ none: [500, 5], offer: [1000, 9] }));

  it('are equal where none are said, which is told', async () => {
    expect(await liftJson(file(), ...both)).toMatchObject({
      srm: { alarm: true, shares_assumed: true, shares: { none: 0.5, offer: 0.5 } },
    });
    out = '';
    expect(await lift(file(), ...both)).toContain('! The arms do not fit equal shares, which is assumed');
  });

  it('that were missed come first, and then nothing is called real, seen or absent', async () => {
    const lost = fileOf(trial({ none: [1000, 100], offer: [2000, 500] }));
    const text = await lift(lost, ...both);
    expect(text).toContain('offer: bought +15.000 points');
    expect(text).toContain('not judged, since the arms do not fit');
    expect(text.indexOf('! The arms do not fit')).toBeLessThan(text.indexOf('offer: bought'));
    expect(text).not.toMatch(/beyond chance|not certain|no effect|not enough data|sample is/);
    out = '';
    expect((await liftJson(lost, ...both)).effects.map(({ verdict }) => verdict)).toEqual(['not-judged', 'not-judged']);
  });

  it('are those that were planned', async () => {
    const { srm } = await liftJson(file(), ...both, '--shares', 'offer=66.67, none=33.33');
    expect(srm).toMatchObject({ p: expect.closeTo(1, 2), alarm: false, shares_assumed: false });
    out = '';
    expect(await lift(file(), ...both, '--shares', 'none=37,offer=63')).toContain(
      '! The arms fit the shares none 37.0%, offer 63.0% badly',
    );
  });

  it('sound the alarm for an arm that nobody is in', async () => {
    const { srm } = await liftJson(file(), ...both, '--shares', 'none=20,offer=40,voucher=40');
    expect(srm.alarm).toBe(true);
    out = '';
    expect(await lift(file(), ...both, '--shares', 'none=20,offer=40,voucher=40')).toContain(': nobody is in "voucher".');
  });

  it('may be of arms with commas and signs of equality', async () => {
    const odd = fileOf('arm,bought\nnone,0\n"a, b=c",1\n"a, b=c",1\nnone,0');
    expect((await liftJson(odd, '--rate', 'bought', '--shares', 'none=50,a, b=c=50')).srm.shares).toEqual({ none: 0.5, 'a, b=c': 0.5 });
  });

  it.each([
    ['none=50', '--shares says nothing of "offer"'],
    ['none=50,ofer=50', '--shares says nothing of "offer"'],
    ['none=50,offer=40,offr=10', 'names "offr", which no customer has in the column "arm"; did you mean "offer"?'],
    ['none=50,offer=half', '"offer=half" is no share; write NAME=NUMBER'],
    ['none=50,none=50', 'names "none" twice'],
    ['none=100,offer=0', '--shares plans nobody for "offer", which '],
    ['none=0,offer=0', 'plans no customer anywhere'],
    ['none=50,offer=60', '--shares "none=50,offer=60" adds up to 110; shares are per cent and add up to 100'],
    ['none=-50,offer=150', '--shares: "none=-50": a share is not negative'],
    ['none=1,offer=2', 'if that is a ratio, write "none=33.33,offer=66.67"'],
  ])('refuse %s', async (shares, told) => {
    await expect(lift(file(), ...both, '--shares', shares)).rejects.toThrow(told);
  });
});

describe('rapport lift refuses', () => {
  it.each([
    [
      'a control group that is not there',
      'arm,bought\nNone,1\noffer,0',
      'no customer has "none" in the column "arm"; did you mean "None"?; it holds "None", "offer"',
    ],
    ['a file without another arm', 'arm,bought\nnone,1', 'every customer is in "none"'],
    ['a column that is not there', 'arm,bouhgt\nnone,1', 'has no column "bought"; did you mean "bouhgt"?; found: "arm", "bouhgt"'],
    ['a column that stands twice', 'arm,bought,bought\nnone,1,0', 'the column "bought" twice'],
    ['a file of a header alone', 'arm,bought\n', 'has no line of a customer'],
    ['an empty cell', 'arm,bought\nnone,1\noffer,', 'line 3: "bought" is empty'],
    ['a customer without an arm', 'arm,bought\n,1\noffer,1', 'line 2: "arm" is empty; write the name of the arm that she was assigned to'],
    ['a rate that is neither yes nor no', 'arm,bought\nnone,1\noffer,2', 'line 3: "2" in "bought" is neither yes nor no'],
    ['a rate that is no number', 'arm,bought\nnone,NaN\noffer,1', 'line 2: "NaN" in "bought"'],
    ['a line with too few cells', 'arm,x,bought\nnone,1', 'line 2: 2 columns where the first line has 3'],
    ['a quote that is not closed', 'arm,bought\n"none,1\noffer,1', 'line 2: a quote is not closed'],
    [
      'a column of something else',
      `arm,bought\n${Array.from({ length: 60 }, (_, index) => `${index},1`).join('\n')}`,
      'has more than 50 values',
    ],
  ])('%s', async (_, content, told) => {
    await expect(lift(fileOf(content), '--rate', 'bought')).rejects.toThrow(told);
  });

  it.each(['NaN', 'Infinity', '1e400', '1,23,4', '12,5.0', '$5', '5 EUR', '1.50,00', ',', 'five', '0x10', '99999999999999'])(
    '%s as money',
    async (cell) => {
      const file = fileOf(`arm,spend\nnone,1\noffer,"${cell}"`);
      await expect(lift(file, '--money', 'spend')).rejects.toThrow(`line 3: "${cell}" in "spend" is not an amount`);
    },
  );

  it.each([
    ['-5', -5],
    ['+.5', 0.5],
    ['5.', 5],
    ['1e2', 100],
    ['-0', 0],
  ])('not %s as money', async (cell, mean) => {
    expect((await liftJson(fileOf(`arm,spend\nnone,1\noffer,${cell}`), '--money', 'spend')).effects[0]).toMatchObject({ mean });
  });

  it('amounts that may be read both ways where the file writes both', async () => {
    const file = fileOf('arm;spend\nnone;12,50\nnone;1.234\noffer;12.50');
    await expect(lift(file, '--money', 'spend')).rejects.toThrow('line 3: "1.234" may be 1.234 or 1234, since the file has decimal points');
  });

  it('no more than ten lines at once', async () => {
    const file = fileOf(`arm,bought\n${'offer,x\n'.repeat(30)}`);
    const error = await lift(file, '--rate', 'bought').catch((one: unknown) => String(one));
    expect(error.split('\n').filter((line) => line.includes(' line '))).toHaveLength(10);
    expect(error).toContain('…');
  });

  it('a comparison of nothing', async () => {
    await expect(lift(fileOf(trial({ none: [1, 1], offer: [1, 0] })))).rejects.toThrow('say what is compared');
  });
});
