import { unpaid } from '../core/budget.ts';
import { retryAt } from '../core/eligibility.ts';
import type { Json } from '../core/enrollment/enrollment.ts';
import { hour } from '../core/time.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { drawCode } from '../store/coupons.ts';
import type { MessageRecord } from '../store/messages.ts';
import { namedIn } from '../templates/named-steps.ts';
import type { World } from '../world.ts';
import { askToTell } from './ask-to-tell.ts';
import type { SendContext } from './send-context.ts';

/** What becomes of a message for which there is no code. */
interface Refused {
  record: Omit<MessageRecord, 'at'>;
}

/**
 * Draws the codes of the coupons that a message names, each once: at every further try, and in later messages, it is the same
 * one. Resolves to the context with the codes in it. Where a pool has none left the message waits, an hour at a time until it
 * is no longer valid, and the owner is told once a day.
 */
export async function drawCoupons(world: World, context: SendContext): Promise<SendContext | Refused> {
  const { campaign, enrollment, template, scope } = context;
  const steps = { ...enrollment.steps };
  for (const step of namedIn(template)) {
    const node = campaign.nodes.get(step);
    const granted = enrollment.steps[step];
    // A coupon on another road is none of hers, and one that the budget did not cover neither.
    if (node?.verb !== 'reward' || !('pool' in node.reward) || !granted || granted.refused === unpaid.refused) continue;
    const code = await codeFor(world, context, { step, pool: node.reward.pool, granted });
    if (code === undefined) return { record: await withoutCode(world, context, node.reward.pool) };
    steps[step] = { ...granted, code };
  }
  return { ...context, scope: { ...scope, steps } };
}

/** What was granted before a restart is not granted again, so one code stands for both. */
async function codeFor(
  world: World,
  { campaign, enrollment, intent: { cid, message } }: SendContext,
  { step, pool: id, granted }: { step: string; pool: string; granted: { [property: string]: Json } },
): Promise<string | undefined> {
  const pool = (await loadCatalogue(world)).pools.find((one) => one.id === id);
  if (!pool) return undefined;
  const { occurrence, keyed } = enrollment;
  const { grantedAt, expiresAt } = granted;
  const drawn = await drawCode(world, {
    pool,
    owner: [campaign.id, keyed ? occurrence : grantedAt, step, cid].join('#'),
    cid,
    expiresAt: typeof expiresAt === 'string' ? Date.parse(expiresAt) : null,
    answers: { campaign: campaign.id, occurrence, step: message.step },
  });
  return drawn === 'empty' ? undefined : drawn.code;
}

async function withoutCode(world: World, { campaign, intent }: SendContext, pool: string): Promise<Refused['record']> {
  const date = new Date(world.now()).toISOString().slice(0, 10);
  await askToTell(world, { about: 'pool-empty', campaign: campaign.id, version: campaign.version, pool, date });
  const dueAt = retryAt(world.now(), hour, intent.message.expiresAt);
  const reason = 'pool-empty';
  return dueAt === Infinity ? { state: 'suppressed', reason } : { state: 'held', reason, dueAt };
}
