import { emptyProfile } from '../core/customer.ts';
import type { Situation } from '../core/enrollment/apply-activity.ts';
import type { Catalogue } from './catalogue.ts';
import type { CustomerState } from './customers.ts';

/**
 * Everything that the core decides on, for one customer: what is stored of her, the live campaigns, and the versions that
 * she is inside of. `customer` is the shop's own id, for the profile of somebody who is seen for the first time.
 */
export async function situationOf(catalogue: Catalogue, state: CustomerState, customer: string): Promise<Situation> {
  const inside = await Promise.all(state.enrollments.map(({ campaign, version }) => catalogue.version(campaign, version)));
  const known = [...inside.map(({ campaign }) => campaign), ...catalogue.live];
  return {
    profile: state.profile ?? emptyProfile(customer),
    contact: state.contact,
    enrollments: state.enrollments,
    live: catalogue.live,
    // Live ones too: of several activities in one decision, a later one meets what an earlier one entered.
    version: (id, version) => known.find((campaign) => campaign.id === id && campaign.version === version),
    settings: catalogue.settings,
  };
}
