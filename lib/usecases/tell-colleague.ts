import { colleaguesOf } from '../core/colleagues.ts';
import type { Settings } from '../core/definition/settings.ts';
import { type Instant, localDate, minute, nextLocalTime } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { claimKey } from '../store/keys.ts';
import { collectNotice, type StepNotice } from '../store/notices.ts';
import type { World } from '../world.ts';
import { composeNotice } from './compose-notice.ts';
import { mailColleagues, type NoticeOutcome } from './mail-colleagues.ts';

/**
 * What a step `notify` asked for: a mail to its colleagues, or a row in their digest of the day. Nobody who is no colleague
 * is told anything: `not-a-colleague`.
 */
export async function tellColleague(world: World, told: StepNotice): Promise<NoticeOutcome> {
  const { settings } = await loadCatalogue(world);
  const { cid, notice } = told;
  const to = colleaguesOf(notice.to, settings);
  if (to.length === 0) return { state: 'dropped', reason: 'not-a-colleague' };
  if (notice.digest) {
    const collected = await collectNotice(world, told, digestOf(notice.to, settings, world.now()));
    return { state: collected ? 'collected' : 'repeated' };
  }
  const composed = await composeNotice(world, told);
  if ('dropped' in composed) return { state: 'dropped', reason: composed.dropped };
  const { mail, brand } = composed;
  if ('fault' in mail) return { state: 'dropped', reason: 'template-error', detail: mail.fault };
  return mailColleagues(world, { id: notice.id, owner: cid, to, brand, mail });
}

const eight = { minutes: 8 * 60, weekdays: [] };
/** What comes in the last minutes before a digest waits for the next: one that is being sent takes nothing in. */
const closing = 5 * minute;

/** The digest of some colleagues that goes out next, at eight in the zone of the first brand. */
function digestOf(to: string, { brands, teams }: Settings, now: Instant): { id: string; dueAt: Instant } {
  const zone = brands[0]?.zone ?? 'UTC';
  const dueAt = nextLocalTime(now + closing, eight, zone);
  return { id: `${Object.hasOwn(teams, to) ? to : claimKey(to.toLowerCase())}#${localDate(dueAt, zone)}`, dueAt };
}
