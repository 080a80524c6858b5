import { describe, expect, test } from 'vitest';
import { nextDue, reminders } from '../../../lib/core/loyalty/due.ts';
import { settle } from '../../../lib/core/loyalty/settle.ts';
import { at } from '../shop.ts';
import { accountIn, did, happened, ledger, lotsOf, nobody, order, program, standing, text, told } from './club.ts';

const first = order('2026-03-10T12:00Z', 30, 'o-1');
const second = order('2026-03-20T12:00Z', 50, 'o-2');
const end1 = '2026-04-10T23:00:00.000Z';
const end2 = '2026-04-20T23:00:00.000Z';

describe('the end of points', () => {
  const clubOf = () => nobody({ expiry: { after: '1 month' } });

  test('is entered when it comes, and not before', () => {
    const loyalty = happened(clubOf(), [first, second]);
    expect(accountIn(loyalty).dueAt).toBe(at(end1));
    expect(settle(loyalty, at(end1) - 1)).toBe(loyalty);
    const later = settle(loyalty, at('2026-04-15T12:00Z'));
    expect(ledger(later).at(-1)).toBe(`expired -30/0 expired#${end1}`);
    expect(later.change.entries.at(-1)).toMatchObject({
      at: at('2026-04-15T12:00Z'),
      occurredAt: at(end1),
      because: 'their time was over',
    });
    expect(lotsOf(later)).toEqual(['50 2026-04-20T23:00']);
    expect(accountIn(later)).toMatchObject({ settledAt: at(end1), dueAt: at(end2), sums: { expired: 30 } });
    expect(told(later).at(-1)).toBe('points.expired {"points":30,"balance":50}');
    expect(later.change.told.at(-1)).toMatchObject({ id: `club#expired#${end1}`, occurredAt: at(end1) });
    expect(settle(later, at('2026-04-15T12:00Z'))).toBe(later);
  });

  test('a late settling enters each at its own moment', () => {
    const late = settle(happened(clubOf(), [first, second]), at('2026-12-01T12:00Z'));
    expect(ledger(late).slice(-2)).toEqual([`expired -30/0 expired#${end1}`, `expired -50/0 expired#${end2}`]);
    expect(accountIn(late)).toMatchObject({ lots: [], dueAt: null, settledAt: at(end2) });
  });

  test('expired points are never spent or earned upon: what happens later settles first', () => {
    const loyalty = happened(clubOf(), [first, order('2026-06-01T12:00Z', 5, 'o-3')]);
    expect(ledger(loyalty).slice(-2)).toEqual([`expired -30/0 expired#${end1}`, 'earned 5/0 order.placed#a-o-3']);
  });
});

describe('points that slide', () => {
  const clubOf = () => nobody({ expiry: { idle: '1 month' }, pending: '1 day' });

  test('all end a month after she last earned some', () => {
    const loyalty = happened(clubOf(), [first, second, order('2026-03-15T12:00Z', 1, 'late')], '2026-03-21T13:00Z');
    expect(text(accountIn(loyalty).slidesUntil)).toBe('2026-04-21T23:00');
    expect(accountIn(loyalty).dueAt).toBe(at('2026-04-21T23:00Z'));
    const over = settle(loyalty, at('2026-04-21T23:00Z'));
    expect(ledger(over).at(-1)).toBe('expired -81/0 expired#2026-04-21T23:00:00.000Z');
    expect(accountIn(over)).toMatchObject({ lots: [], slidesUntil: null, dueAt: null });
  });

  test('told after their time they are gone at once, unless others keep them alive', () => {
    const late = happened(clubOf(), [first], '2026-06-01T12:00Z');
    expect(ledger(late).slice(-2)).toEqual(['earned 30/0 order.placed#a-o-1', 'expired -30/0 order.placed#a-o-1#expired']);
    expect(late.change.entries.at(-1)?.occurredAt).toBe(at('2026-04-11T23:00Z'));
    expect(accountIn(late)).toMatchObject({ lots: [], slidesUntil: null, dueAt: null });
    const alive = happened(happened(clubOf(), [order('2026-05-20T12:00Z', 1, 'o-0')]), [first], '2026-06-01T12:00Z');
    expect(standing(alive).balance).toBe(31);
    expect(text(accountIn(alive).slidesUntil)).toBe('2026-06-21T23:00');
  });

  test('points that are released keep all alive from then on', () => {
    const loyalty = settle(happened(clubOf(), [first]), at('2026-03-12T12:00Z'));
    expect(text(accountIn(loyalty).slidesUntil)).toBe('2026-04-11T23:00');
  });

  test('a program that no longer slides lets them be; one that begins to ends only what has no end', () => {
    const slid = happened(nobody({ expiry: { idle: '1 month' } }), [first]);
    const never = settle({ ...slid, programs: nobody().programs }, at('2027-03-10T12:00Z'));
    expect(standing(never).balance).toBe(30);
    expect(accountIn(never).dueAt).toBeNull();
    const dated = happened(nobody({ expiry: { after: '12 months' } }), [first]);
    const both = happened({ ...dated, programs: nobody({ expiry: { idle: '1 month' } }).programs }, [second]);
    expect(lotsOf(settle(both, at('2026-12-01T12:00Z')))).toEqual(['30 2027-03-11T00:00']);
  });

  test('what ends by a date leaves the sliding of the others as it is', () => {
    const dated = happened(nobody({ expiry: { after: '1 month' } }), [first]);
    const both = happened({ ...dated, programs: nobody({ expiry: { idle: '1 month' } }).programs }, [second]);
    const later = settle(both, at('2026-04-15T12:00Z'));
    expect(lotsOf(later)).toEqual(['50 never']);
    expect(text(accountIn(later).slidesUntil)).toBe('2026-04-20T23:00');
  });
});

describe('reminders', () => {
  const clubOf = () => nobody({ expiry: { after: '2 months', round: 'month' }, remind: ['30 days', '7 days'] });
  const ends = '2026-05-31T23:00:00.000Z';

  test('are told before points end, each once, with the last day in the zone of the brand', () => {
    const loyalty = happened(clubOf(), [first, second]);
    expect(accountIn(loyalty).dueAt).toBe(at('2026-05-01T23:00Z'));
    const month = settle(loyalty, at('2026-05-01T23:00Z'));
    expect(told(month).slice(2)).toEqual(['points.expiring {"points":80,"expiresAt":"2026-05-31","daysLeft":30}']);
    expect(month.change.told.at(-1)).toMatchObject({
      id: `club#expiring#${ends}#2026-05-01T23:00:00.000Z`,
      occurredAt: at('2026-05-01T23:00Z'),
    });
    expect(accountIn(month).dueAt).toBe(at('2026-05-24T23:00Z'));
    expect(settle(month, at('2026-05-24T22:59Z'))).toBe(month);
    expect(
      told(settle(month, at(ends)))
        .slice(3)
        .map((line) => line.split(' ')[0]),
    ).toEqual(['points.expiring', 'points.expired']);
    expect(ledger(month)).toEqual(ledger(loyalty));
  });

  test('what comes after the moment of a reminder is not reminded of by it', () => {
    const late = happened(nobody({ expiry: { each: '12-31' }, remind: ['30 days'] }), [order('2026-12-05T12:00Z', 9)]);
    expect(accountIn(late).dueAt).toBe(at('2027-01-01T00:00Z'));
    expect(told(settle(late, at('2027-02-01T00:00Z'))).filter((line) => line.startsWith('points.expiring'))).toEqual([]);
  });

  test('of points that slide, too; and of lots that end apart each', () => {
    const slid = happened(nobody({ expiry: { idle: '2 months' }, remind: ['7 days'] }), [first]);
    expect(text(accountIn(slid).dueAt)).toBe('2026-05-03T23:00');
    const apart = happened(nobody({ expiry: { after: '2 months' }, remind: ['7 days'] }), [first, second]);
    expect(reminders(accountIn(apart), program({ expiry: { after: '2 months' }, remind: ['7 days'] }))).toEqual([
      { due: at('2026-05-03T23:00Z'), endsAt: at('2026-05-10T23:00Z'), points: 30 },
      { due: at('2026-05-13T23:00Z'), endsAt: at('2026-05-20T23:00Z'), points: 50 },
    ]);
    expect(told(settle(apart, at('2026-05-13T23:00Z'))).at(-1)).toContain('"points":50');
  });
});

describe('a settling', () => {
  test('where nothing is due gives the same', () => {
    const empty = nobody();
    expect(settle(empty, at('2030-01-01T00:00Z'))).toBe(empty);
    const loyalty = happened(nobody(), [first]);
    expect(settle(loyalty, at('2030-01-01T00:00Z'))).toBe(loyalty);
  });

  test('of a program that is gone leaves the account as it is', () => {
    const loyalty = happened(nobody({ expiry: { after: '1 month' } }), [first]);
    const gone = { ...loyalty, programs: [] };
    expect(settle(gone, at('2027-01-01T00:00Z'))).toBe(gone);
  });

  test('of another program touches the one that is due only', () => {
    const two = nobody({ expiry: { after: '1 month' } });
    const both = { ...two, programs: [...two.programs, ...nobody({ id: 'second' }).programs] };
    const loyalty = happened(both, [first]);
    const later = settle({ ...loyalty, change: { ...loyalty.change, accounts: [] } }, at(end1));
    expect(later.change.accounts.map((account) => account.program)).toEqual(['club']);
    expect(later.accounts).toHaveLength(2);
  });

  test('what a changed program makes due no more is no hint any more', () => {
    const loyalty = happened(nobody({ remind: ['7 days'], expiry: { after: '1 month' } }), [first]);
    expect(text(accountIn(loyalty).dueAt)).toBe('2026-04-03T23:00');
    const quiet = settle({ ...loyalty, programs: nobody({ expiry: { after: '1 month' } }).programs }, at('2026-03-11T12:00Z'));
    expect(accountIn(quiet).dueAt).toBe(at(end1));
  });
});

test('the next thing due is the earliest of all', () => {
  const club = {
    join: { activity: 'club.paid', lasts: '1 month' },
    pending: '60 days',
    expiry: { after: '1 month' },
    tiers: { by: 'points', over: '3 months', levels: [{ id: 'gold', name: 'Gold', from: 10 }] },
  };
  const loyalty = happened(nobody(club), [did('club.paid', '2026-03-01T12:00Z'), first]);
  const account = accountIn(loyalty);
  const live = program(club);
  expect(text(nextDue(account, live))).toBe('2026-04-01T23:00');
  const left = { ...account, settledAt: at('2026-04-01T23:00Z') };
  expect(text(nextDue(left, live))).toBe('2026-05-09T11:00');
  expect(text(nextDue({ ...left, pending: [] }, live))).toBe('2026-06-10T23:00');
  expect(nextDue({ ...left, pending: [], tier: null }, live)).toBeNull();
});
