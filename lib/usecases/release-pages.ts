import { inOrder } from '../core/release.ts';
import { minute } from '../core/time.ts';
import type { Catalogue } from '../store/catalogue.ts';
import { takeForRelease } from '../store/run-pages.ts';
import type { Run } from '../store/runs.ts';
import type { World } from '../world.ts';
import { eachApart } from './each-apart.ts';
import { findOffers, type Offer } from './find-offers.ts';
import { handOn } from './hand-on.ts';

/** So long one tick goes on with it. */
const mostTime = 30_000;
/** The first look at what became of them: by then what fits into the line has gone. */
const auditAfter = 5 * minute;

/**
 * Releases recipients that are due, as many as fit: those of the higher priority first. What must not be sent any more gets
 * its reason instead. `today` = for how many mails the provider's day has room. Resolves to how many were released, and to what
 * failed for one run while the others went on.
 */
export async function releasePages(
  world: World,
  catalogue: Catalogue,
  { runs, room, today }: { runs: Run[]; room: number; today: number },
): Promise<{ released: number; failures: unknown[] }> {
  const until = world.now() + mostTime;
  const offers: Offer[] = [];
  const unread = await eachApart(runs, async (run) => offers.push(...(await findOffers(world, catalogue, { run, room, until }))));
  let left = room;
  let leftToday = today;
  const failures = await eachApart(offers.sort(inOrder), async ({ run, stretch, mails }) => {
    const most = mails ? Math.min(left, leftToday) : left;
    if (most <= 0 || world.now() > until) return;
    const to = Math.min(stretch.to, stretch.from + most);
    const released = await takeForRelease(world, run, { stretch, to, auditAt: world.now() + auditAfter });
    if (!released) return;
    left -= to - stretch.from;
    if (mails) leftToday -= to - stretch.from;
    await handOn(world, run, { stretch: released });
  });
  return { released: room - Math.max(0, left), failures: [...unread, ...failures] };
}
