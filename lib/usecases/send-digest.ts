import { colleaguesOf } from '../core/colleagues.ts';
import type { Brand } from '../core/definition/settings.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { besideKeys } from '../store/keys.ts';
import { closeDigest, digestRows, type StepNotice, takeDigest } from '../store/notices.ts';
import { digestMail } from '../templates/colleague-mail.ts';
import type { World } from '../world.ts';
import { composeNotice } from './compose-notice.ts';
import { mailColleagues, type NoticeOutcome } from './mail-colleagues.ts';

const perMail = 100;
/** More is no list of tasks. */
const mostMails = 5;

/**
 * Sends colleagues the digest that is due: one mail with a row and a Done button for each notice, several when there are more
 * than a hundred. Twice is once; one that died half-way goes on where it was.
 */
export async function sendDigest(world: World, id: string): Promise<NoticeOutcome> {
  const digest = await takeDigest(world, id);
  if (!digest) return { state: 'repeated' };
  const { settings } = await loadCatalogue(world);
  const to = colleaguesOf(digest.to, settings);
  const [brand] = settings.brands;
  const outcome: NoticeOutcome =
    brand && to.length > 0 ? await sendPages(world, { id, to, brand }) : { state: 'dropped', reason: 'not-a-colleague' };
  await closeDigest(world, id);
  return outcome;
}

async function sendPages(world: World, { id, to, brand }: { id: string; to: string[]; brand: Brand }): Promise<NoticeOutcome> {
  let outcome: NoticeOutcome = { state: 'dropped', reason: 'nothing-to-send' };
  let after: string | undefined;
  for (let page = 0; page < mostMails; page++) {
    const { rows, next } = await digestRows(world, id, { limit: perMail, after });
    const tasks = (await Promise.all(rows.map((row) => taskOf(world, row)))).flatMap((task) => task ?? []);
    const mail = digestMail({ tasks, more: next !== undefined && page === mostMails - 1 });
    const { pk } = besideKeys.digest(id);
    if (tasks.length > 0) outcome = await mailColleagues(world, { id: `page#${page}`, owner: pk, to, brand, mail });
    if (next === undefined) break;
    after = next;
  }
  return outcome;
}

/** Its title is the subject of its template; nothing when there is nothing to do any more. */
async function taskOf(world: World, row: StepNotice): Promise<{ title: string; due: string | undefined; doneUrl: string } | undefined> {
  const composed = await composeNotice(world, row);
  if ('dropped' in composed) return undefined;
  const { mail, due, doneUrl, campaign } = composed;
  return { title: 'fault' in mail ? `${row.notice.step} of “${campaign.definition.name}”` : mail.subject, due, doneUrl };
}
