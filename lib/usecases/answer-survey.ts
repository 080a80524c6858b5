import type { Profile } from '../core/customer.ts';
import { putActivity } from '../store/activities.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { fromJson } from '../store/json.ts';
import { contentHash, keys } from '../store/keys.ts';
import { readSurvey, type SurveyLink } from '../store/response-tokens.ts';
import { readSigned } from '../store/secrets.ts';
import { nobody } from '../store/tokens.ts';
import { longestAnswer, type SurveySubject } from '../templates/survey-page.ts';
import type { World } from '../world.ts';
import { pageReader } from './page-reader.ts';

interface Sent {
  /** The languages of her browser. */
  accepts: string[];
  /** `score` and `text`: of the form, or of the address that she followed. */
  fields: URLSearchParams;
}

/** The survey that a link stands for, with the number that it names; nothing when this installation never made it. Changes nothing. */
export async function readSurveyLink(world: World, token: string, sent: Sent): Promise<SurveySubject | undefined> {
  const link = await linkOf(world, token);
  if (!link) return undefined;
  const { score, text } = answerIn(sent.fields);
  return { ...(await readerOf(world, link, sent)), state: 'asked', ...(score !== undefined && { score }), ...(text && { text }) };
}

/**
 * Records her answer as `survey.answered`, which the enrollment that asked waits for. The first answer to a message counts, so a
 * form that is sent twice is one. Resolves as above; without a number from 0 to 10 the survey is asked again.
 */
export async function answerSurvey(world: World, token: string, sent: Sent): Promise<SurveySubject | undefined> {
  const link = await linkOf(world, token);
  if (!link) return undefined;
  const reader = await readerOf(world, link, sent);
  const { score, text } = answerIn(sent.fields);
  if (score === undefined) return { ...reader, state: 'missing', ...(text && { text }) };
  const { cid, campaign, occurrence, step } = link;
  const profile = (await world.table.get(keys.profile(cid)))?.profile;
  if (cid !== nobody && profile)
    await putActivity(world, {
      id: contentHash(['survey', campaign, occurrence, step]),
      type: 'survey.answered',
      customer: fromJson<Profile>(profile).id,
      occurredAt: world.now(),
      data: { score, ...(text && { text }), campaign, occurrence, step },
    });
  return { ...reader, state: 'answered' };
}

function linkOf(world: World, token: string): Promise<SurveyLink | undefined> {
  return readSigned(world, (secrets) => readSurvey(secrets, token));
}

function answerIn(fields: URLSearchParams): { score: number | undefined; text: string } {
  const given = fields.get('score') ?? '';
  const text = (fields.get('text') ?? '').trim().slice(0, longestAnswer).toWellFormed();
  return { score: /^(\d|10)$/.test(given) ? Number(given) : undefined, text };
}

async function readerOf(world: World, { cid, campaign }: SurveyLink, { accepts }: Sent) {
  const brand = (await loadCatalogue(world)).live.find(({ id }) => id === campaign)?.definition.brand;
  return pageReader(world, { accepts, cid, ...(brand !== undefined && { brand }) });
}
