import { describe, expect, it } from 'vitest';
import type { Activity } from '../../lib/core/activity.ts';
import { foldSigns, keptSignals, type Signs } from '../../lib/core/signs.ts';
import { activity, at, order } from './shop.ts';

const fold = (activities: Activity[]) => activities.reduce<Signs | undefined>(foldSigns, undefined);
const answer = (when: string, score: number, about?: string) =>
  activity('survey.answered', when, { score, campaign: 'nps', ...(about === undefined ? {} : { about }) });
const noted = (when: string, signal: string) => activity('discontent.noted', when, { signal });

describe('the hours of a customer', () => {
  it('are those of orders and clicks in UTC, not of mail that a machine opened', () => {
    const opened = activity('email.opened', '2026-01-01T03:00Z');
    const clicked = activity('email.clicked', '2026-01-01T20:59Z');
    expect(fold([order('2026-01-01T09:00Z'), opened, clicked, order('2026-02-01T20:00+01:00')])?.hours).toEqual({ 9: 1, 19: 1, 20: 1 });
  });
});

describe('satisfaction', () => {
  it('is the latest answer about each thing, whichever is told last', () => {
    const signs = fold([
      answer('2026-02-01T10:00Z', 9, 'product'),
      answer('2026-01-01T10:00Z', 2, 'product'),
      answer('2026-01-05T10:00Z', 6),
    ]);
    expect(signs?.satisfaction).toEqual({ overall: [6, at('2026-01-05T10:00Z')], product: [9, at('2026-02-01T10:00Z')] });
  });

  it('of two answers in the same instant is the less content one', () => {
    const both = [answer('2026-01-01T10:00Z', 8), answer('2026-01-01T10:00Z', 5)];
    for (const order of [both, both.toReversed()]) expect(fold(order)?.satisfaction?.overall?.[0]).toBe(5);
  });

  it('is not told by a score off the scale, nor by an answer about something else', () => {
    expect(
      fold([answer('2026-01-01T10:00Z', 11), answer('2026-01-01T10:00Z', -1), answer('2026-01-01T10:00Z', 5, 'weather')]),
    ).toBeUndefined();
  });
});

describe('signals of discontent', () => {
  it('keep the latest instant of each', () => {
    const signs = fold([
      noted('2026-03-01T10:00Z', 'competitor'),
      noted('2026-01-01T10:00Z', 'competitor'),
      noted('2026-02-01T10:00Z', 'seller'),
    ]);
    expect(signs?.discontent).toEqual({ competitor: at('2026-03-01T10:00Z'), seller: at('2026-02-01T10:00Z') });
  });

  it('of too many keep the latest, and none without a name', () => {
    const many = Array.from({ length: 20 }, (_, index) => noted(`2026-01-${String(index + 1).padStart(2, '0')}T10:00Z`, `s-${index}`));
    const signs = fold([...many, noted('2026-03-01T10:00Z', ''), noted('2026-03-01T10:00Z', 'x'.repeat(100))]);
    expect(Object.keys(signs?.discontent ?? {})).toHaveLength(keptSignals);
    expect(signs?.discontent).toHaveProperty('s-19');
    expect(signs?.discontent).not.toHaveProperty('s-0');
  });
});
