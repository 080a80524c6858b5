import type { LiveCampaign } from '../core/enrollment/program.ts';
import { type DueGroup, groupReason, isStopped } from '../core/release.ts';
import { emptyTally } from '../core/run-totals.ts';
import type { Instant } from '../core/time.ts';
import type { Catalogue } from '../store/catalogue.ts';
import { releasable, type Stretch, settleStretch } from '../store/run-pages.ts';
import type { Run } from '../store/runs.ts';
import { versionOf } from '../store/situation.ts';
import type { World } from '../world.ts';

/** Recipients of one run who may be released together. */
export interface Offer extends DueGroup {
  run: Run;
  stretch: Stretch;
  /** E-mail is all that it sends: without room in the provider's day its recipients would only be looked at and held. */
  mails: boolean;
}

/** Those of one run that are due, until they fill the room; what is over for good gets its reason on the way. */
export async function findOffers(
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
    else if (!campaign || stretch.dueAt > now || orders.pausedAt !== undefined || isStopped(campaign, orders) || wanted >= room) break;
    else offers.push(offerOf(campaign, run, stretch));
    if (reason === undefined) wanted += stretch.to - stretch.from;
    if (world.now() > until) break;
  }
  return offers;
}

function offerOf({ priority, broadcast }: LiveCampaign, run: Run, stretch: Stretch): Offer {
  const { dueAt, from, to } = stretch;
  const mails = broadcast?.by.every((channel) => channel === 'email') ?? false;
  return { campaign: run.campaign, occurrence: run.occurrence, priority, dueAt, count: to - from, run, stretch, mails };
}

/** Nobody of the stretch is sent anything, all for one reason. */
async function settleAll(world: World, run: Run, { stretch, reason }: { stretch: Stretch; reason: string }): Promise<void> {
  const tally = { ...emptyTally(), suppressed: { [reason]: stretch.to - stretch.from } };
  await settleStretch(world, run, { stretch, tally });
}
