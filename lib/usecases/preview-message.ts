import { firstValue } from '../core/audience/paths.ts';
import type { Contact } from '../core/contact.ts';
import type { Brand, Settings } from '../core/definition/settings.ts';
import { asEnrolled } from '../core/enrollment/broadcast.ts';
import type { NotifyNode, SendNode } from '../core/enrollment/node.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { messageNow, nowhere, type Samples, withSamples } from '../core/enrollment/sample-enrollment.ts';
import { subjectOf } from '../core/enrollment/situation.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadCustomer } from '../store/customers.ts';
import type { PublishedTemplate } from '../templates/published.ts';
import type { World } from '../world.ts';
import { type SendContext, scopeOf } from './send-context.ts';

/** What is looked at before it is published: one step of a campaign as it stands in the folder. */
export interface PreviewParts {
  campaign: LiveCampaign;
  node: SendNode | NotifyNode;
  template: PublishedTemplate;
  settings: Settings;
  brand: Brand;
  samples: Samples;
}

/** A message to one customer that was not sent, and the paths of its variables that were made up. */
export interface PreviewContext {
  context: SendContext;
  contact: Contact;
  sampled: string[];
}

const nobodyKnown: Contact = { v: 0, consent: {}, suppressed: {}, claims: {}, days: {} };

/**
 * What a message of a step would be made from, for a customer as she is known now: her latest enrollment in the campaign tells
 * what entered her; what it does not tell is made up and named. Rejects with an InvalidInputError for somebody without a record.
 */
export async function previewContext(world: World, cid: string, parts: PreviewParts): Promise<PreviewContext> {
  const [{ profile, contact, enrollments }, { shop, rhythm }] = await Promise.all([loadCustomer(world, cid), loadCatalogue(world)]);
  if (!profile) throw new InvalidInputError('nothing but an address is known of this customer, so there is nothing to write about');
  const { campaign, node, template, settings, brand } = parts;
  const situation = { profile, contact, shop, rhythm };
  const [latest] = enrollments.filter((one) => one.campaign === campaign.id).sort((one, other) => other.enteredAt - one.enteredAt);
  const own = latest ?? asEnrolled(situation, campaign, { occurrence: 'preview', dueAt: world.now(), place: nowhere });
  const { enrollment, sampled } = withSamples(own, parts.samples);
  const sender =
    node.verb === 'send' && node.sender ? firstValue(node.sender(subjectOf(situation, campaign, enrollment), world.now())) : null;
  const planned = messageNow({ campaign, node, template: template.id }, enrollment, world.now());
  const message = typeof sender === 'string' ? { ...planned, sender } : planned;
  const context: SendContext = {
    intent: { cid, message, enrollment: '' },
    enrollment,
    profile,
    shop,
    rhythm,
    campaign,
    inForce: true,
    budget: undefined,
    orders: {},
    template,
    noEdition: false,
    brand,
    class: settings.topics[message.topic]?.class ?? 'marketing',
    settings,
    scope: scopeOf({ profile, enrollment, settings }),
  };
  // Colleagues read the language and the time of the brand.
  const colleague = { ...nobodyKnown, language: template.defaultLanguage, zone: brand.zone };
  return { context, contact: node.verb === 'notify' ? colleague : (contact ?? nobodyKnown), sampled };
}
