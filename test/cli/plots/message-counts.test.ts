import { expect, it } from 'vitest';
import { countPlot } from '../../../lib/cli/plots/message-counts.ts';
import { picture } from '../../../lib/cli/plots/picture.ts';

/** Where the bars and the line of the cap stand, for a wide page and for a phone. */
function drawn(bars: number, cap: number) {
  const counts = Array.from({ length: bars }, (_, n) => ({ messages: String(n), customers: 5 + n }));
  const [, ...both] = String(picture({ title: 'counts', description: '', draw: countPlot(counts, cap) })).split('<svg');
  return both.map((svg) => {
    const line = svg.match(/<g[^>]*stroke="var\(--amber\)"[^>]*transform="translate\(([\d.]+),0\)"[^>]*>\s*<line x1="([\d.]+)"/);
    const rects = [...svg.matchAll(/<rect x="([\d.]+)" width="([\d.]+)"/g)].map(([, x, width]) => ({
      from: Number(x),
      until: Number(x) + Number(width),
    }));
    return { at: line ? Number(line[1]) + Number(line[2]) : undefined, rects };
  });
}

it.each([4, 6, 10, 14, 22])(
  'given %i bars, when they are drawn, then the cap stands behind the last bar that it allows, over none',
  (bars) => {
    const sizes = drawn(bars, 3);
    expect(sizes).toHaveLength(2);
    for (const { at = 0, rects } of sizes) {
      expect(rects).toHaveLength(bars);
      expect(at).toBeGreaterThan(rects[3]?.until ?? Infinity);
      expect(at).toBeLessThan(rects[4]?.from ?? Infinity);
    }
  },
);
