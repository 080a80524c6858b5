import { expect, it } from 'vitest';
import { frequencyTitle, quietText } from '../../lib/cli/score-words.ts';
import type { Portrait } from '../../lib/core/scoring/portrait.ts';

function lapseOf(boughtIfFlagged: number | undefined): Portrait['lapse'] {
  const all = { eligible: 100, flagged: 40, boughtIfFlagged, boughtIfNot: 0.8, auc: 0.7 };
  const rules = [{ rule: 'recency' as const, threshold: 49, unavailable: undefined, all, repeat: all, overRecency: undefined }];
  const chosen = { rule: 'recency' as const, threshold: 49 };
  const evaluation = {
    calibrateUntil: 15_000,
    until: 15_093,
    buyers: 100,
    boughtAgain: 60,
    rules,
    calibration: undefined,
    chosen,
    because: '',
  };
  return { ...chosen, because: '', flagged: 40, eligible: 100, evaluation };
}

it('of a rule whose lapsed often come again says that it tells the quiet, not the lost', () => {
  expect(quietText(lapseOf(0.47))).toBe(
    'When it was tried, 47% of those whom it called lapsed came again within 93 days: read it as quiet, not as lost.',
  );
});

it('says nothing of a rule whose lapsed stay away, or that called nobody lapsed', () => {
  expect(quietText(lapseOf(0.05))).toBeUndefined();
  expect(quietText(lapseOf(undefined))).toBeUndefined();
});

it('has another word for who did not order in half a year than for whom a rule calls lapsed', () => {
  expect(['heavy', 'lapsed', 'new'].map(frequencyTitle)).toEqual(['heavy', 'stopped', 'new']);
});
