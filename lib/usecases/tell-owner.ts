import type { Brand } from '../core/definition/settings.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { signStop } from '../store/colleague-tokens.ts';
import { besideKeys } from '../store/keys.ts';
import type { EditionNotice, PoolNotice, RunNotice, StopNotice } from '../store/notices.ts';
import { loadSecrets } from '../store/secrets.ts';
import { emptyPoolMail, missingEditionMail, runMail, stopMail } from '../templates/colleague-mail.ts';
import type { World } from '../world.ts';
import { mailColleagues, type NoticeOutcome } from './mail-colleagues.ts';

/** Tells the owner of a campaign once that a run has chosen so many customers, with a link to stop it. */
export async function tellOfRun(world: World, { campaign: id, version, occurrence, count }: RunNotice): Promise<NoticeOutcome> {
  const told = await campaignOf(world, id, version);
  if (!told) return { state: 'dropped', reason: 'nothing-to-send' };
  const { name, owner } = told.campaign.definition;
  const token = signStop(await loadSecrets(world), { campaign: id, occurrence, issuedAt: world.now() });
  const mail = runMail({ campaign: name, run: occurrence.replace('T', ' '), count, stopUrl: `${world.publicUrl}/stop/${token}` });
  return mailColleagues(world, { id: `run#${occurrence}`, owner: besideKeys.ofCampaign(id), to: [owner], brand: told.brand, mail });
}

/** Tells the owner once for each run that the edition of its period is missing. */
export async function tellOfMissingEdition(world: World, missing: EditionNotice): Promise<NoticeOutcome> {
  const told = await campaignOf(world, missing.campaign, missing.version);
  if (!told) return { state: 'dropped', reason: 'nothing-to-send' };
  const { name, owner } = told.campaign.definition;
  const mail = missingEditionMail({ campaign: name, template: missing.template });
  const id = `no-edition#${missing.template}#${missing.occurrence}`;
  return mailColleagues(world, { id, owner: besideKeys.ofCampaign(missing.campaign), to: [owner], brand: told.brand, mail });
}

/** Tells the owner once a day that messages wait for codes. */
export async function tellOfEmptyPool(world: World, { campaign: id, version, pool, date }: PoolNotice): Promise<NoticeOutcome> {
  const told = await campaignOf(world, id, version);
  if (!told) return { state: 'dropped', reason: 'nothing-to-send' };
  const { name, owner } = told.campaign.definition;
  const mail = emptyPoolMail({ campaign: name, pool });
  return mailColleagues(world, {
    id: `pool-empty#${pool}#${date}`,
    owner: besideKeys.ofCampaign(id),
    to: [owner],
    brand: told.brand,
    mail,
  });
}

/** Tells the owner once that bulk mail has stopped by itself, and why. */
export async function tellOfStop(world: World, { campaign: id, version, at, because }: StopNotice): Promise<NoticeOutcome> {
  const told = await campaignOf(world, id, version);
  if (!told) return { state: 'dropped', reason: 'nothing-to-send' };
  const { name, owner } = told.campaign.definition;
  const mail = stopMail({ campaign: name, because });
  return mailColleagues(world, { id: `bulk-paused#${at}`, owner: besideKeys.ofCampaign(id), to: [owner], brand: told.brand, mail });
}

async function campaignOf(world: World, id: string, version: string): Promise<{ campaign: LiveCampaign; brand: Brand } | undefined> {
  const catalogue = await loadCatalogue(world);
  const { campaign } = await catalogue.version(id, version);
  const { brands } = catalogue.settings;
  const brand = brands.find((each) => each.id === campaign.definition.brand) ?? brands[0];
  return brand && { campaign, brand };
}
