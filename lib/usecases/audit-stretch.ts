import * as z from 'zod/mini';
import { emptyTally, plus, unsettled } from '../core/run-totals.ts';
import { hour, type Instant, minute } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { lostAfter } from '../store/chunks.ts';
import { auditLater, findReleased, type Released, settleStretch } from '../store/run-pages.ts';
import { loadRun } from '../store/runs.ts';
import type { World } from '../world.ts';
import { handOn } from './hand-on.ts';
import { tallyStretch } from './tally-stretch.ts';

const number = z.number();
export const auditTaskSchema = z.object({
  campaign: z.string(),
  occurrence: z.string(),
  stretch: z.object({
    segment: number,
    page: number,
    broadcast: z.boolean(),
    from: number,
    to: number,
    dueAt: number,
    expiresAt: number,
    releasedAt: number,
    auditAt: number,
    audits: number,
  }),
});
export type AuditTask = z.infer<typeof auditTaskSchema>;

const longestWait = hour;

/**
 * Looks at what became of each recipient of a stretch that was released. When all of them are settled it is closed and added
 * to the run; otherwise it is looked at again later, the longer it takes the more rarely.
 */
export async function auditStretch(world: World, { campaign, occurrence, stretch: asked }: AuditTask): Promise<{ settled: number }> {
  const run = await loadRun(world, { campaign, occurrence });
  const stretch = run && (await findReleased(world, run, asked));
  if (!run || !stretch) return { settled: 0 };
  const tallies = await tallyStretch(world, run, stretch);
  const tally = tallies.reduce(plus, emptyTally());
  if (unsettled(tally) === 0) {
    await settleStretch(world, run, { stretch, tally });
    return { settled: stretch.to - stretch.from };
  }
  const now = world.now();
  // What is paused is handed on once it is too late for it, too: then nobody gets it, and the run can be closed.
  const mayGo = now >= stretch.expiresAt || (await loadCatalogue(world)).orders(campaign).pausedAt === undefined;
  const lost = tally.open > 0 && now - stretch.releasedAt >= lostAfter && mayGo;
  const audits = stretch.audits + 1;
  const next: Released = { ...stretch, audits, auditAt: nextAudit(now, audits), ...(lost && { releasedAt: now }) };
  const moved = await auditLater(world, run, { stretch, next, tally });
  if (moved && lost) await handOn(world, run, { stretch: next, only: (index) => (tallies[index]?.open ?? 0) > 0 });
  return { settled: 0 };
}

/** The first look comes five minutes after the release: the second finds those lost who are lost. */
function nextAudit(now: Instant, audits: number): Instant {
  return now + Math.min(longestWait, 5 * minute * 2 ** Math.min(audits, 5));
}
