import type { Enrollment } from '../../../lib/core/enrollment/enrollment.ts';

export const noon = Date.UTC(2026, 10, 2, 12);

/** Of somebody who entered `thanks` at noon and stands before its first step, unless told otherwise. */
export function enrollment(over: Partial<Enrollment> = {}): Enrollment {
  return {
    campaign: 'thanks',
    version: '1',
    occurrence: 'o1',
    keyed: false,
    forgettable: false,
    status: 'inside',
    position: null,
    enteredAt: noon,
    dueAt: null,
    waiting: null,
    trigger: {},
    steps: {},
    goal: null,
    outbox: [],
    planned: 0,
    heldOut: 0,
    entries: 1,
    ended: null,
    ...over,
  };
}
