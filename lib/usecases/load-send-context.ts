import { metricsOf } from '../core/audience/metrics.ts';
import type { Profile } from '../core/customer.ts';
import type { Brand, MessageClass, Settings } from '../core/definition/settings.ts';
import type { Enrollment } from '../core/enrollment/enrollment.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import { ratesOf } from '../core/money.ts';
import type { StandingOrders } from '../core/standing-orders.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { enrollmentFromItem } from '../store/enrollments.ts';
import type { Intent } from '../store/intents.ts';
import { fromJson } from '../store/json.ts';
import { keys } from '../store/keys.ts';
import type { Scope } from '../templates/engine.ts';
import type { PublishedTemplate } from '../templates/published.ts';
import type { World } from '../world.ts';

/** Everything that a message is decided on and made from, but the contact: that one is read again at each try. */
export interface SendContext {
  intent: Intent;
  enrollment: Enrollment;
  profile: Profile;
  /** The version that she is inside of. */
  campaign: LiveCampaign;
  /** Whether the campaign is still in force, in whatever version. */
  inForce: boolean;
  /** What a person ordered for the campaign. */
  orders: StandingOrders;
  template: PublishedTemplate;
  brand: Brand;
  class: MessageClass;
  settings: Settings;
  /** The variables of the template, but for brand, consent and link. */
  scope: Scope;
}

/** Rejects with an InvalidInputError when the message points at something that was never there. */
export async function loadSendContext(world: World, intent: Intent): Promise<SendContext> {
  const { cid, message } = intent;
  const [catalogue, enrollmentItem, profileItem] = await Promise.all([
    loadCatalogue(world),
    world.table.get(keys.relation(cid, intent.enrollment)),
    world.table.get(keys.profile(cid)),
  ]);
  if (!enrollmentItem || !profileItem) throw new InvalidInputError(`message ${message.id} belongs to no enrollment`);
  const { enrollment } = enrollmentFromItem(enrollmentItem);
  const profile = fromJson<Profile>(profileItem.profile);
  const { campaign, templates } = await catalogue.version(enrollment.campaign, enrollment.version);
  const { settings } = catalogue;
  const brand = settings.brands.find(({ id }) => id === campaign.definition.brand) ?? settings.brands[0];
  const version = templates[message.template];
  if (!brand || !version)
    throw new InvalidInputError(`message ${message.id} names the template ${message.template}, which was not published with it`);
  return {
    intent,
    enrollment,
    profile,
    campaign,
    inForce: catalogue.live.some(({ id }) => id === campaign.id),
    orders: catalogue.orders(campaign.id),
    template: await catalogue.template(message.template, version),
    brand,
    class: settings.topics[message.topic]?.class ?? 'marketing',
    settings,
    scope: {
      customer: profile.attributes,
      metrics: metricsOf(profile, ratesOf(settings)),
      trigger: enrollment.trigger,
      steps: enrollment.steps,
    },
  };
}
