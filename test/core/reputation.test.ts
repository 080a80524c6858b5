import { describe, expect, it } from 'vitest';
import { type MailCounts, stopReason } from '../../lib/core/reputation.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const hour = 3_600_000;
const point = (over: Partial<MailCounts> = {}): MailCounts => ({ at: noon - hour, attempts: 1000, bounces: 0, complaints: 0, ...over });
const ask = (points: MailCounts[], since?: number) => stopReason(points, { ...(since !== undefined && { since }), now: noon });

describe('bulk mail', () => {
  it('stops at 3 % of bounces, with the figures', () => {
    expect(ask([point({ bounces: 29 })])).toBeUndefined();
    expect(ask([point({ bounces: 30 })])).toBe('in the last 24 hours 30 of 1000 bounced (3 %, the limit is 3 %)');
  });

  it('stops at .08 % of complaints', () => {
    expect(ask([point({ attempts: 5000, complaints: 3 })])).toBeUndefined();
    expect(ask([point({ attempts: 5000, complaints: 4 })])).toBe(
      'in the last 24 hours 4 complained (lately 0.08 % of the mail, the limit is 0.08 %)',
    );
  });

  it('names both', () => {
    expect(ask([point({ bounces: 50, complaints: 9 })])).toContain(' and 9 complained');
  });

  it('does not stop for a few of a small shop', () => {
    expect(ask([point({ attempts: 10, bounces: 9, complaints: 2 })])).toBeUndefined();
    expect(ask([point({ attempts: 10, bounces: 10 })])).toBeDefined();
    expect(ask([point({ attempts: 10, complaints: 3 })])).toBeDefined();
  });

  it('is judged by the sum of the last 24 hours, in whatever order they are told', () => {
    const bad = point({ bounces: 100 });
    expect(ask([{ ...bad, at: noon - 24 * hour }])).toBeUndefined();
    expect(ask([{ ...bad, at: noon - 24 * hour + 1 }])).toBeDefined();
    expect(ask([point({ attempts: 4000 }), bad])).toBeUndefined();
    expect(ask([bad, point({ attempts: 2000, at: noon - 20 * hour })])).toContain('100 of 3000');
  });

  it('is judged only by what began after a person let it go on', () => {
    const bad = point({ bounces: 100 });
    expect(ask([bad], bad.at + 1)).toBeUndefined();
    expect(ask([bad], bad.at)).toBeDefined();
  });

  it('that bounced and was never attempted in the window stops too', () => {
    expect(ask([point({ attempts: 0, bounces: 12 })])).toContain('12 of 0');
  });

  it('goes on when complaints about the large mail of last week come on a day of few', () => {
    const large = point({ at: noon - 7 * 24 * hour, attempts: 1_000_000, complaints: 200 });
    expect(ask([large, point({ attempts: 500, complaints: 3 })])).toBeUndefined();
    expect(ask([large, point({ attempts: 1, complaints: 3 })])).toBeUndefined();
    const resumed = [large, point({ attempts: 500, complaints: 3 })];
    expect(ask(resumed, noon - 2 * hour)).toBeUndefined();
  });

  it('stops for a bad day after a good week, and never names more than all mail', () => {
    const week = Array.from({ length: 7 }, (_, index) => point({ at: noon - (index + 1.5) * 24 * hour, attempts: 10_000, complaints: 2 }));
    expect(ask(week)).toBeUndefined();
    expect(ask([...week, point({ attempts: 10_000, complaints: 40 })])).toContain('40 complained (lately 0.2');
    expect(ask([point({ attempts: 1, complaints: 3 })])).toContain('3 complained (lately 0.08 %');
  });

  it('goes on while nothing is known', () => {
    expect(ask([])).toBeUndefined();
  });
});
