import { InvalidInputError } from '../core/invalid-input.ts';
import type { LoyaltyChange } from '../core/loyalty/account.ts';
import type { Loyalty } from '../core/loyalty/loyalty.ts';
import { withPoints } from '../core/loyalty/summary.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { changeCustomer } from '../store/customers.ts';
import { besideKeys } from '../store/keys.ts';
import { giveBackOperation, type Redemption, redemptionAt, settleOperation } from '../store/redemptions.ts';
import type { World } from '../world.ts';

/** One redemption of a customer. */
export interface RedemptionName {
  cid: string;
  program: string;
  key: string;
  /** The e-mail address of the colleague who orders it; the shop's systems name nobody. */
  by?: string | undefined;
}

/** `unknown`: there is no such thing. `conflict`: what stands there forbids it. `refused`: the program does. */
export type Redeemed = { redemption: Redemption } | { refused: string; as: 'unknown' | 'conflict' | 'refused' };

/**
 * Ends a reservation, with what that means for her points, in one transaction; nothing where it has ended before. What was
 * taken from a limited stock goes back unless it is confirmed. Resolves to the redemption as it stands then.
 */
export async function settleRedemption(
  world: World,
  name: RedemptionName,
  { as, books }: { as: Partial<Redemption> & Pick<Redemption, 'status'>; books: (loyalty: Loyalty, stands: Redemption) => Loyalty },
): Promise<Redemption | undefined> {
  const { cid, key } = name;
  const colleague = as.status === 'expired' ? undefined : name.by;
  const place = besideKeys.redemption(cid, name.program, key);
  await changeCustomer(world, { cid }, async ({ profile, points }) => {
    const stands = await redemptionAt(world, place);
    if (stands?.status !== 'reserved') return undefined;
    const program = (await loadCatalogue(world)).programs.find(({ id }) => id === name.program);
    if (!program) throw new InvalidInputError(`the program "${name.program}" is not in force: publish it as live or ended`);
    const loyalty = await points?.({ customer: stands.customer, programs: [program] });
    // Of an erased customer no points are left to change.
    const after = loyalty && books(loyalty, stands);
    const shown = after && profile && withPoints(profile, after);
    const by = `${as.status}#${name.program}#${key}`;
    const back = as.status !== 'confirmed' && stands.shard !== null ? [giveBackOperation(stands, stands.shard)] : [];
    return {
      by,
      ...(after && { loyalty: orderedBy(after.change, { id: `returned#${key}`, by: colleague }) }),
      ...(shown && shown !== profile && { profile: shown }),
      also: [settleOperation(cid, { ...stands, ...as, ...(colleague !== undefined && { settledBy: colleague }) }, by), ...back],
    };
  });
  return redemptionAt(world, place);
}

/** The change with the name of a colleague in one entry of the ledger. */
export function orderedBy(change: LoyaltyChange, { id, by }: { id: string; by: string | undefined }): LoyaltyChange {
  return by === undefined ? change : { ...change, entries: change.entries.map((entry) => (entry.id === id ? { ...entry, by } : entry)) };
}

/** There is none under this key. */
export function unknownRedemption({ program, key }: RedemptionName): Redeemed {
  return { refused: `this customer has no redemption "${key}" in the program "${program}"`, as: 'unknown' };
}
