import type { Claim, Contact } from '../core/contact.ts';
import { wordWithin } from '../core/enrollment/enrollment.ts';
import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import { claimText, contactFromItem } from './contact-item.ts';
import { loadContact } from './contacts.ts';
import { keys } from './keys.ts';

/**
 * Claim, cap and consent in one conditional write: the claim stands on the very version of the contact that the
 * decision was made on, so a withdrawal in between prevents the message. Folds claims that are past into day counts.
 *
 * Resolves to `claimed`; to the standing claim when this message was claimed before; to the newer contact when it changed
 * meanwhile.
 */
export async function claimMessage(
  world: World,
  { cid, contact, key, claim, localDay, countedFrom }: Claiming,
): Promise<'claimed' | { taken: Claim } | { changed: Contact }> {
  const past = Object.entries(contact.claims).filter(([, known]) => known.expiresAt + wordWithin < claim.at);
  const conflict = await world.table.write([
    {
      update: keys.contact(cid),
      set: [[['c', key], claimText(claim)]],
      add: [
        [['v'], 1],
        ...perDay(
          past.map(([, known]) => known),
          { localDay, countedFrom },
        ),
      ],
      remove: [...past.map(([name]) => ['c', name]), ...forgotten(contact, countedFrom)],
      if: { all: [{ equals: [['v'], contact.v] }, { absent: ['c', key] }, { absent: ['erasedAt'] }] },
    },
  ]);
  if (!conflict) return 'claimed';
  const now = conflict.reason === 'condition' && conflict.found ? contactFromItem(conflict.found) : await loadContact(world, cid);
  if (!now) throw new Error(`the contact of ${cid} is gone`);
  const standing = now.claims[key];
  if (!standing) return { changed: now };
  // The reply of this very claim was lost: it is ours.
  return standing.nonce === claim.nonce ? 'claimed' : { taken: standing };
}

interface Claiming {
  cid: string;
  contact: Contact;
  key: string;
  claim: Claim;
  /** The local date of an instant, YYYY-MM-DD. */
  localDay: (at: Instant) => string;
  /** The first local date that any cap still counts. */
  countedFrom: string;
}

/** No cap reaches back to these days any more. */
function forgotten({ days }: Contact, countedFrom: string): string[][] {
  return Object.keys(days)
    .filter((day) => day.slice(day.lastIndexOf(':') + 1) < countedFrom)
    .map((day) => ['d', day]);
}

function perDay(past: Claim[], { localDay, countedFrom }: Pick<Claiming, 'localDay' | 'countedFrom'>): [string[], number][] {
  const counted = past.map((claim) => ({ ...claim, day: localDay(claim.at) })).filter(({ day }) => day >= countedFrom);
  const byDay = Map.groupBy(counted, ({ channel, topic, day }) => `${channel}:${topic}:${day}`);
  return [...byDay].map(([name, claims]) => [['d', name], claims.length]);
}

/** Gives a claim back that was certainly not used, if it is still this one. */
export async function releaseClaim(world: World, cid: string, { key, claim }: { key: string; claim: Claim }): Promise<void> {
  await world.table.write([
    { update: keys.contact(cid), remove: [['c', key]], add: [[['v'], 1]], if: { equals: [['c', key], claimText(claim)] } },
  ]);
}
