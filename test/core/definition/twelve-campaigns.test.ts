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

  it.each(fixtureNames)('finds nothing wrong in %s', (name) => {
    expect(problemsOf(read(name)).filter((problem) => !problem.startsWith('warning'))).toEqual([]);
  });

  it.each(['win-back.json', 'abandoned-basket.json', 'nps.json'])('has nothing to warn of in %s', (name) => {
    expect(problemsOf(read(name))).toEqual([]);
  });

  it('finds nothing wrong in the segments', () => {
    expect(show(checkLibrary(library([])))).toEqual([]);
  });
});
