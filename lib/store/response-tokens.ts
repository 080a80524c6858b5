import type { Instant } from '../core/time.ts';
import type { Secrets } from './secrets.ts';
import { readToken, signToken } from './tokens.ts';

/** What the link of a message stands for: the message that is answered, and until when an answer to it counts. */
export interface ResponseLink {
  cid: string;
  campaign: string;
  occurrence: string;
  step: string;
  until: Instant;
}

// An occurrence is what the shop sent: as JSON it holds no line break.
export function signResponse(secrets: Secrets, { cid, campaign, occurrence, step, until }: ResponseLink): string {
  return signToken(secrets, 'response', [cid, campaign, JSON.stringify(occurrence), step, until.toString(36)]);
}

/** Nothing for a token that this installation did not make for this. */
export function readResponse({ forAnswers = [], ...secrets }: Secrets, token: string): ResponseLink | undefined {
  const all = { ...secrets, tokens: [...secrets.tokens, ...forAnswers] };
  const [cid, campaign, occurrence, step, until] = readToken(all, 'response', token) ?? [];
  if (!cid || !campaign || !occurrence || !step || !until) return undefined;
  return { cid, campaign, occurrence: String(JSON.parse(occurrence)), step, until: Number.parseInt(until, 36) };
}

/** A survey that a message asked for. */
export type SurveyLink = Omit<ResponseLink, 'until'>;

export function signSurvey(secrets: Secrets, { cid, campaign, occurrence, step }: SurveyLink): string {
  return signToken(secrets, 'survey', [cid, campaign, JSON.stringify(occurrence), step]);
}

/** Nothing for a token that this installation did not make for this. */
export function readSurvey(secrets: Secrets, token: string): SurveyLink | undefined {
  const [cid, campaign, occurrence, step] = readToken(secrets, 'survey', token) ?? [];
  if (!cid || !campaign || !occurrence || !step) return undefined;
  return { cid, campaign, occurrence: String(JSON.parse(occurrence)), step };
}
