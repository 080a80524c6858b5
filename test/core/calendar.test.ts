import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addCustomer,
  type CalendarCounts,
  type CalendarScope,
  calendarCounts,
  emptyCalendar,
  type PastMessage,
} from '../../lib/core/calendar.ts';
import type { PlannedMessage } from '../../lib/core/enrollment/enrollment.ts';
import { uniforms } from '../../lib/core/experiment/uniforms.ts';
import type { Told } from '../../lib/core/rehearsal/life.ts';
import { day } from '../../lib/core/time.ts';

const now = Date.UTC(2026, 10, 2);
const scope: CalendarScope = { campaigns: new Map(), zone: 'UTC', now, until: now + 14 * day, past: 28 * day };
const past = (age = 0): PastMessage => ({ campaign: 'thanks', channel: 'email', at: now - day, age });
const message: PlannedMessage = {
  ...{ kind: 'message', id: 'news#1#offer', step: 'offer', template: 'offer', topic: 'news', by: ['email'], priority: 50 },
  plannedAt: now,
  expiresAt: now + 30 * day,
};
const sent = (days: number): Told => ({
  at: now + days * day,
  campaign: 'news',
  what: 'sent',
  channel: 'email',
  step: 'offer',
  template: 'offer',
  occurrence: '1',
  message,
});

/** Of customers, each with what is told of her and what she got. */
function countsOf(customers: { told?: Told[]; past?: PastMessage[] }[], population = customers.length): CalendarCounts {
  const tally = emptyCalendar();
  for (const { told = [], past: got = [] } of customers) addCustomer(tally, { told, past: got }, scope);
  return calendarCounts(tally, population);
}

/** How many come by chance where so many are expected. */
function poisson(expected: number, chance: () => number): number {
  for (let [count, waited] = [0, 0]; ; count += 1) {
    waited -= Math.log(1 - chance());
    if (waited > expected) return count;
  }
}

describe('the totals of a calendar', () => {
  it('tell what no single day does', () => {
    const { totals, rows } = countsOf(Array.from({ length: 6 }, () => ({ past: [past()] })));
    expect(rows).toEqual([]);
    // Six in 28 days are three in 14; each gives half a message, whose square is the variance of the rate; about it three scatter by three.
    expect(totals).toEqual([{ campaign: 'thanks', channel: 'email', messages: 3, estimated: 3, error: 2.121 }]);
  });

  it('count all messages of a customer as one chance', () => {
    const [six] = countsOf([{ past: Array.from({ length: 6 }, () => past()) }]).totals;
    expect(six).toMatchObject({ messages: 3, error: 3.464 });
  });

  it('give those who enter later what is left of the time', () => {
    expect(countsOf([{ past: [past(7 * day)] }]).totals).toMatchObject([{ messages: 0.25, error: 0.559 }]);
    expect(countsOf([{ past: [past(14 * day)] }]).totals).toEqual([]);
  });

  it('of what is planned vary by the sample alone, by how many each customer gets', () => {
    const each = [0, 1, 2, 5].map((messages) => ({ told: Array.from({ length: messages }, (_, n) => sent(n)) }));
    expect(countsOf(each).totals).toMatchObject([{ campaign: 'news', messages: 8, estimated: 0, error: 0 }]);
    // 4 of 400: N √(Σ(y − ȳ)²(1 − n/N)) / n, by hand.
    const [total] = countsOf(each, 400).totals;
    expect(total?.messages).toBe(800);
    expect(total?.error).toBeCloseTo(100 * Math.sqrt((4 + 1 + 0 + 9) * 0.99), 3);
  });

  it('are what the days are together, and runs under way count', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 13 }), { maxLength: 4 }), { minLength: 1, maxLength: 20 }), (customers) => {
        const tally = emptyCalendar();
        for (const days of customers) addCustomer(tally, { told: days.map(sent), past: [] }, scope);
        const open = { day: '2026-11-02', campaign: 'news', channel: 'email' as const, messages: 3, estimated: 0, error: 0 };
        const { rows, totals } = calendarCounts(tally, customers.length, [open]);
        expect(rows.reduce((sum, { messages }) => sum + messages, 0)).toBe(customers.flat().length + 3);
        expect(totals.map(({ messages }) => messages)).toEqual([customers.flat().length + 3]);
        expect(rows.filter(({ day: on }) => on === '2026-11-02')).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });

  it.each([1, 4])('and the days are off by as much as is told, where %i a day come by chance', (rate) => {
    const shops = 150;
    const chance = uniforms(rate);
    const held: { total: boolean[]; day: boolean[] } = { total: [], day: [] };
    const isHeld = ({ messages, error }: { messages: number; error: number }, came: number) => Math.abs(came - messages) <= 1.96 * error;
    for (let shop = 0; shop < shops; shop += 1) {
      const { totals, rows } = countsOf(Array.from({ length: poisson(rate * 28, chance) }, () => ({ past: [past()] })));
      for (const total of totals) held.total.push(isHeld(total, poisson(rate * 14, chance)));
      for (const row of rows) held.day.push(isHeld(row, poisson(rate, chance)));
    }
    for (const each of [held.total, held.day]) {
      expect(each.length).toBeGreaterThanOrEqual(shops);
      expect(each.filter(Boolean).length / each.length).toBeGreaterThan(0.9);
      expect(each.filter(Boolean).length / each.length).toBeLessThan(0.99);
    }
  });

  it('are of a sample less sure by the customers who were not looked at', () => {
    const four = Array.from({ length: 4 }, () => ({ past: [past()] }));
    // Each stands for ten: 4 × (10 × ½)² of the rate, and 20 about the 20 to come.
    expect(countsOf(four, 40).totals).toMatchObject([{ messages: 20, error: 10.954 }]);
    expect(countsOf(four, 40).rows[0]).toMatchObject({ messages: 1, error: 1.4 });
  });

  it('of nobody are none', () => {
    expect(countsOf([])).toEqual({ totals: [], rows: [], capped: [], notSent: [], editions: [] });
  });
});
