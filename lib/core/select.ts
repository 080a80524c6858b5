import type { Subject } from './audience/test.ts';
import type { Settings } from './definition/settings.ts';
import { groupExpiresAt, scheduleOf } from './due-runs.ts';
import { heldOutBy, triggerOf } from './enrollment/enter.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import { type Known, subjectOf, zoneOf } from './enrollment/situation.ts';
import { dueIn } from './schedule.ts';
import type { Instant } from './time.ts';

/** Whether a customer is a recipient of a run, and when it is due for her. */
export type Selection = 'not-in' | 'held-out' | { dueAt: Instant };

/**
 * One customer of a run: in its audience or not (unknown = not in), in a control group, or due at her own time of day. Who
 * has no enrollments is held out here; the others are when they enter.
 */
export function selectCustomer(
  campaign: LiveCampaign,
  known: Known,
  { occurrence, settings, now }: { occurrence: string; settings: Settings; now: Instant },
): Selection {
  const { profile, contact } = known;
  const { audience } = campaign.entry;
  if (audience && audience(new Candidate(known, campaign, now), now) !== true) return 'not-in';
  if (campaign.broadcast && heldOutBy({ profile, settings }, campaign)) return 'held-out';
  return { dueAt: dueIn(scheduleOf(campaign), occurrence, zoneOf({ profile, contact }, campaign.zone)) };
}

/** Who may be a recipient. What stands in her row of an uploaded list may decide, and is looked up when it is asked. */
class Candidate implements Subject {
  readonly profile: Subject['profile'];
  readonly contact: Subject['contact'];
  readonly zone: string;
  readonly shop: Subject['shop'];
  readonly rhythm: Subject['rhythm'];
  readonly #campaign: LiveCampaign;
  readonly #now: Instant;

  constructor(known: Known, campaign: LiveCampaign, now: Instant) {
    const { profile, contact, zone, shop, rhythm } = subjectOf(known, campaign);
    this.profile = profile;
    this.contact = contact;
    this.zone = zone;
    this.shop = shop;
    this.rhythm = rhythm;
    this.#campaign = campaign;
    this.#now = now;
  }

  get trigger() {
    return triggerOf({ profile: this.profile, contact: this.contact }, this.#campaign, { at: this.#now, data: {} });
  }
}

/** Customers who lie side by side in a page and are due at one instant: `from` is in it, `to` is not. */
export interface Group {
  dueAt: Instant;
  /** Not sent on after that. */
  expiresAt: Instant;
  from: number;
  to: number;
}

/** Puts those of one due instant side by side, the earliest first. */
export function groupByDue(campaign: LiveCampaign, found: { cid: string; dueAt: Instant }[]): { cids: string[]; groups: Group[] } {
  const sorted = found.toSorted((a, b) => a.dueAt - b.dueAt);
  const groups: Group[] = [];
  for (const [index, { dueAt }] of sorted.entries()) {
    const last = groups.at(-1);
    if (last?.dueAt === dueAt) last.to = index + 1;
    else groups.push({ dueAt, expiresAt: groupExpiresAt(campaign, dueAt), from: index, to: index + 1 });
  }
  return { cids: sorted.map(({ cid }) => cid), groups };
}
