import type { Channel } from '../core/enrollment/enrollment.ts';
import { askedAgainAfter, lateness, secondOf } from '../core/pacing.ts';
import { splitBySecond } from '../core/split-places.ts';
import type { Chunk } from '../store/chunks.ts';
import { reserveSlots } from '../store/permits.ts';
import type { Part } from '../store/put-back.ts';
import type { World } from '../world.ts';
import { partsOf } from './draft-message.ts';
import type { Ready } from './prepare-send.ts';
import { holdForQuota } from './quota-used-up.ts';
import type { Outcome } from './record-outcome.ts';

/** A recipient of a chunk who may be sent to. */
export interface Candidate {
  member: number;
  ready: Ready;
}

interface Slots {
  now: Candidate[];
  later: Part[];
  held: Outcome[];
}

/**
 * Slots for the messages of a chunk, in one write for all e-mails and one for all texts. `looked` = how many were looked at.
 * Those for whom the quota of the day has no room are held.
 */
export async function takeSlots(
  world: World,
  { turn, permit }: Pick<Chunk, 'turn' | 'permit'>,
  { candidates, looked }: { candidates: Candidate[]; looked: number },
): Promise<Slots> {
  const present = secondOf(world.now());
  if (permit !== undefined && present - permit <= lateness) return { now: candidates, later: [], held: [] };
  const [texts, emails] = [true, false].map((sms) => candidates.filter(({ ready }) => (ready.composed.channel === 'sms') === sms));
  const from = turn ?? present;
  // A permit that came too late was looked at and counted before.
  const lookedForMail = permit === undefined ? looked - (texts?.length ?? 0) : 0;
  const [mail, text] = await Promise.all([
    slotsOf(world, 'email', { candidates: emails ?? [], looked: lookedForMail, from }),
    slotsOf(world, 'sms', { candidates: texts ?? [], looked: 0, from }),
  ]);
  return { now: [...text.now, ...mail.now], later: [...text.later, ...mail.later], held: mail.held };
}

async function slotsOf(
  world: World,
  channel: Channel,
  { candidates, looked, from }: { candidates: Candidate[]; looked: number; from: number },
): Promise<Slots> {
  // The provider counts the parts of texts.
  const all = candidates.map(({ ready }) => partsOf(ready.composed));
  const count = all.reduce((sum, parts) => sum + parts, 0);
  const { places, left } = await reserveSlots(world, channel, { count, looked, parts: Math.max(1, ...all), from });
  const waiting = candidates.slice(0, candidates.length - left.quota);
  const slots = splitBySecond(waiting, places, { now: world.now(), partsOf: ({ ready }) => partsOf(ready.composed) });
  const later = slots.later.map(({ second, of }) => ({ members: membersOf(of), permit: second }));
  return {
    now: slots.present,
    later: [...later, { members: membersOf(slots.far), delay: askedAgainAfter }],
    held: await Promise.all(candidates.slice(waiting.length).map((each) => holdForQuota(world, each.ready.context))),
  };
}

function membersOf(candidates: Candidate[]): number[] {
  return candidates.map(({ member }) => member);
}
