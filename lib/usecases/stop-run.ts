import { day } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { readStop, type StopLink } from '../store/colleague-tokens.ts';
import { besideKeys } from '../store/keys.ts';
import { forgottenAt } from '../store/notices.ts';
import { readSigned } from '../store/secrets.ts';
import type { RunSubject } from '../templates/colleague-page.ts';
import type { World } from '../world.ts';
import { orderCampaign, UnknownCampaignError } from './order-campaign.ts';

/** An old mail must not stop the run of another month. */
const worksFor = 7 * day;

/** What a Stop link stands for; nothing when this installation never made it, or when it is too old. Changes nothing. */
export async function readStopLink(world: World, token: string): Promise<RunSubject | undefined> {
  const link = await validLink(world, token);
  if (!link) return undefined;
  const { live } = await loadCatalogue(world);
  const name = live.find(({ id }) => id === link.campaign)?.definition.name ?? link.campaign;
  return { campaign: name, run: link.occurrence.replace('T', ' ') };
}

/** Cancels the campaign of the link: what was not sent is dropped. Each link does it once; again is the same. */
export async function stopRun(world: World, token: string): Promise<RunSubject | undefined> {
  const link = await validLink(world, token);
  if (!link) return undefined;
  const key = besideKeys.notice(besideKeys.ofCampaign(link.campaign), `stop#${link.occurrence}`);
  // A page that is posted again, days later, must not cancel what began meanwhile.
  if ((await world.table.get(key)) === undefined) {
    await cancel(world, link.campaign);
    const now = world.now();
    await world.table.write([{ put: { ...key, at: now, ttl: forgottenAt(now) }, if: { absent: ['pk'] } }]);
  }
  return readStopLink(world, token);
}

async function cancel(world: World, campaign: string): Promise<void> {
  try {
    await orderCampaign(world, { campaign, order: 'cancel' });
  } catch (error) {
    // It is no longer in force, so nothing of it is sent.
    if (!(error instanceof UnknownCampaignError)) throw error;
  }
}

async function validLink(world: World, token: string): Promise<StopLink | undefined> {
  const link = await readSigned(world, (secrets) => readStop(secrets, token));
  return link && world.now() - link.issuedAt < worksFor ? link : undefined;
}
