import { missingNeeds } from '../core/audience/counts.ts';
import type { Contact } from '../core/contact.ts';
import type { Profile } from '../core/customer.ts';
import { nextHints } from '../core/enrollment/apply-hint.ts';
import { applyNight } from '../core/enrollment/apply-night.ts';
import type { DateHint } from '../core/enrollment/enrollment.ts';
import type { Decision, Situation } from '../core/enrollment/situation.ts';
import { day, type Instant } from '../core/time.ts';
import type { Catalogue } from '../store/catalogue.ts';
import { loadContact } from '../store/contacts.ts';
import { changeCustomer } from '../store/customers.ts';
import { type Full, learnFull, takePlaces } from '../store/entry-places.ts';
import { fromJson } from '../store/json.ts';
import { hintPrefix } from '../store/keys.ts';
import { decideWithin } from '../store/reward-budgets.ts';
import { situationOf, situationWithPoints } from '../store/situation.ts';
import type { Item, World } from '../world.ts';
import { countCustomer } from './back-fill-counts.ts';

/** One pass over all customers. */
export interface Pass {
  catalogue: Catalogue;
  /** Names its decisions. */
  pass: string;
  /** Campaigns that also want those who stood there before. */
  existing: readonly string[];
  /** When what it is for was put in force; absent for one of the nightly ones. */
  since: Instant | undefined;
  /** Shared by all customers, who take places of the same days. */
  full: Full;
}

/**
 * Changes of one customer what time alone has changed, or what was newly asked: true when anything did. She is written only
 * then, and read whole only then. Twice is once.
 */
export async function passCustomer(world: World, item: Item, { catalogue, pass, existing, since, full }: Pass): Promise<boolean> {
  const cid = item.pk;
  const profile = fromJson<Profile>(item.profile);
  const quick = await situationOf(catalogue, { profile, contact: await contactOf(world, cid, catalogue), enrollments: [] }, profile.id);
  const needs = quick.needs ?? [];
  let changed = missingNeeds(profile, needs).length > 0;
  if (changed) await countCustomer(world, cid, needs);
  const reads = pass.startsWith('publish') || comesSoon(quick, world.now());
  const stored = reads ? await hintsOf(world, cid) : undefined;
  if (!changed && isNothing(applyNight({ ...quick, full }, { stored, existing, since }, world.now()))) return false;
  await changeCustomer(world, { cid }, async (state, conflict) => {
    if (!state.profile || state.contact?.erasedAt !== undefined) return undefined;
    await learnFull(world, catalogue.live, { full, conflict });
    const situation = { ...(await situationWithPoints(catalogue, state, { customer: state.profile.id })), full };
    const seen = { stored: reads ? await hintsOf(world, cid) : undefined, existing, since };
    const { paid, ...decision } = await decideWithin(world, situation, (within) => applyNight(within, seen, world.now()));
    if (isNothing(decision)) return undefined;
    changed = true;
    const { why: _, ...rest } = decision;
    return { by: `pass#${pass}`, ...rest, also: [...takePlaces(decision, catalogue.live, { now: world.now() }), ...paid] };
  });
  return changed;
}

/** Read of everybody only where a segment asks for consent: her zone stands in the profile as well. */
async function contactOf(world: World, cid: string, { live }: Catalogue): Promise<Contact | undefined> {
  const asks = live.some(({ entry: { trigger } }) => trigger.kind === 'segment' && trigger.asksConsent);
  return asks ? loadContact(world, cid) : undefined;
}

/** A hint that is missing or wrong matters when it would be due before the passes of the next nights. */
function comesSoon(situation: Situation, now: Instant): boolean {
  return nextHints(situation, now).some(({ dueAt }) => dueAt !== null && dueAt < now + 8 * day);
}

function isNothing({ profile, enrollments, hints }: Decision): boolean {
  return profile === undefined && enrollments.length === 0 && hints.length === 0;
}

/** A customer has one for each campaign at most: they are one page. */
async function hintsOf(world: World, cid: string): Promise<DateHint[]> {
  const { items } = await world.table.query({ table: 'relations', pk: cid, prefix: hintPrefix });
  return items.map(({ hint }) => fromJson<DateHint>(hint));
}
