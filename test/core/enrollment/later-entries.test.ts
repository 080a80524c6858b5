import { expect, it } from 'vitest';
import { applyActivity } from '../../../lib/core/enrollment/apply-activity.ts';
import { applyHint } from '../../../lib/core/enrollment/apply-hint.ts';
import { applyNight } from '../../../lib/core/enrollment/apply-night.ts';
import type { DateHint } from '../../../lib/core/enrollment/enrollment.ts';
import { at, compiled, order, situationWith, thankYou } from '../shop.ts';
import { commit, only } from './play.ts';

const busy = { id: 'busy', name: 'An order', rule: { field: 'metrics.orders', atLeast: 1 } };
const entry = { trigger: { segment: 'busy', on: 'enter' as const }, includeExisting: true };
const later = compiled({ ...thankYou, kind: 'database', starts: '2026-03-09', entry, limits: { entriesPerDay: 5 } }, [busy]);
const placed = order('2026-03-01T10:00Z', 30, 'a');
const hintsOf = (hints: DateHint[]) => hints.map(({ dueAt, date }) => [dueAt, date]);

it('who comes into a segment before the campaign starts enters when it does', () => {
  const before = situationWith([later]);
  const decision = applyActivity(before, placed, at('2026-03-01T10:00Z'));
  expect([decision.enrollments, hintsOf(decision.hints)]).toEqual([[], [[later.startsAt, '1']]]);
  const [hint] = decision.hints;
  const entered = hint && commit(commit(before, decision), applyHint(commit(before, decision), hint, later.startsAt));
  expect(entered && only(entered)).toMatchObject({ occurrence: '1', enteredAt: later.startsAt });
});

it('who stands there already, and is wanted, waits for the start as well', () => {
  const there = commit(situationWith([]), applyActivity(situationWith([]), placed, at('2026-03-01T10:00Z')));
  const now = at('2026-03-02T10:00Z');
  const situation = { ...there, live: [later], version: () => later };
  const passed = applyNight(situation, { stored: [], existing: [later.id] }, now);
  const known = commit(situation, passed);
  const [invited] = passed.hints;
  const again = invited && applyHint(known, invited, invited.dueAt ?? now);
  expect([again?.enrollments, again && hintsOf(again.hints)]).toEqual([[], [[later.startsAt, '0']]]);
});
