import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settled } from '../../lib/core/run-totals.ts';
import { runningDynoxide } from '../../lib/sandbox/dynoxide.ts';
import { killSandbox } from '../sandbox/kill-sandbox.ts';

// A shop that is killed again and again: nothing is sent twice, nothing lost, every equation closes.
// node test/bench/kills.ts [kills] [crowd] [seed]

const [kills = 50, crowd = 2000, seed = 1] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'rapport-kills-'));
const since = performance.now();
try {
  const { killed, figures, runs, books, waiting } = await killSandbox({
    folder,
    crowd,
    kills,
    most: Math.ceil((7.5 * crowd) / kills),
    seed,
  });
  console.table(
    Object.entries(figures.byCampaign).map(([campaign, { targeted, sent, suppressed, failed, unknown, held, open }]) => ({
      campaign,
      targeted,
      sent,
      suppressed: JSON.stringify(suppressed),
      failed: JSON.stringify(failed),
      unknown,
      held: JSON.stringify(held),
      open,
    })),
  );
  console.log(
    `killed ${killed} times, ${waiting.deadLetters} tasks were given up by their queue; ${books.accepted} messages accepted by the provider, records: ${JSON.stringify(books.states)}`,
  );
  const unclosed = runs.filter(({ status, targeted, tally }) => status !== 'closed' || settled(tally) !== targeted);
  const wrong = {
    'accepted twice': books.twice.length,
    'accepted and not recorded': books.unrecorded.length,
    'recorded as sent and never accepted': books.imagined.length,
    'targeted and without an outcome': figures.open,
    'runs not closed': unclosed.length,
    // At a death so many are between their claim and their record, at most.
    'unknown beyond those in flight': Math.max(0, figures.unknown - 10 * killed),
    'tasks left': Object.values(waiting.waiting).reduce((sum, { visible, invisible }) => sum + visible + invisible, 0),
  };
  console.table(wrong);
  console.log(`${((performance.now() - since) / 1000).toFixed(0)} s`);
  if (killed < kills || Object.values(wrong).some((count) => count > 0)) {
    process.exitCode = 1;
    console.log(JSON.stringify({ ...books, unclosed }, undefined, 1).slice(0, 4000));
  }
} finally {
  await (await runningDynoxide(folder))?.stop();
  rmSync(folder, { recursive: true, force: true });
}
