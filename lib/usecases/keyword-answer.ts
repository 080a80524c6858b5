import type { LiveCampaign } from '../core/enrollment/program.ts';
import { type Instant, subtractDuration } from '../core/time.ts';
import { loadAddress } from '../store/addresses.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { latestMessage, type SentMessage } from '../store/sent-messages.ts';
import type { World } from '../world.ts';

/** The latest message to somebody with this number in a campaign that asks for this word, in time; or why there is none. */
export async function answeredByKeyword(
  world: World,
  { phone, keyword }: { phone: string; keyword: string },
  at: Instant,
): Promise<(Omit<SentMessage, 'plannedAt'> & { cid: string }) | { refused: string }> {
  const { live } = await loadCatalogue(world);
  const asking = live.filter(({ response }) => response?.by.includes('keyword') && plain(response.keyword) === plain(keyword));
  if (asking.length === 0) return { refused: 'no campaign that is in force asks for this word' };
  const { cids } = await loadAddress(world, 'sms', phone);
  const found = await Promise.all(cids.flatMap((cid) => asking.map((campaign) => answeredBy(world, { cid, campaign, at }))));
  const [latest] = found.filter((each) => each !== undefined).sort((a, b) => b.plannedAt - a.plannedAt);
  if (!latest) return { refused: 'nobody with this number was asked for this word, or it comes too late' };
  const { plannedAt: _, ...answered } = latest;
  return answered;
}

async function answeredBy(world: World, { cid, campaign, at }: { cid: string; campaign: LiveCampaign; at: Instant }) {
  const { response, zone } = campaign;
  const since = response && subtractDuration(at, response.within, zone);
  const message = since === undefined ? undefined : await latestMessage(world, cid, { campaign: campaign.id, since });
  return message && { ...message, cid };
}

/** "spring offer!" is "SPRING-OFFER". */
function plain(word: string): string {
  return word.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}
