import { describe, expect, it } from 'vitest';
import { campaignSchema } from '../../../lib/core/definition/campaign.ts';
import { checkLibrary } from '../../../lib/core/definition/check-library.ts';
import { fixture, fixtureNames, library, problemsOf, show } from './shop.ts';

const read = (name: string) => campaignSchema.parse(fixture(name));

describe('the campaigns that the grammar was tried on', () => {
  it.each(fixtureNames)('parses %s and keeps the authored text', (name) => {
    expect(read(name)).toMatchObject(fixture(name) as object);
  });

  it('are thirteen files, since a referral thanks both sides', () => {
    expect(fixtureNames).toHaveLength(13);
  });

  it('finds nothing wrong in the abandoned basket', () => {
    expect(problemsOf(read('abandoned-basket.json'))).toEqual([]);
  });

  it('refuses of the win-back exactly what is not yet supported', () => {
    const notYet = (path: string, what: string) => `error ${path}: not yet supported: ${what}`;
    expect(problemsOf(read('win-back.json'))).toEqual([
      notYet('steps[2].split[0].then[0].reward', 'rewards: points and coupons'),
      notYet('steps[2].split[0].then[3].reward', 'rewards: points and coupons'),
      notYet('steps[2].split[1].then[0].reward', 'rewards: points and coupons'),
      notYet('steps[2].split[1].then[3].reward', 'rewards: points and coupons'),
    ]);
  });

  it('refuses of the survey exactly what is not yet supported', () => {
    expect(problemsOf(read('nps.json'))).toEqual([]);
  });

  it.each(fixtureNames)('says of %s nothing but what is not yet supported, or is optional', (name) => {
    const others = problemsOf(read(name)).filter((problem) => !problem.includes('not yet supported'));
    expect(others.filter((problem) => !problem.startsWith('warning'))).toEqual([]);
  });

  it('finds nothing wrong in the segments', () => {
    expect(show(checkLibrary(library([])))).toEqual([]);
  });
});
