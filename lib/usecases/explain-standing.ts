import type { Profile } from '../core/customer.ts';
import type { Situation } from '../core/enrollment/situation.ts';
import type { LedgerEntry, PointsSummary } from '../core/loyalty/account.ts';
import { explainAllScores, type ScoreExplanation } from '../core/scoring/explain-scores.ts';
import { lastEntries } from '../store/accounts.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import type { World } from '../world.ts';

/** What a customer has in one program, and how it came about. */
export interface PointsExplanation extends PointsSummary {
  program: string;
  /** The latest lines of the ledger, the last first. */
  lines: Pick<LedgerEntry, 'at' | 'kind' | 'points' | 'pending' | 'because'>[];
}

/** How she stands beside any campaign. */
export interface Standing {
  scores: ScoreExplanation[];
  points: PointsExplanation[];
}

const mostLines = 8;

/** Her scores, each with its reason, and her points. */
export async function explainStanding(world: World, cid: string, situation: Situation): Promise<Standing> {
  const { programs } = await loadCatalogue(world);
  return { scores: explainAllScores(situation, programs, world.now()), points: await explainPoints(world, cid, situation.profile) };
}

/** In every program in which she ever had an account, by its name. */
function explainPoints(world: World, cid: string, { points = {} }: Profile): Promise<PointsExplanation[]> {
  return Promise.all(
    Object.entries(points).map(async ([program, summary]) => {
      const entries = await lastEntries(world, cid, { program, most: mostLines });
      const lines = entries.map(({ at, kind, points, pending, because }) => ({ at, kind, points, pending, because }));
      return { program, ...summary, lines };
    }),
  );
}
