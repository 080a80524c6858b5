import type { Activity } from '../core/activity.ts';
import { newProfile, uniqueNeeds } from '../core/audience/counts.ts';
import type { Situation } from '../core/enrollment/apply-activity.ts';
import type { Enrollment } from '../core/enrollment/enrollment.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import { concerns } from '../core/loyalty/loyalty.ts';
import type { Catalogue, PublishedCampaign } from './catalogue.ts';
import type { CustomerState } from './customer-state.ts';

/**
 * Everything that the core decides on, for one customer: what is stored of her, the live campaigns, and the versions that
 * she is inside of. `customer` is the shop's own id, for the profile of somebody who is seen for the first time.
 */
export async function situationOf(catalogue: Catalogue, state: CustomerState, customer: string): Promise<Situation> {
  const inside = await Promise.all(state.enrollments.filter(mayAct).map((enrollment) => versionOf(catalogue, enrollment)));
  const known = [...inside.flatMap((campaign) => campaign ?? []), ...catalogue.live];
  // Those of the versions that she is inside of are counted on while she is.
  const needs = uniqueNeeds([...known.flatMap((campaign) => campaign.needs), ...catalogue.counting]);
  return {
    profile: state.profile ?? newProfile(customer, needs),
    needs,
    contact: state.contact,
    enrollments: state.enrollments,
    live: catalogue.live,
    // Live ones too: of several activities in one decision, a later one meets what an earlier one entered.
    version: (id, version) => known.find((campaign) => campaign.id === id && campaign.version === version),
    settings: catalogue.settings,
    pools: catalogue.pools,
    ...(catalogue.rhythm && { rhythm: catalogue.rhythm }),
    ...(catalogue.shop && { shop: catalogue.shop }),
    orders: catalogue.orders,
  };
}

/** Whose points are asked for, and which. */
interface Asked {
  /** The shop's own id. */
  customer: string;
  /** What she did. */
  activities?: readonly Activity[];
  /** Programs that are asked for whatever she did. */
  also?: readonly string[];
  /** True: she enters no further campaign by this decision. */
  inside?: boolean;
}

/** With her points: in the programs that what she did concerns, and in those of which a step ahead of her may grant some. */
export async function situationWithPoints(
  catalogue: Catalogue,
  state: CustomerState,
  { customer, activities = [], also = [], inside = false }: Asked,
): Promise<Situation> {
  const situation = await situationOf(catalogue, state, customer);
  if (catalogue.programs.length === 0) return situation;
  const versions = situation.enrollments.flatMap(({ campaign, version }) => situation.version(campaign, version) ?? []);
  const granting = new Set([...also, ...(inside ? versions : [...versions, ...situation.live]).flatMap(grantedIn)]);
  const programs = catalogue.programs.filter(
    (program) => granting.has(program.id) || activities.some((activity) => concerns(program, activity)),
  );
  const loyalty = await state.points?.({ customer, programs, activities });
  return loyalty ? { ...situation, loyalty } : situation;
}

/** The programs of which a campaign grants points. */
function grantedIn({ nodes }: LiveCampaign): string[] {
  return [...nodes.values()].flatMap((node) =>
    node.verb === 'reward' && 'points' in node.reward && node.reward.program !== undefined ? [node.reward.program] : [],
  );
}

/** What is over has no rules any more, unless its goal may still be reached. */
function mayAct({ ended, goal }: Enrollment): boolean {
  return ended === null || (goal !== null && goal.reachedAt === null);
}

/** The rules that an enrollment runs by; nothing when they cannot run any more: then those inside come to its end. */
export async function versionOf(
  catalogue: Catalogue,
  enrollment: Pick<Enrollment, 'campaign' | 'version'>,
): Promise<LiveCampaign | undefined> {
  return (await publishedVersion(catalogue, enrollment))?.campaign;
}

/** Nothing when the version cannot run any more, for instance because its brand is gone. Any other failure rejects. */
export async function publishedVersion(
  catalogue: Catalogue,
  { campaign, version }: Pick<Enrollment, 'campaign' | 'version'>,
): Promise<PublishedCampaign | undefined> {
  try {
    return await catalogue.version(campaign, version);
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}
