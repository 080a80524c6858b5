import { retryAt } from '../core/eligibility.ts';
import { lateness, secondOf, splitBySecond } from '../core/pacing.ts';
import { minute } from '../core/time.ts';
import type { Chunk, Part } from '../store/chunks.ts';
import { joinLine, reserveSlots } from '../store/permits.ts';
import type { World } from '../world.ts';
import { type Outcome, recordOutcome } from './attempt-send.ts';
import type { Ready } from './claim-send.ts';

/** A recipient of a chunk who may be sent to. */
export interface Candidate {
  member: number;
  ready: Ready;
}

/** Nothing is free within the horizon: so many seconds later they ask again. */
const askedAgainAfter = 900;

/** The day's quota frees by and by: so often it is asked again. */
const quotaAsked = 15 * minute;

/** Who is looked at now, and who in a later second: nobody has been read yet. */
export async function takeTurns(world: World, members: number[]): Promise<{ now: number[]; later: Part[] }> {
  const { places } = await joinLine(world, members.length);
  const { present, later, far } = splitBySecond(members, places, world.now());
  return {
    now: present,
    later: [...later.map(({ second, of }) => ({ members: of, turn: second })), { members: far, delay: askedAgainAfter }],
  };
}

/**
 * Slots for the e-mails of a chunk, in one write for all of them; texts need none. `looked` = how many were looked at. Those
 * for whom the quota of the day has no room are held.
 */
export async function takeSlots(
  world: World,
  { turn, permit }: Pick<Chunk, 'turn' | 'permit'>,
  { candidates, looked }: { candidates: Candidate[]; looked: number },
): Promise<{ now: Candidate[]; later: Part[]; held: Outcome[] }> {
  const present = secondOf(world.now());
  const emails = candidates.filter(({ ready }) => ready.composed.channel === 'email');
  if (permit !== undefined && present - permit <= lateness) return { now: candidates, later: [], held: [] };
  const texts = candidates.filter((each) => !emails.includes(each));
  // A permit that came too late was looked at and counted before.
  const { places, left } = await reserveSlots(world, {
    count: emails.length,
    looked: permit === undefined ? looked - texts.length : 0,
    from: turn ?? present,
  });
  const waiting = emails.slice(0, emails.length - left.quota);
  const slots = splitBySecond(waiting, places, world.now());
  const later = slots.later.map(({ second, of }) => ({ members: membersOf(of), permit: second }));
  const held = await Promise.all(emails.slice(waiting.length).map((each) => holdForQuota(world, each)));
  return {
    now: [...texts, ...slots.present],
    later: [...later, { members: membersOf(slots.far), delay: askedAgainAfter }],
    held,
  };
}

function holdForQuota(world: World, { ready: { context } }: Candidate): Promise<Outcome> {
  const dueAt = retryAt(world.now(), quotaAsked, context.intent.message.expiresAt);
  return recordOutcome(
    world,
    context,
    dueAt === Infinity ? { state: 'suppressed', reason: 'quota' } : { state: 'held', reason: 'quota', dueAt },
  );
}

function membersOf(candidates: Candidate[]): number[] {
  return candidates.map(({ member }) => member);
}
