import type { Contact } from '../core/contact.ts';
import { compileCampaign, type LiveCampaign } from '../core/enrollment/program.ts';
import { countRecipient, emptyFunnel, type Funnel, firstSend, matches } from '../core/forecast.ts';
import { liveVersions } from '../store/catalogue.ts';
import { loadContact } from '../store/contacts.ts';
import { eachCustomer, type Tell } from '../store/each-customer.ts';
import { loadFigures } from '../store/passes.ts';
import { countPositions, type Positions } from '../store/positions.ts';
import { type Publication, versionsOf } from '../store/versions.ts';
import { chooseLanguage, languageChain } from '../templates/language.ts';
import type { World } from '../world.ts';

/** What a publication would do, before it does it. */
export interface Forecast {
  /** Those that are new or changed. */
  campaigns: CampaignForecast[];
  /** In force now, and no longer afterwards: who is inside leaves at her next step. */
  ends: string[];
}

export interface CampaignForecast {
  campaign: string;
  /** No version of it is in force. */
  isNew: boolean;
  /** Selects its recipients itself: by a schedule, or among those who are there already. */
  selects: boolean;
  /** Undefined for a campaign that sends nothing. */
  funnel: Funnel | undefined;
  /** How many are inside at which step of a version before; `gone`: the new version does not have it. */
  inFlight: { step: string; customers: number; gone: boolean }[];
}

/** Counts without writing anything: each customer once, and each enrollment where a version changes. Constant memory. */
export async function forecastPublication(world: World, publication: Publication, tell: Tell = () => undefined): Promise<Forecast> {
  const before = await liveVersions(world);
  const { campaigns } = versionsOf(publication);
  const changed = campaigns
    .filter(({ definition, version }) => before.get(definition.id) !== version)
    .map(({ definition, version }) => compileCampaign(definition, version, publication));
  const positions = changed.some(({ id }) => before.has(id)) ? await countPositions(world) : new Map<string, Positions>();
  const funnels = await countFunnels(world, { publication, changed }, tell);
  return {
    campaigns: changed.map((campaign) => ({
      campaign: campaign.id,
      isNew: !before.has(campaign.id),
      selects: campaign.entry.trigger.kind === 'schedule' || campaign.entry.includeExisting,
      funnel: funnels.get(campaign.id),
      inFlight: [...(positions.get(campaign.id) ?? [])]
        .sort()
        .map(([step, customers]) => ({ step, customers, gone: !campaign.nodes.has(step) })),
    })),
    ends: [...before.keys()].filter((id) => !campaigns.some(({ definition }) => definition.id === id)).sort(),
  };
}

async function countFunnels(
  world: World,
  { publication, changed }: { publication: Publication; changed: LiveCampaign[] },
  tell: Tell,
): Promise<Map<string, Funnel>> {
  const { settings, templates } = publication;
  const sending = changed.flatMap((campaign) => {
    const send = firstSend(campaign);
    const template = templates.find(({ id }) => id === send?.template || id.startsWith(`${send?.template}/`));
    const currency = settings.brands.find(({ id }) => id === campaign.definition.brand)?.currency ?? settings.brands[0]?.currency ?? 'USD';
    const languageOf = ({ language }: Contact) =>
      (template && chooseLanguage(template.languages, languageChain(language, template.defaultLanguage), () => true)) ?? 'default';
    return send ? [{ campaign, send, languageOf, funnel: emptyFunnel(currency) }] : [];
  });
  const figures = await loadFigures(world);
  if (sending.length > 0)
    await eachCustomer(world, { tell }, async (cid, profile) => {
      const now = world.now();
      const contact = await loadContact(world, cid);
      const situation = { profile, contact, enrollments: [], live: changed, version: () => undefined, settings, ...figures };
      for (const { campaign, send, languageOf, funnel } of sending)
        if (matches(situation, campaign, now)) countRecipient(funnel, { situation, campaign, send }, { languageOf, now });
    });
  return new Map(sending.map(({ campaign, funnel }) => [campaign.id, funnel]));
}
