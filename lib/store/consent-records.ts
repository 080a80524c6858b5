import type { ConsentRecord, Evidence } from '../core/consent.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import type { Operation, World } from '../world.ts';
import { fromJson, toJson } from './json.ts';
import { consentPrefix, keys } from './keys.ts';
import { queryItems } from './read-items.ts';

/** What she said of one topic. `again`: as it was known already, only later. */
export interface Saying {
  channel: Channel;
  topic: string;
  said: ConsentRecord['said'];
  again: boolean;
}

type Put = Extract<Operation, { put: unknown }>;

/** When she said it, and how that is proved. */
export interface Telling {
  at: Instant;
  evidence: Evidence;
}

/**
 * The records of what she said, for the write that it changes the contact with. A withdrawal told again is none; a consent
 * told again is one if there is something to show for it, since it may be of other words.
 */
export function recordOperations(world: World, cid: string, { sayings, ...telling }: Telling & { sayings: Saying[] }): Put[] {
  const { wording, proof } = telling.evidence;
  const isNews = ({ again, said }: Saying) => !again || (said === 'given' && (wording !== undefined || proof !== undefined));
  return sayings.filter(isNews).map((saying) => recordOperation(world, cid, { ...saying, ...telling }));
}

/** Written once: the same thing said at the same instant is the same record. */
export function recordOperation(world: World, cid: string, { channel, topic, said, at, evidence }: Omit<Saying, 'again'> & Telling): Put {
  const record: ConsentRecord = { ...evidence, channel, topic, said, at, recordedAt: world.now() };
  return { put: { ...keys.consentRecord(cid, record), kind: 'consent', record: toJson(record) }, if: { absent: ['pk'] } };
}

/** All that she ever said of consent, in the order of when she said it. */
export async function loadConsentRecords(world: World, cid: string): Promise<ConsentRecord[]> {
  const items = await queryItems(world, { table: 'activities', pk: cid, prefix: consentPrefix });
  return items.map(({ record }) => fromJson<ConsentRecord>(record));
}
