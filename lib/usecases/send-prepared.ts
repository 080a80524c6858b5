import { type Budget, budgetFor } from '../core/budget.ts';
import { retryAt } from '../core/eligibility.ts';
import { minute } from '../core/time.ts';
import { leaseBudget, settleLease } from '../store/budgets.ts';
import type { World } from '../world.ts';
import { type Attempt, attemptSend } from './attempt-send.ts';
import { inTurn } from './in-turn.ts';
import type { Ready } from './prepare-send.ts';
import { priceOf } from './price-of.ts';
import { type Outcome, recordOutcome } from './record-outcome.ts';

/**
 * Sends messages that are ready: one lease of their budget for all of them, then for each claim → call → record. What the
 * budget does not cover is dropped. `nonce` names this attempt and no other. Attempts come back in the order of the messages.
 */
export async function sendPrepared(world: World, ready: Ready[], nonce: string): Promise<Attempt[]> {
  const now = world.now();
  const groups = Map.groupBy(ready, (each) => JSON.stringify(budgetOf(each, now)));
  const attempts = new Map<Ready, Attempt>();
  const done = (each: Ready, attempt: Attempt) => void attempts.set(each, attempt);
  for (const group of groups.values()) {
    const budget = group[0] && budgetOf(group[0], now);
    if (budget) await sendPaid(world, budget, { group, nonce, done });
    else await Promise.all(group.map(async (each) => done(each, await inTurn(world, () => attemptSend(world, each, () => undefined)))));
  }
  return ready.map((each) => attempts.get(each) ?? { called: false, error: new Error('the message was not looked at') });
}

/** As long as the budget covers some of them: what an attempt did not use pays for the next. */
async function sendPaid(
  world: World,
  budget: Budget,
  { group, nonce, done }: { group: Ready[]; nonce: string; done: (each: Ready, attempt: Attempt) => void },
): Promise<void> {
  const drop = async (each: Ready, mayComeBack: boolean) =>
    done(each, { called: false, outcome: await recordOutcome(world, each.context, unaffordable(world, each, mayComeBack)) });
  let waiting = group.map((each) => ({ each, cost: most(each, budget) }));
  // What has no price is never covered.
  await Promise.all(waiting.filter(({ cost }) => cost === Infinity).map(({ each }) => drop(each, false)));
  waiting = waiting.filter(({ cost }) => cost < Infinity);
  for (let round = 0; waiting.length > 0; round++) {
    const lease = `${nonce}.${round}`;
    const { covered, mayComeBack } = await leaseBudget(world, budget, { costs: waiting.map(({ cost }) => cost), nonce: lease });
    if (covered === 0) return void (await Promise.all(waiting.map(({ each }) => drop(each, mayComeBack))));
    const unused = await Promise.all(
      waiting.slice(0, covered).map(async ({ each, cost }) => {
        const fits = (again: Ready) => (most(again, budget) > cost ? unaffordable(world, again, true) : undefined);
        const attempt = await inTurn(world, () => attemptSend(world, each, fits));
        done(each, attempt);
        return attempt.called ? 0 : cost;
      }),
    );
    await settleLease(world, budget, { nonce: lease, unused: unused.reduce((sum, cost) => sum + cost, 0) });
    waiting = waiting.slice(covered);
  }
}

function budgetOf({ context: { budget, campaign, settings, enrollment } }: Ready, now: number): Budget | undefined {
  if (!budget) return undefined;
  return budgetFor(budget, { campaign, run: enrollment.run, settings, now });
}

function most(ready: Ready, { currency }: Budget): number {
  return priceOf(ready, currency) ?? Infinity;
}

/** While other attempts may still give back what they leased, it waits a minute for them. */
function unaffordable(world: World, { context }: Ready, mayComeBack: boolean): Outcome {
  const dueAt = mayComeBack ? retryAt(world.now(), minute, context.intent.message.expiresAt) : Infinity;
  return dueAt === Infinity ? { state: 'suppressed', reason: 'budget' } : { state: 'held', reason: 'budget', dueAt };
}
