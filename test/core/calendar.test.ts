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
import type { Told } from '../../lib/core/rehearsal/life.ts';
import { day } from '../../lib/core/time.ts';

const now = Date.UTC(2026, 10, 2);
const scope: CalendarScope = { campaigns: new Map(), zone: 'UTC', now, until: now + 14 * day, past: 28 * day };
const past = (age = 0): PastMessage => ({ campaign: 'thanks', channel: 'email', at: now - day, age });
const sent = (days: number): Told => ({
  at: now + days * day,
  campaign: 'news',
  what: 'sent',
  channel: 'email',
  step: 'offer',
  template: 'offer',
  occurrence: '1',
});

/** Of customers, each with what is told of her and what she got. */
function countsOf(customers: { told?: Told[]; past?: PastMessage[] }[], population = customers.length): CalendarCounts {
  const tally = emptyCalendar();
  for (const { told = [], past: got = [] } of customers) addCustomer(tally, { told, past: got }, scope);
  return calendarCounts(tally, population);
}

describe('the totals of a calendar', () => {
  it('tell what no single day does', () => {
    const { totals, rows } = countsOf(Array.from({ length: 6 }, () => ({ past: [past()] })));
    expect(rows).toEqual([]);
    // Six in 28 days are three in 14; each of them gives half a message, and its square is the variance.
    expect(totals).toEqual([{ campaign: 'thanks', channel: 'email', messages: 3, estimated: 3, error: 1.225 }]);
  });

  it('count all messages of a customer as one chance', () => {
    const [six] = countsOf([{ past: Array.from({ length: 6 }, () => past()) }]).totals;
    expect(six).toMatchObject({ messages: 3, error: 3 });
  });

  it('give those who enter later what is left of the time', () => {
    expect(countsOf([{ past: [past(7 * day)] }]).totals).toMatchObject([{ messages: 0.25, error: 0.25 }]);
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

  it('of nobody are none', () => {
    expect(countsOf([])).toEqual({ totals: [], rows: [], capped: [], notSent: [], editions: [] });
  });
});
