import { randomBytes } from 'node:crypto';
import type { Secrets } from './secrets.ts';

/** New keys for an installation that has none. */
export function freshSecrets(): Secrets {
  return { pepper: freshSecret(), tokens: [{ kid: '1', secret: freshSecret() }] };
}

/** 256 random bits as text. */
export function freshSecret(): string {
  return randomBytes(32).toString('base64url');
}
