import type { LedgerEntry, PointsSummary } from '../core/loyalty/account.ts';
import { grantPoints } from '../core/loyalty/grant.ts';
import { withPoints } from '../core/loyalty/summary.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { changeCustomer } from '../store/customers.ts';
import { fromJson } from '../store/json.ts';
import { contentHash, keys } from '../store/keys.ts';
import type { World } from '../world.ts';
import { strangerOf } from './own-address.ts';
import { isKey } from './redemption-key.ts';

/** What a colleague orders. `key` names it: the same again is the same adjustment. */
export interface Adjustment {
  cid: string;
  program: string;
  points: number;
  reason: string;
  /** The e-mail address of the colleague. */
  by: string;
  key: string;
}

/** `again`: it was entered before, word for word. */
export type Adjusted = { again: false; balance: number } | { again: true } | { refused: string };

/** One entry gives or takes no more: a slip of the finger costs little. */
export const mostAdjusted = 1_000_000;

/**
 * Gives or takes points beside all rules, with a reason and the name of who ordered it in the ledger. Nobody changes the points
 * of a customer with her own address; "anna+shop@linden.example" is anna's. Refused with a sentence.
 */
export async function adjustPoints(world: World, adjustment: Adjustment): Promise<Adjusted> {
  const { cid, points, reason, by } = adjustment;
  const refused = problemOf(adjustment) ?? (await strangerOf(world, adjustment));
  if (refused !== undefined) return { refused };
  const { programs } = await loadCatalogue(world);
  const program = programs.find(({ id }) => id === adjustment.program);
  if (!program) return { refused: `there is no program "${adjustment.program}" in force` };
  const place = keys.ledger(cid, program.id, idOf(adjustment));
  let outcome: Adjusted | undefined;
  await changeCustomer(world, { cid }, async ({ profile, points: read }) => {
    const before = await world.table.get(place);
    outcome = before && again(fromJson<LedgerEntry>(before.entry), adjustment);
    const loyalty = before ? undefined : profile && (await read?.({ customer: profile.id, programs: [program] }));
    if (!before && !loyalty) outcome = { refused: 'this customer is not known, or not any more' };
    if (!loyalty || !profile) return undefined;
    const grant = { program: program.id, id: idOf(adjustment), points, at: world.now(), because: reason, by };
    const made = grantPoints(loyalty, grant, world.now());
    if ('refused' in made) outcome = made;
    if ('refused' in made) return undefined;
    const shown = withPoints(profile, made);
    outcome = { balance: balanceIn(shown.points?.[program.id]), again: false };
    return { by: `${grant.id}#${contentHash(adjustment)}`, loyalty: made.change, profile: shown };
  });
  return outcome ?? { refused: 'this customer is not known, or not any more' };
}

function idOf({ key }: Adjustment): string {
  return `adjusted#${key}`;
}

function again(entry: LedgerEntry, { points, reason, by, key }: Adjustment): Adjusted {
  if (entry.points === points && entry.because === reason && entry.by === by) return { again: true };
  return { refused: `the key "${key}" was used before: ${entry.points} points by ${entry.by}, because: ${entry.because}` };
}

function balanceIn(summary: PointsSummary | undefined): number {
  return summary ? summary.available - summary.owed : 0;
}

function problemOf({ points, reason, key }: Adjustment): string | undefined {
  if (!Number.isInteger(points) || points === 0 || Math.abs(points) > mostAdjusted)
    return `points are a whole number other than 0, such as +50 or -50, up to ${mostAdjusted} at a time`;
  if (reason.trim().length < 3 || reason.length > 200) return 'say why, in 3 to 200 characters: it stands in the ledger for ever';
  return isKey(key)
    ? undefined
    : `a key has 1 to 64 letters, digits, hyphens, dots, underscores or tildes, at least one of them a letter or digit, not "${key}"`;
}
