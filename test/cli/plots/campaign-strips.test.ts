import { expect, it } from 'vitest';
import { stripPlot } from '../../../lib/cli/plots/campaign-strips.ts';
import { picture } from '../../../lib/cli/plots/picture.ts';

/** The texts of a row of so many days, for a wide page and for a phone. */
function texts(days: number): string[][] {
  const columns = Array.from({ length: days }, (_, n) => `d${n}`);
  const strips = columns.map((column, n) => ({ row: 'letter', column, messages: [950, 1_234, 25_499][n % 3] ?? 0, title: '' }));
  const draw = stripPlot(strips, { rows: ['letter'], columns, tick: () => '' });
  const [, ...both] = String(picture({ title: 'strips', description: '', draw })).split('<svg');
  return both.map((svg) => [...svg.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text = '']) => text));
}

it('given the fourteen days of a calendar, when they are drawn, then a phone shows their numbers too, in few letters', () => {
  const [wide, narrow] = texts(14);
  expect(wide).toEqual(expect.arrayContaining(['950', '1,234', '25,499']));
  expect(narrow).toEqual(expect.arrayContaining(['950', '1.2K', '25K']));
  expect(narrow).toHaveLength(wide?.length ?? 0);
});

it('given more days than numbers fit, when they are drawn, then the colour tells alone', () => {
  expect(texts(17).flat()).toEqual(['letter', 'letter']);
});
