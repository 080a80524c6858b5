import { expect, it } from 'vitest';
import { showFigures } from '../../lib/cli/figures.ts';
import { balance, emptyBooks } from '../../lib/core/equation.ts';
import { noon } from '../functions/shop.ts';

function shown({ goals, heldOut }: { goals: number; heldOut: number }): string {
  const books = { ...emptyBooks(), targeted: 20, sent: 20 - heldOut, goals, suppressed: heldOut > 0 ? { 'held-out': heldOut } : {} };
  const figures = { customers: 20, orders: 20, ...balance(books), byCampaign: { 'win-back': balance(books) } };
  return showFigures(figures, { runs: [], now: noon, seconds: 1 });
}

it('says of goals that those of control groups are among them, where there may be any', () => {
  const note = 'Goals are also those of control groups, which "rapport report" counts apart.';
  expect(shown({ goals: 4, heldOut: 2 }).split('\n')).toContain(note);
  expect(shown({ goals: 0, heldOut: 2 })).not.toContain(note);
  expect(shown({ goals: 4, heldOut: 0 })).not.toContain(note);
});
