import type { Account, LedgerEntry } from '../core/loyalty/account.ts';
import type { LiveProgram } from '../core/loyalty/live-program.ts';
import { settle } from '../core/loyalty/settle.ts';
import type { Instant } from '../core/time.ts';
import { lastEntries } from '../store/accounts.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadCustomer } from '../store/customers.ts';
import { type Redemption, redemptionsOf } from '../store/redemptions.ts';
import type { World } from '../world.ts';
import type { FoundCustomer } from './find-customer.ts';

/** What a customer has in a program. */
export interface Points {
  program: LiveProgram;
  at: Instant;
  /** As it stands at this moment; undefined = she is no member. */
  account: Account | undefined;
  /** The latest lines of the ledger, the last first. */
  entries: LedgerEntry[];
  /** Those that are not confirmed yet. */
  reserved: Redemption[];
}

const mostEntries = 20;

/** Looks at the points of a customer in each program, or in the one that is asked for. Changes nothing. */
export async function lookAtPoints(world: World, { cid, customer }: FoundCustomer, asked: string | undefined): Promise<Points[]> {
  const [{ programs }, { points }] = await Promise.all([loadCatalogue(world), loadCustomer(world, cid)]);
  const wanted = programs.filter(({ id }) => asked === undefined || id === asked);
  const at = world.now();
  const loyalty = await points?.({ customer, programs: wanted });
  // What is due by now and not entered yet is counted as if it were.
  const accounts = loyalty ? settle(loyalty, at).accounts : [];
  return Promise.all(
    wanted.map(async (program) => ({
      program,
      at,
      account: accounts.find((one) => one.program === program.id),
      entries: await lastEntries(world, cid, { program: program.id, most: mostEntries }),
      reserved: (await redemptionsOf(world, cid, program.id)).filter(({ status }) => status === 'reserved'),
    })),
  );
}
