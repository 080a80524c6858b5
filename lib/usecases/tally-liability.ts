import type { Account } from '../core/loyalty/account.ts';
import { addToLiability, type Liability, noLiability } from '../core/loyalty/liability.ts';
import type { LiveProgram } from '../core/loyalty/live-program.ts';
import type { Instant } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { eachCustomer, type Tell } from '../store/each-customer.ts';
import { fromJson } from '../store/json.ts';
import { keys } from '../store/keys.ts';
import type { World } from '../world.ts';

/** What the shop owes the members of a program. */
export interface ProgramLiability {
  program: LiveProgram;
  at: Instant;
  liability: Liability;
}

/** Adds up the accounts of all members of these programs, as they stand now; in constant memory. */
export async function tallyLiability(
  world: World,
  { program: asked, tell }: { program: string | undefined; tell: Tell },
): Promise<ProgramLiability[]> {
  const { programs } = await loadCatalogue(world);
  const now = world.now();
  const tallies = programs
    .filter(({ id }) => asked === undefined || id === asked)
    .map((program) => ({ program, at: now, liability: noLiability(program) }));
  await eachCustomer(world, { tell }, async (cid, { points = {} }) => {
    for (const tally of tallies) {
      if (!Object.hasOwn(points, tally.program.id)) continue;
      const item = await world.table.get(keys.account(cid, tally.program.id));
      if (item) tally.liability = addToLiability(tally.liability, fromJson<Account>(item.account), { program: tally.program, now });
    }
  });
  return tallies;
}
