import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { keys } from './keys.ts';
import { answersWorkFor, linksWorkFor, plain, readStored, type SigningKey } from './secrets.ts';

/** A key by its name and dates; never its secret. */
export interface KeyDates {
  kid: string;
  /** Absent: before dates were kept. */
  madeAt?: Instant;
  /** It signs until then; absent: it signs now. */
  retiredAt?: Instant;
  /** Links that it signed work until then, and answers to campaigns count until then. */
  linksUntil?: Instant;
  answersUntil?: Instant;
}

/** The keys of links, newest first, without those that read nothing any more. */
export async function listKeys(world: World): Promise<KeyDates[]> {
  return useful((await readStored(world)).tokens, world.now()).map(datesOf);
}

/**
 * Signs with a new key, once every process knows it; the one before reads on, and those that read nothing any more are
 * forgotten. `revoke`: all that were before are forgotten and the new one signs at once, since somebody else has them: what
 * they signed works no more. The pepper stays. Resolves to the keys as they stand then; rejects with a sentence when somebody else does the same at this moment.
 */
export async function rotateKeys(world: World, secret: string, { revoke = false } = {}): Promise<KeyDates[]> {
  const now = world.now();
  const { tokens, rotatedAt } = await readStored(world);
  const kid = String(Math.max(0, ...tokens.map((key) => Number(key.kid) || 0)) + 1);
  const retired = tokens.map(({ retiredAt = now, ...key }) => ({ ...key, retiredAt }));
  const next = [{ kid, secret, madeAt: now }, ...(revoke ? [] : useful(retired, now))].map(plain);
  const conflict = await world.table.write([
    {
      update: keys.secrets,
      set: [
        [['tokens'], next],
        [['rotatedAt'], now],
      ],
      if: rotatedAt === undefined ? { absent: ['rotatedAt'] } : { equals: [['rotatedAt'], rotatedAt] },
    },
  ]);
  if (conflict) throw new Error('somebody else is changing the keys at this moment: look at them (rapport keys show) before you try again');
  return listKeys(world);
}

function useful(tokens: SigningKey[], now: Instant): SigningKey[] {
  return tokens.filter(({ retiredAt = now }) => now - retiredAt < answersWorkFor);
}

function datesOf({ kid, madeAt, retiredAt }: SigningKey): KeyDates {
  return {
    kid,
    ...(madeAt !== undefined && { madeAt }),
    ...(retiredAt !== undefined && { retiredAt, linksUntil: retiredAt + linksWorkFor, answersUntil: retiredAt + answersWorkFor }),
  };
}
