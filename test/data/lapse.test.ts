import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gapsOf, longestSilence, type ShopRhythm, withGaps } from '../../lib/core/lapse.ts';

const data = new URL('../../../shared/data/', import.meta.url).pathname;
const present = existsSync(data);
if (!present) console.warn(`skipped: the folder of real data is absent (${data})`);

/** Customer → the days on which she ordered, each once, earliest first. */
type OrderDays = Map<string, number[]>;

function orderDays(orders: Iterable<[customer: string, date: string]>): OrderDays {
  const days = new Map<string, Set<number>>();
  for (const [customer, date] of orders) {
    const hers = days.get(customer) ?? new Set();
    days.set(customer, hers.add(Date.parse(`${date}T00:00:00Z`) / 86_400_000));
  }
  return new Map([...days].map(([customer, hers]) => [customer, [...hers].sort((a, b) => a - b)]));
}

function cdnow(): OrderDays {
  const lines = readFileSync(`${data}cdnow/CDNOW_sample.txt`, 'utf8').split('\n');
  const fields = lines.map((line) => line.trim().split(/\s+/)).filter(({ length }) => length === 5);
  return orderDays(fields.map(([, customer = '', date = '']) => [customer, date.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3')]));
}

function onlineRetail(): OrderDays {
  const lines = gunzipSync(readFileSync(`${data}online_retail/online_retail.csv.gz`))
    .toString('utf8')
    .split('\n');
  const purchases = lines.flatMap((line): [string, string][] => {
    const [, date, price, customer] = /,"(\d{4}-\d\d-\d\d) [^"]*",([^,]*),(\d+),"[^"]*"\s*$/.exec(line) ?? [];
    return line.startsWith('"C') || !customer || !date || !(Number(price) > 0) ? [] : [[customer, date]];
  });
  return orderDays(purchases);
}

const gaps = (days: number[]) => gapsOf({ days: days.map((number) => [number, 1, 0]) });

/** As of the end of a day: of those with three gaps or more, how many are flagged, and who of them bought again afterwards. */
function backtest(shop: OrderDays, until: string, shrunk: boolean) {
  const now = Date.parse(`${until}T00:00:00Z`) / 86_400_000;
  const seen = [...shop.values()].map((days) => ({
    before: days.filter((number) => number <= now),
    after: days.some((number) => number > now),
  }));
  const rhythm = seen.reduce<ShopRhythm>((sum, { before }) => withGaps(sum, gaps(before)), { gaps: {} });
  const eligible = seen.filter(({ before }) => before.length > 3);
  const judged = eligible.map(({ before, after }) => {
    const silence = longestSilence(gaps(before), 0.9, shrunk ? rhythm : undefined) ?? Infinity;
    return { flagged: now - (before.at(-1) ?? now) > silence, after };
  });
  const share = (flagged: boolean) => {
    const group = judged.filter((one) => one.flagged === flagged);
    return Math.round((100 * group.filter(({ after }) => after).length) / group.length) / 100;
  };
  return { flagged: judged.filter(({ flagged }) => flagged).length, of: judged.length, boughtAgain: [share(true), share(false)] };
}

describe.skipIf(!present)('who has lapsed by her own rhythm, on what really came after', () => {
  it('on CDNOW, 273 days later', () => {
    const shop = cdnow();
    expect(backtest(shop, '1997-09-30', false)).toEqual({ flagged: 122, of: 293, boughtAgain: [0.52, 0.85] });
    // What is used: fewer are flagged, and of them fewer come back.
    expect(backtest(shop, '1997-09-30', true)).toEqual({ flagged: 93, of: 293, boughtAgain: [0.48, 0.82] });
  });

  it('on Online Retail, 100 days later', () => {
    const shop = onlineRetail();
    expect(backtest(shop, '2011-08-31', false)).toEqual({ flagged: 162, of: 819, boughtAgain: [0.78, 0.9] });
    expect(backtest(shop, '2011-08-31', true)).toEqual({ flagged: 127, of: 819, boughtAgain: [0.74, 0.9] });
  });
});
