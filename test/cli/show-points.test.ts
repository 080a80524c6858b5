import { expect, it } from 'vitest';
import { showPoints } from '../../lib/cli/show-points.ts';

it('names last days, in the zone of the program', () => {
  const midnight = Date.UTC(2027, 2, 31, 23);
  const summary = {
    ...{ joinedAt: 0, available: 40, pending: 0, owed: 0, qualifying: [], spent: 0, limited: [] },
    ...{ program: 'club', zone: 'Europe/London', tier: 'gold', lines: [] },
    ...{ memberUntil: midnight, tierUntil: midnight, expiring: { points: 40, at: midnight } },
  };
  expect(showPoints(summary)).toEqual([
    'points of club: 40 points, tier gold until 2027-03-31, member until 2027-03-31, 40 hold until 2027-03-31',
  ]);
});
