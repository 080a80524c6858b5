import type { ConsentRecord, Evidence } from '../core/consent.ts';
import type { Channel } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import type { Operation, World } from '../world.ts';
import { fromJson, toJson } from './json.ts';
import { besideKeys, consentPrefix, contentHash } from './keys.ts';
import { queryItems } from './read-items.ts';

/**
 * What she said of one topic, and when. `moves`: what is known of her changes by it. `again`: as it was known already, only
 * later.
 */
export interface Saying {
  channel: Channel;
  topic: string;
  said: ConsentRecord['said'];
  at: Instant;
  again: boolean;
  moves: boolean;
}

type Put = Extract<Operation, { put: unknown }>;

/** When she said it, and how that is proved. */
export interface Telling {
  at: Instant;
  evidence: Evidence;
}

/**
 * The records of what she said: those for the write that it changes the contact with, and those of consents that were known
 * and are proved anew. A withdrawal told again is none; a consent told again is one if there is something to show for it,
 * since it may be of other words.
 */
export function recordOperations(
  world: World,
  cid: string,
  { sayings, evidence }: { sayings: Saying[]; evidence: Evidence },
): { moved: Put[]; proved: Put[] } {
  const isShown = evidence.wording !== undefined || evidence.proof !== undefined;
  const news = sayings.filter(({ again, said, moves }) => (moves ? !again || (said === 'given' && isShown) : shownBy(evidence) !== ''));
  const put = (moving: boolean) =>
    news.filter(({ moves }) => moves === moving).map((each) => recordOperation(world, cid, { ...each, evidence }));
  return { moved: put(true), proved: put(false) };
}

/** The file and its line are no part of it: the same table exported every night proves nothing new. */
function shownBy({ source, wording = '', proof = '' }: Evidence): string {
  return wording + (source === 'import' ? proof.slice(0, Math.max(0, proof.lastIndexOf('; '))) : proof);
}

/** Written once: the same thing said at the same instant, and proved alike, is the same record. */
export function recordOperation(
  world: World,
  cid: string,
  { channel, topic, said, at, evidence }: Pick<Saying, 'channel' | 'topic' | 'said'> & Telling,
): Put {
  const record: ConsentRecord = { ...evidence, channel, topic, said, at, recordedAt: world.now() };
  const proof = contentHash([evidence.source, shownBy(evidence)]).slice(0, 8);
  return { put: { ...besideKeys.consentRecord(cid, record, proof), kind: 'consent', record: toJson(record) }, if: { absent: ['pk'] } };
}

/** All that she ever said of consent, in the order of when she said it. */
export async function loadConsentRecords(world: World, cid: string): Promise<ConsentRecord[]> {
  const items = await queryItems(world, { table: 'activities', pk: cid, prefix: consentPrefix });
  return items.map(({ record }) => fromJson<ConsentRecord>(record));
}
