import type { Secrets } from '../store/secrets.ts';

/** The keys of every sandbox. They guard nothing here, and with equal keys equal orders make an equal history, byte for byte. */
export const openKeys: Secrets = { pepper: 'sandbox '.repeat(5), tokens: [{ kid: '1', secret: 'sandbox '.repeat(5) }] };
