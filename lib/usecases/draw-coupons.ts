import { retryAt } from '../core/eligibility.ts';
import { couponSteps } from '../core/enrollment/coupon-steps.ts';
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
  const { campaign, enrollment, template, intent, scope } = context;
  const named = namedIn(template);
  const given = named.size === 0 ? [] : [...couponSteps(campaign.definition.steps)];
  // A coupon on another road is none of hers.
  const wanted = given.filter(([step]) => named.has(step) && Object.hasOwn(enrollment.steps, step));
  if (wanted.length === 0) return context;
  const steps = { ...enrollment.steps };
  for (const [step, id] of wanted) {
    const pool = (await loadCatalogue(world)).pools.find((one) => one.id === id);
    const owner = `${campaign.id}#${enrollment.occurrence}#${step}#${intent.cid}`;
    const drawn = pool && (await drawCode(world, { pool, owner, cid: intent.cid, expiresAt: endOf(steps[step]?.expiresAt) }));
    if (!drawn || drawn === 'empty') return { record: await withoutCode(world, context, id) };
    steps[step] = { ...steps[step], code: drawn.code };
  }
  return { ...context, scope: { ...scope, steps } };
}

function endOf(expiresAt: unknown): number | null {
  if (typeof expiresAt === 'number') return expiresAt;
  return typeof expiresAt === 'string' ? Date.parse(expiresAt) : null;
}

async function withoutCode(world: World, { campaign, intent }: SendContext, pool: string): Promise<Refused['record']> {
  const date = new Date(world.now()).toISOString().slice(0, 10);
  await askToTell(world, { about: 'pool-empty', campaign: campaign.id, version: campaign.version, pool, date });
  const dueAt = retryAt(world.now(), hour, intent.message.expiresAt);
  const reason = 'pool-empty';
  return dueAt === Infinity ? { state: 'suppressed', reason } : { state: 'held', reason, dueAt };
}
