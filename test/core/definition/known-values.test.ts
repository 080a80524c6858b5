import { describe, expect, it } from 'vitest';
import { checkLibrary } from '../../../lib/core/definition/check-library.ts';
import { segmentSchema } from '../../../lib/core/definition/segment.ts';
import { library, program } from './shop.ts';

const tiers = {
  by: 'points',
  over: '12 months',
  levels: [
    { id: 'silver', name: { en: 'Silver', de: 'Silber' }, from: 0 },
    { id: 'gold', name: 'Gold', from: 500 },
  ],
};

function problems(rule: object, of: object = {}) {
  const value = segmentSchema.parse({ id: 'asked', name: 'Asked', rule });
  const programs = [{ file: 'club.json', value: program({ status: 'live', ...of }) }];
  const found = checkLibrary(library([], { segments: [{ file: 'asked.json', value }], segmentIds: ['asked'], programs }));
  return found.filter(({ file }) => file === 'asked.json');
}

const messages = (rule: object) => problems(rule).map(({ severity, message }) => `${severity}: ${message}`);

describe('a text that a score never is', () => {
  it.each([
    ['score.segment', 'at risk', 'at-risk'],
    ['score.valueClass', 'a', 'A'],
    ['score.frequencyClass', 'weekly', 'heavy'],
    ['score.profitTier', 'lossmaking', 'loss-making'],
    ['score.loyalty', 'easily poached', 'easily-poached'],
    ['score.stage', 'families', 'family'],
  ])('is refused with what is allowed: %s %s', (field, given, allowed) => {
    const [problem, ...others] = problems({ field, is: given });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ severity: 'error', path: ['rule', 'is'], message: `${field} is never "${given}"`, given });
    expect(problem?.allowed).toContain(allowed);
    expect(problems({ field, is: allowed })).toEqual([]);
  });

  it('is found among several', () => {
    expect(problems({ field: 'score.segment', in: ['loyal', 'champion'] })).toMatchObject([{ path: ['rule', 'in', 1], given: 'champion' }]);
  });

  it('is only doubtful where a shop may note signals of its own', () => {
    expect(problems({ field: 'score.discontent', has: 'competitors' })).toMatchObject([{ severity: 'warning', given: 'competitors' }]);
    expect(problems({ field: 'score.discontent', has: 'competitor' })).toEqual([]);
    expect(problems({ field: 'score.discontent', has: 'falling' })).toEqual([]);
  });
});

describe('a text that points never are', () => {
  it('is one that no tier of the program is called', () => {
    expect(problems({ field: 'points.tier', is: 'Gold' }, { tiers })).toMatchObject([{ severity: 'error', allowed: ['silver', 'gold'] }]);
    expect(problems({ field: 'points.tier', is: 'gold' }, { tiers })).toEqual([]);
    expect(problems({ field: 'points.tierName', in: ['Gold', 'Silber'] }, { tiers })).toEqual([]);
  });

  it('is nothing where the program was not valid', () => {
    const value = segmentSchema.parse({ id: 'asked', name: 'Asked', rule: { field: 'points.tier', is: 'gild' } });
    const around = { segments: [{ file: 'asked.json', value }], segmentIds: ['asked'], programs: [] };
    expect(checkLibrary(library([], around)).filter(({ file }) => file === 'asked.json')).toEqual([]);
  });
});

describe('a bound of a number', () => {
  it.each([
    [{ field: 'score.alive', atMost: 50 }, 'score.alive is from 0 to 1; 50 % is 0.5: this always holds of everybody of whom it is known'],
    [{ field: 'score.alive', atLeast: 50 }, 'score.alive is from 0 to 1; 50 % is 0.5: this never holds'],
    [{ field: 'score.r', atLeast: 6 }, 'score.r is from 1 to 5: this never holds'],
    [{ field: 'score.f', is: 0 }, 'score.f is from 1 to 5: this never holds'],
    [{ field: 'points.available', atLeast: 0 }, 'points.available is 0 or more: this always holds of everybody of whom it is known'],
    [{ field: 'points.available', atMost: -1 }, 'points.available is 0 or more: this never holds'],
  ])('that never or always holds is doubtful: %j', (rule, message) => {
    expect(messages(rule)).toEqual([`warning: ${message}`]);
  });

  it('inside of what is possible is right', () => {
    for (const rule of [
      { field: 'score.alive', atMost: 0.5 },
      { field: 'score.alive', is: 0 },
      { field: 'score.m', atLeast: 4 },
      { field: 'score.bestHour', atLeast: 18, atMost: 22 },
      { field: 'points.pending', atLeast: 1 },
    ])
      expect(messages(rule)).toEqual([]);
  });
});
