import { compilePredicate } from '../core/audience/compile.ts';
import { type Finding, findingOf } from '../core/audience/findings.ts';
import { readsContact } from '../core/audience/reads-contact.ts';
import type { Subject } from '../core/audience/test.ts';
import type { Profile } from '../core/customer.ts';
import type { LoyaltyProgram } from '../core/definition/loyalty-program.ts';
import type { Predicate } from '../core/definition/predicate.ts';
import type { Segment } from '../core/definition/segment.ts';
import type { Settings } from '../core/definition/settings.ts';
import { zoneOf } from '../core/enrollment/situation.ts';
import { ratesOf } from '../core/money.ts';
import { valuationOf } from '../core/scoring/valuation.ts';
import { loadContact } from '../store/contacts.ts';
import { eachCustomer, type Tell } from '../store/each-customer.ts';
import { loadFigures } from '../store/passes.ts';
import type { World } from '../world.ts';

/** How many customers are in a segment; unknown ones get nothing. */
export interface AudienceCount {
  in: number;
  out: number;
  unknown: number;
  /** The first few, with what was found of each condition. */
  members: { customer: string; finding: Finding }[];
}

const shown = 10;

/**
 * Asks a segment of every customer, as the definitions say it now, published or not. Constant memory; reads each profile,
 * and each contact where consent is asked for.
 */
export async function countAudience(
  world: World,
  { segment, segments, settings, programs = [] }: { segment: string; segments: Segment[]; settings: Settings; programs?: LoyaltyProgram[] },
  tell: Tell = () => undefined,
): Promise<AudienceCount> {
  const predicate: Predicate = { segment };
  const test = compilePredicate(predicate, {
    segments,
    rates: ratesOf(settings),
    programs,
    valuation: valuationOf(settings, programs),
    where: `segment ${segment}`,
  });
  const figures = await loadFigures(world);
  const brandZone = settings.brands[0]?.zone ?? 'UTC';
  const asksConsent = readsContact(predicate, segments);
  const count: AudienceCount = { in: 0, out: 0, unknown: 0, members: [] };
  await eachCustomer(world, { tell }, async (cid: string, profile: Profile) => {
    const contact = asksConsent ? await loadContact(world, cid) : undefined;
    const subject: Subject = { profile, contact, zone: zoneOf({ profile, contact }, brandZone), ...figures };
    const now = world.now();
    const verdict = test(subject, now);
    if (verdict === true) count.in += 1;
    else if (verdict === false) count.out += 1;
    else count.unknown += 1;
    if (verdict === true && count.members.length < shown)
      count.members.push({ customer: profile.id, finding: findingOf(test, predicate, { subject, segments, now }) });
  });
  return count;
}
