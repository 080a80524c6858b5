import { metricsOf } from '../core/audience/metrics.ts';
import type { BudgetRule } from '../core/budget.ts';
import type { Profile } from '../core/customer.ts';
import type { Brand, MessageClass, Settings } from '../core/definition/settings.ts';
import type { Enrollment } from '../core/enrollment/enrollment.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import type { Known } from '../core/enrollment/situation.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import { ratesOf } from '../core/money.ts';
import type { StandingOrders } from '../core/standing-orders.ts';
import type { Catalogue, PublishedCampaign } from '../store/catalogue.ts';
import type { Intent } from '../store/intents.ts';
import type { Scope } from '../templates/engine.ts';
import type { PublishedTemplate } from '../templates/published.ts';

/** Everything that a message is decided on and made from, but the contact: that one is read again at each try. */
export interface SendContext extends Pick<Known, 'shop' | 'rhythm'> {
  intent: Intent;
  enrollment: Enrollment;
  profile: Profile;
  /** The version that she is inside of. */
  campaign: LiveCampaign;
  /** Whether the campaign is still in force, in whatever version. */
  inForce: boolean;
  /** What a person ordered for the campaign. */
  orders: StandingOrders;
  /** Of the version in force, whichever she is inside of. */
  budget: BudgetRule | undefined;
  template: PublishedTemplate;
  /** The message is an edition that was not published; then `template` is empty. */
  noEdition: boolean;
  brand: Brand;
  class: MessageClass;
  settings: Settings;
  /** The variables of the template, but for brand, consent and link. */
  scope: Scope;
}

/** Rejects with an InvalidInputError when the brand or the template of the message is gone. */
export async function contextOf(
  catalogue: Catalogue,
  { intent, profile, enrollment, published }: Pick<SendContext, 'intent' | 'profile' | 'enrollment'> & { published: PublishedCampaign },
): Promise<SendContext> {
  const { campaign, templates } = published;
  const { message } = intent;
  const { settings, shop, rhythm } = catalogue;
  const live = catalogue.live.find(({ id }) => id === campaign.id);
  const brand = settings.brands.find(({ id }) => id === campaign.definition.brand) ?? settings.brands[0];
  const isEdition = message.template.includes('/');
  // An edition comes out after she entered, with a later version of the campaign.
  const newer = isEdition && live ? (await catalogue.version(live.id, live.version)).templates : {};
  const version = templates[message.template] ?? newer[message.template];
  if (!brand || (!version && !isEdition))
    throw new InvalidInputError(`message ${message.id} names the template ${message.template}, which was not published with it`);
  return {
    intent,
    enrollment,
    profile,
    ...{ shop, rhythm, campaign },
    inForce: live !== undefined,
    budget: (live ?? campaign).limits.budget,
    orders: catalogue.orders(campaign.id),
    template: version ? await catalogue.template(message.template, version) : { id: message.template, defaultLanguage: '', languages: {} },
    noEdition: version === undefined,
    brand,
    class: settings.topics[message.topic]?.class ?? 'marketing',
    settings,
    scope: scopeOf({ profile, enrollment, settings }),
  };
}

/** What a template can show of a customer and of how she came to it. */
export function scopeOf({ profile, enrollment, settings }: Pick<SendContext, 'profile' | 'enrollment' | 'settings'>): Scope {
  return {
    customer: profile.attributes,
    metrics: metricsOf(profile, ratesOf(settings)),
    trigger: enrollment.trigger,
    steps: enrollment.steps,
  };
}
