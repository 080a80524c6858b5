import { setAttributes, stampOf } from '../attributes.ts';
import { newProfile } from '../audience/counts.ts';
import type { Profile } from '../customer.ts';
import type { Life, Told } from '../rehearsal/life.ts';
import { play } from '../rehearsal/rehearse.ts';
import { type CompiledPlan, compilePlan } from './compile-plan.ts';
import { countLife } from './count-life.ts';
import { type Counts, countingOf, type Pass } from './counting.ts';
import { inForce } from './limits.ts';
import type { Limits, Outcome, SimulatedCustomer, SimulationPlan } from './simulated.ts';

/**
 * Plays one customer's whole time. What she does is her real past: she answers no message and buys no more for it. What is returned
 * adds what became of her to counts, once, and returns what she got of each campaign.
 */
export function simulateCustomer(pass: Pass, customer: SimulatedCustomer): (counts: Counts) => Outcome {
  const { compiled } = pass;
  const shared = countingOf(pass, { id: customer.id, country: customer.contact?.country });
  const living = play({ ...lifeOf(compiled, customer), shared }, compiled.stage);
  return (counts) => {
    shared.countInto(counts);
    return countLife({ compiled, counts, customer }, living, shared);
  };
}

/** Everything that is decided about one customer, in order, for `explain`; under the limits that a simulation of all found. */
export function toldOf(plan: SimulationPlan, customer: SimulatedCustomer, limits: Limits = {}): Told[] {
  const compiled = compilePlan(plan, { aloud: true });
  const pass = { compiled, limits: inForce(limits) };
  const shared = countingOf(pass, { id: customer.id, country: customer.contact?.country });
  return play({ ...lifeOf(compiled, customer), shared }, compiled.stage).told;
}

/** Her life as the source knows it: what was known of her from the start comes before everything that she did. */
export function lifeOf(
  { plan, campaigns, programs, stage, templates, needs, known, changes }: CompiledPlan,
  customer: SimulatedCustomer,
): Life {
  const { id, contact, activities, attributes, lists } = customer;
  return {
    profile: { ...profileOf(id, { stage, attributes }), ...(lists && { lists }) },
    contact,
    campaigns,
    programs,
    settings: plan.settings,
    pools: plan.pools,
    ...known,
    ...(changes.length > 0 && { changes }),
    liveFrom: plan.from,
    until: plan.until,
    knownFrom: attributes || lists ? undefined : activities[0]?.occurredAt,
    deeds: activities.map((activity) => ({ activity })),
    needs,
    ...(templates && { hasTemplate: (template: string) => templates.has(template) }),
  };
}

function profileOf(
  id: string,
  { stage, attributes }: Pick<CompiledPlan, 'stage'> & { attributes: Profile['attributes'] | undefined },
): Profile {
  const profile = newProfile(id, stage.needs);
  return attributes ? setAttributes(profile, attributes, fromTheStart) : profile;
}

const fromTheStart = stampOf(0, 'known');
