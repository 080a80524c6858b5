import type { LiveCampaign } from '../core/enrollment/program.ts';
import { type DueGroup, groupReason, inOrder } from '../core/release.ts';
import { emptyTally } from '../core/run-totals.ts';
import { type Instant, minute } from '../core/time.ts';
import type { Catalogue } from '../store/catalogue.ts';
import { releasable, type Stretch, settleStretch, takeForRelease } from '../store/run-pages.ts';
import type { Run } from '../store/runs.ts';
import { versionOf } from '../store/situation.ts';
import type { World } from '../world.ts';
import { eachApart } from './each-apart.ts';
import { handOn } from './hand-on.ts';

/** So long one tick goes on with it. */
const mostTime = 30_000;
/** The first look at what became of them: by then what fits into the line has gone. */
const auditAfter = 5 * minute;

interface Offer extends DueGroup {
  run: Run;
  stretch: Stretch;
  /** E-mail is all that it sends: without room in the provider's day its recipients would only be looked at and held. */
  mails: boolean;
}

/**
 * Releases recipients that are due, as many as fit: those of the higher priority first. What must not be sent any more gets
 * its reason instead. `today` = for how many mails the provider's day has room. Resolves to how many were released, and to what failed for one run while the others went on.
 */
export async function releasePages(
  world: World,
  catalogue: Catalogue,
  { runs, room, today }: { runs: Run[]; room: number; today: number },
): Promise<{ released: number; failures: unknown[] }> {
  const until = world.now() + mostTime;
  const offers: Offer[] = [];
  const unread = await eachApart(runs, async (run) => offers.push(...(await offersOf(world, catalogue, { run, room, until }))));
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

/** Those of one run that are due, until they fill the room; what is over for good gets its reason on the way. */
async function offersOf(
  world: World,
  catalogue: Catalogue,
  { run, room, until }: { run: Run; room: number; until: Instant },
): Promise<Offer[]> {
  const orders = catalogue.orders(run.campaign);
  const campaign = await versionOf(catalogue, run);
  const now = world.now();
  const inForce = catalogue.live.some(({ id }) => id === run.campaign);
  const offers: Offer[] = [];
  let wanted = 0;
  for await (const stretch of releasable(world, run)) {
    // A version that cannot run any more is over for everybody.
    const reason = campaign ? groupReason(campaign, { group: stretch, run }, { inForce, orders, now }) : 'campaign-ended';
    if (reason !== undefined) await settleAll(world, run, { stretch, reason });
    // They are in the order of their due instants: what holds this one holds those after it.
    else if (!campaign || stretch.dueAt > now || orders.pausedAt !== undefined || wanted >= room) break;
    else
      offers.push({
        ...offerOf(campaign, run, stretch),
        run,
        stretch,
        mails: campaign.broadcast?.by.every((channel) => channel === 'email') ?? false,
      });
    if (reason === undefined) wanted += stretch.to - stretch.from;
    if (world.now() > until) break;
  }
  return offers;
}

function offerOf({ priority }: LiveCampaign, { campaign, occurrence }: Run, { dueAt, from, to }: Stretch): DueGroup {
  return { campaign, occurrence, priority, dueAt, count: to - from };
}

/** Nobody of the stretch is sent anything, all for one reason. */
async function settleAll(world: World, run: Run, { stretch, reason }: { stretch: Stretch; reason: string }): Promise<void> {
  const tally = { ...emptyTally(), suppressed: { [reason]: stretch.to - stretch.from } };
  await settleStretch(world, run, { stretch, tally });
}
