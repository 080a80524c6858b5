import type { Instant } from '../core/time.ts';
import type { Secrets } from './secrets.ts';
import { readToken, signToken } from './tokens.ts';

/** What a Done button stands for. It names no customer outside this installation. */
export interface TaskLink {
  cid: string;
  campaign: string;
  occurrence: string;
  step: string;
}

// An occurrence is what the shop sent: as JSON it holds no line break.
export function signTask(secrets: Secrets, { cid, campaign, occurrence, step }: TaskLink): string {
  return signToken(secrets, 'task', [cid, campaign, JSON.stringify(occurrence), step]);
}

/** Nothing for a token that this installation did not make for this. */
export function readTask(secrets: Secrets, token: string): TaskLink | undefined {
  const [cid, campaign, occurrence, step] = readToken(secrets, 'task', token) ?? [];
  return cid && campaign && occurrence && step ? { cid, campaign, occurrence: String(JSON.parse(occurrence)), step } : undefined;
}

/** What a Stop link stands for. */
export interface StopLink {
  campaign: string;
  occurrence: string;
  issuedAt: Instant;
}

export function signStop(secrets: Secrets, { campaign, occurrence, issuedAt }: StopLink): string {
  return signToken(secrets, 'stop', [campaign, occurrence, String(issuedAt)]);
}

/** Nothing for a token that this installation did not make for this. */
export function readStop(secrets: Secrets, token: string): StopLink | undefined {
  const [campaign, occurrence, issuedAt] = readToken(secrets, 'stop', token) ?? [];
  return campaign && occurrence && issuedAt ? { campaign, occurrence, issuedAt: Number(issuedAt) } : undefined;
}
