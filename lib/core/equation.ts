import { emptyTally, settled, type Tally, unsettled } from './run-totals.ts';

/**
 * The closing equation: targeted = sent + suppressed + failed + unknown + held + open, each non-send by its reason. `held`
 * messages wait (for open hours, for a free slot) and will be sent or dropped; of `open` ones there is no word yet.
 */
export interface Equation extends Omit<Tally, 'entered'> {
  targeted: number;
  /** How often its goal was reached, of the enrollments that are kept. */
  goals: number;
}

/** What is counted up; of what is open only the sum can tell. */
export interface Books extends Tally {
  targeted: number;
  goals: number;
}

export const emptyBooks = (): Books => ({ ...emptyTally(), targeted: 0, goals: 0 });

/** Draws the line under what was counted. */
export function balance({ entered: _, ...books }: Books): Equation {
  return { ...books, open: books.targeted - settled({ ...books, entered: 0 }) - unsettled({ ...books, entered: 0, open: 0 }) };
}
