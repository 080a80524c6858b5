import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit } from '../../lib/core/admit.ts';
import { roomInLine } from '../../lib/core/line-room.ts';
import { bulkRate, lineUp, type Rate, rateOf, reserve, secondOf } from '../../lib/core/pacing.ts';
import { slowedDown } from '../../lib/core/slowed-down.ts';
import { splitBySecond } from '../../lib/core/split-places.ts';
import { slowedTexts, textQuota } from '../../lib/core/text-pace.ts';

const noon = Date.UTC(2026, 10, 2, 12);
/** Slots are given out for so long that everybody knows. */
const rateFor = (perSecond: number, perDay = -1, sentInDay = 0): Rate => ({
  ...rateOf({ perSecond, perDay, sentInDay }, undefined, noon),
  busy: { from: secondOf(noon) - 60, until: secondOf(noon) + 60 },
});
const total = (places: { count: number }[]) => places.reduce((sum, { count }) => sum + count, 0);

describe('slots', () => {
  it('are never more in a second than the provider takes, and fill the rate, whatever comes in which order', () => {
    const asked = fc.record({
      count: fc.integer({ min: 1, max: 25 }),
      late: fc.integer({ min: 0, max: 5 }),
      pause: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.array(asked, { minLength: 1, maxLength: 80 }), (perSecond, wishes) => {
        let rate = rateFor(perSecond);
        let now = noon;
        const used = new Map<number, number>();
        for (const { count, late, pause } of wishes) {
          const decided = reserve(rate, { sender: 'bulk', count, looked: count, from: secondOf(now) - late, now });
          rate = decided.rate;
          for (const place of decided.places) used.set(place.second, (used.get(place.second) ?? 0) + place.count);
          now += pause * 250;
        }
        for (const count of used.values()) expect(count).toBeLessThanOrEqual(perSecond);
        // Second after second bulk mail alone takes all that may be given out.
        let [alone, given] = [rateFor(perSecond), 0];
        for (let second = 0; second < 50; second++) {
          const at = noon + second * 1000;
          const decided = reserve(alone, { sender: 'bulk', count: perSecond, looked: 0, from: secondOf(at), now: at });
          alone = decided.rate;
          given += total(decided.places.filter((place) => place.second < secondOf(noon) + 50));
        }
        expect(given).toBeGreaterThanOrEqual(0.96 * 50 * perSecond - 1);
      }),
    );
  });

  it('are slower for a minute after the provider refused one', () => {
    const rate = slowedDown(rateFor(100), noon);
    const slots = (now: number) => reserve(rate, { sender: 'bulk', count: 1000, looked: 0, from: secondOf(now), now }).places[0]?.count;
    expect([slots(noon), slots(noon + 60_000)]).toEqual([87, 97]);
  });

  it('leave a twentieth of the day to triggered mail', () => {
    const rate = rateFor(14, 1000, 940);
    const { places, left, rate: after } = reserve(rate, { sender: 'bulk', count: 25, looked: 25, from: secondOf(noon), now: noon });
    expect(places.reduce((sum, { count }) => sum + count, 0)).toBe(10);
    expect(left).toEqual({ quota: 15, far: 0 });
    expect(reserve(after, { sender: 'bulk', count: 1, looked: 1, from: secondOf(noon), now: noon }).left.quota).toBe(1);
    // What was sent since is in the provider's figure, what will be sent is not.
    const later = rateOf({ perSecond: 14, perDay: 1000, sentInDay: 800 }, after, noon + 60_000);
    expect(reserve(later, { sender: 'bulk', count: 200, looked: 200, from: secondOf(noon) + 60, now: noon + 60_000 }).left.quota).toBe(50);
  });

  it('that lie too far ahead are not given out', () => {
    const { left } = reserve(rateFor(1), { sender: 'bulk', count: 1000, looked: 1000, from: secondOf(noon), now: noon });
    expect(left.far).toBeGreaterThan(100);
  });
});

describe('slots of triggered mail', () => {
  const ask = (rate: Rate, count: number, now = noon) =>
    admit(rate, { asks: Array.from({ length: count }, () => ({ parts: 1 })), rush: true, now });

  it('are found within a second beside a broadcast that takes all it can', () => {
    const taken = reserve(rateFor(14), { sender: 'bulk', count: 500, looked: 500, from: secondOf(noon), now: noon }).rate;
    expect(ask(taken, 1).answer).toEqual([{ permit: secondOf(noon) + 1 }]);
    expect(ask(taken, 5).answer.every((slot) => slot !== 'quota' && 'permit' in slot && slot.permit <= secondOf(noon) + 4)).toBe(true);
  });

  it('are kept the more of, the more of it came lately, and bulk mail gets them back by and by', () => {
    const after = ask(rateFor(100), 200).rate;
    const bulkAt = (now: number) => bulkRate(after, now) / 97;
    expect([bulkAt(noon), bulkAt(noon + 60_000)]).toEqual([expect.closeTo(0.79, 2), expect.closeTo(1, 2)]);
    const first = reserve(after, { sender: 'bulk', count: 500, looked: 500, from: secondOf(noon) + 20, now: noon }).places[0];
    expect(first?.count).toBeLessThan(75);
  });

  it('never lie more than ten seconds ahead: others stand in line, and nobody overtakes them', () => {
    const { answer, rate } = ask(rateFor(14), 400);
    const permits = answer.flatMap((slot) => (slot !== 'quota' && 'permit' in slot ? [slot.permit - secondOf(noon)] : []));
    expect([permits.length, Math.max(...permits)]).toEqual([149, 10]);
    const turns = answer.flatMap((slot) => (slot !== 'quota' && 'turn' in slot ? [slot.turn - secondOf(noon)] : []));
    expect([turns[0], turns.at(-1), turns.length]).toEqual([10, 28, 251]);
    expect(ask(rate, 1, noon + 5000).answer).toEqual([{ turn: secondOf(noon) + 28 }]);
    expect(ask(rate, 1, noon + 60_000).answer).toEqual([{ permit: secondOf(noon) + 60 }]);
  });

  it('count the parts of a text', () => {
    const asks = [{ parts: 3 }, { parts: 1 }, { parts: 2 }];
    const { answer } = admit(rateFor(2), { asks, rush: true, now: noon });
    expect(answer.map((slot) => (slot !== 'quota' && 'permit' in slot ? slot.permit - secondOf(noon) : slot))).toEqual([1, 2, 3]);
  });

  it('end with the day of the provider, of which bulk mail has left a twentieth', () => {
    expect(ask(rateFor(14, 1000, 999), 2).answer).toEqual([{ permit: secondOf(noon) }, 'quota']);
    expect(reserve(rateFor(14, 1000, 950), { sender: 'bulk', count: 1, looked: 1, from: 0, now: noon }).left.quota).toBe(1);
  });

  it('are fewer until everybody knows that there are any: some still go without', () => {
    const fresh = rateOf({ perSecond: 100, perDay: -1, sentInDay: 0 }, undefined, noon);
    const { answer } = ask(fresh, 97);
    const now = answer.filter((slot) => slot !== 'quota' && 'permit' in slot && slot.permit === secondOf(noon));
    expect(now).toHaveLength(67);
  });
});

describe('the line', () => {
  it('moves as fast as slots are used: of those of whom half may be sent to, twice as many are looked at', () => {
    let rate = rateFor(100);
    for (let time = 0; time < 100; time++)
      rate = reserve(rate, { sender: 'bulk', count: 12, looked: 24, from: secondOf(noon), now: noon }).rate;
    expect(rate.share).toBeCloseTo(0.5, 2);
    expect(lineUp(rate, { count: 1000, now: noon }).places[0]?.count).toBeGreaterThan(190);
  });

  it('goes on where it ended, and has room for two minutes', () => {
    const rate = rateFor(10);
    const first = lineUp(rate, { count: 25, now: noon });
    const second = lineUp(first.rate, { count: 25, now: noon });
    const places = [...first.places, ...second.places];
    expect(places.reduce((sum, { count }) => sum + count, 0)).toBe(50);
    expect(Math.max(...places.map((place) => place.second)) - secondOf(noon)).toBe(5);
    expect([roomInLine(rate, 0, noon), roomInLine(second.rate, 6, noon), roomInLine(rate, 1000, noon)]).toEqual([1164, 1115, 0]);
  });
});

it('a text goes with the slot of its last part, and waits when its parts do not all fit', () => {
  const second = secondOf(noon);
  const places = [
    { second, count: 2 },
    { second: second + 1, count: 2 },
  ];
  const split = splitBySecond([1, 2, 3], places, { now: noon, partsOf: (parts) => parts });
  expect(split).toEqual({ present: [1], later: [{ second: second + 1, of: [2] }], far: [3] });
});

describe('a text of many parts at a low rate', () => {
  const perSecond = 0.3;

  it('finds its slots', () => {
    const { answer } = admit(rateFor(perSecond), { asks: [{ parts: 6 }], rush: true, now: noon });
    expect(answer).toEqual([{ permit: expect.any(Number) }]);
  });

  it('of a run finds them too', () => {
    const wish = { sender: 'bulk' as const, count: 6, looked: 6, parts: 6, from: secondOf(noon), now: noon };
    expect(reserve(rateFor(perSecond), wish).left).toEqual({ quota: 0, far: 0 });
  });
});

describe('the rate of texts', () => {
  /** Looks every five minutes for some days; all that is over what the provider takes is refused, once a look. */
  function tried(allowed: number, told: number[] = []): { refusals: number; last: number } {
    let rate: Rate | undefined;
    let refusals = 0;
    for (let now = noon; now < noon + 3 * 86_400_000; now += 300_000) {
      rate = rateOf(textQuota(rate, { told, now }), rate, now);
      if (rate.perSecond <= allowed) continue;
      refusals += 1;
      rate = slowedTexts(rate, now);
    }
    return { refusals, last: rate?.perSecond ?? 0 };
  }

  it.each([1, 3, 10, 19])('of a sender that may send %d a second settles below it after a few refusals', (allowed) => {
    const { refusals, last } = tried(allowed);
    expect(refusals).toBeLessThan(20);
    expect([last <= allowed, last >= 0.6 * allowed]).toEqual([true, true]);
  });

  it('is what the settings tell, of several senders the slowest, and nothing is refused', () => {
    expect([tried(100, [100]), tried(3, [100, 3]), tried(0.5, [0.5])]).toEqual([
      { refusals: 0, last: 100 },
      { refusals: 0, last: 3 },
      { refusals: 0, last: 0.5 },
    ]);
  });

  it('is tried faster again a week after it was refused', () => {
    const refused = slowedTexts(rateOf(textQuota(undefined, { told: [], now: noon }), undefined, noon), noon);
    const quotaIn = (days: number) => textQuota({ ...refused, perSecond: 16 }, { told: [], now: noon + days * 86_400_000 }).perSecond;
    expect([quotaIn(6), quotaIn(8)]).toEqual([16, 20]);
  });
});
