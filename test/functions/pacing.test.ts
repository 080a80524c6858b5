import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Play, play, quantile, stream, usedOf } from './paced-shop.ts';

beforeEach(() => {
  for (const to of [process.stdout, process.stderr]) vi.spyOn(to, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());
vi.setConfig({ testTimeout: 120_000 });

/** Twenty workers, and a provider that takes 14 a second and refuses what is more. */
const perSecond = 14;
const seconds = 90;
const broadcast = { perSecond, seconds, bulk: perSecond * seconds } satisfies Play;
/** From when on everybody knows that slots are given out, until what was planned runs out. */
const steady: [number, number] = [40, seconds];

describe('the rate of the account', () => {
  it('is used by a broadcast alone', async () => {
    const played = await play(broadcast);
    expect(played.refused).toEqual([]);
    expect(usedOf(played, perSecond, steady)).toBeGreaterThan(0.95);
  });

  it('is used by a rush of thank-yous alone, each of which is taken from the queue a few times', async () => {
    const rush = Array.from({ length: 70 * perSecond }, () => 5);
    const played = await play({ perSecond, seconds: 80, triggered: rush });
    expect(played.refused).toEqual([]);
    expect(usedOf(played, perSecond, [35, 70])).toBeGreaterThan(0.95);
    expect([played.receives / rush.length < 4, played.writes / rush.length < 0.5, played.twice]).toEqual([true, true, 0]);
  });

  it('is used by thank-yous that were all held until one instant, each of which stands in line once, and fresh ones wait no longer than that', async () => {
    const held = 500;
    const fresh = stream(0.2, [60, 160]);
    const triggered = [...Array.from({ length: held }, () => 0), ...fresh];
    const played = await play({ perSecond: 4, seconds: 240, triggered, held });
    expect([played.sent.triggered, played.twice, played.refused]).toEqual([triggered.length, 0, []]);
    expect(played.receives / triggered.length).toBeLessThan(4);
    expect(Math.max(...played.waits)).toBeLessThan(170);
  });

  it.each([0.1, 0.3])('is shared: thank-yous that are %d of it wait for seconds beside a broadcast, and both fill it', async (share) => {
    const triggered = stream(share * perSecond, [10, seconds - 15]);
    const played = await play({ ...broadcast, triggered });
    expect(played.refused).toEqual([]);
    expect(usedOf(played, perSecond, steady)).toBeGreaterThan(0.95);
    expect(played.sent.triggered).toBe(triggered.length);
    expect([quantile(played.waits, 0.5) <= 5, Math.max(...played.waits) <= 15]).toEqual([true, true]);
  });

  it('is used and kept by workers whose clocks are a second apart', async () => {
    const triggered = stream(0.2 * perSecond, [10, seconds - 15]);
    const played = await play({ ...broadcast, triggered, clocks: [-500, 500] });
    expect(played.refused).toEqual([]);
    expect(usedOf(played, perSecond, steady)).toBeGreaterThan(0.95);
    expect(Math.max(...played.waits)).toBeLessThanOrEqual(15);
  });

  it('is not exceeded when workers die with slots in their hands, and what they left goes out once', async () => {
    const triggered = stream(0.2 * perSecond, [10, 50]);
    const played = await play({ ...broadcast, triggered, dying: 5 });
    expect([played.refused, played.twice]).toEqual([[], 0]);
    expect(usedOf(played, perSecond, steady)).toBeGreaterThan(0.85);
  });

  it('is followed when the provider halves it: refusals end within ten seconds', async () => {
    const bulk = 140 * perSecond;
    const played = await play({ perSecond, bulk, seconds: 190, change: { at: 50, perSecond: perSecond / 2 } });
    expect(Math.max(...played.refused)).toBeLessThan(60);
    expect(usedOf(played, perSecond / 2, [150, 190])).toBeGreaterThan(0.95);
  });
});

describe('a few thank-yous with nothing else under way', () => {
  it('go at once, and nothing is reserved for them', async () => {
    const played = await play({ perSecond, seconds: 120, triggered: stream(0.05, [0, 110]) });
    expect([played.refused, played.writes, played.receives]).toEqual([[], 0, played.sent.triggered]);
    expect(Math.max(...played.waits)).toBeLessThan(1);
  });
});
