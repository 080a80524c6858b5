import { randomBytes } from 'node:crypto';
import type { Secrets } from './secrets.ts';

/** New keys for an installation that has none. */
export function freshSecrets(): Secrets {
  const secret = () => randomBytes(32).toString('base64url');
  return { pepper: secret(), tokens: [{ kid: '1', secret: secret() }] };
}
