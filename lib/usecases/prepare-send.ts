import { unpaid } from '../core/budget.ts';
import type { Contact } from '../core/contact.ts';
import { decideSend } from '../core/eligibility.ts';
import type { Instant } from '../core/time.ts';
import { claimKey } from '../store/keys.ts';
import type { MessageRecord } from '../store/messages.ts';
import { namedIn } from '../templates/named-steps.ts';
import type { World } from '../world.ts';
import { arbitratePriority } from './arbitrate-priority.ts';
import { claimedBefore } from './claimed-before.ts';
import { composeMessage } from './compose-message.ts';
import type { Composed } from './draft-message.ts';
import { drawCoupons } from './draw-coupons.ts';
import { reportMissingEdition } from './report-missing-edition.ts';
import type { SendContext } from './send-context.ts';

/** Not to be sent (now), with its reason. */
export interface Settled {
  record: Omit<MessageRecord, 'at'>;
}

/** Decided and composed on the contact as it was read: only the claim is missing. */
export interface Ready {
  context: SendContext;
  composed: Composed;
  contact: Contact;
  nonce: string;
  decidedAt: Instant;
  /** Nothing of it may go out later: her open hours or its validity end. */
  until: Instant;
}

/** Decides on the contact as it was read, and composes the message. */
export async function prepareSend(
  world: World,
  context: SendContext,
  { contact, nonce }: { contact: Contact | undefined; nonce: string },
): Promise<Settled | Ready> {
  const { message, cid } = context.intent;
  const now = world.now();
  // She was entered again meanwhile: what this message would say is gone.
  if (!message.id.startsWith(`${context.campaign.id}#${context.enrollment.occurrence}#`))
    return { record: { state: 'suppressed', reason: 'superseded' } };
  if (!contact) return { record: { state: 'suppressed', reason: 'no-address' } };
  const standing = contact.claims[claimKey(message.id)];
  if (standing && standing.nonce !== nonce) return claimedBefore(world, context, standing);

  const request = { ...context, message, contact, now };
  const verdict = decideSend(request);
  if ('drop' in verdict) return { record: { state: 'suppressed', reason: verdict.drop } };
  if ('hold' in verdict) return { record: { state: 'held', reason: verdict.reason, dueAt: verdict.hold } };
  if (context.noEdition) return { record: await reportMissingEdition(world, context) };
  const outranked = await arbitratePriority(world, { request, cid, channel: verdict.send });
  if (outranked) return { record: outranked };
  const drawn = await drawCoupons(world, context);
  if ('record' in drawn) return drawn;
  const composed = await composeMessage(world, drawn, { channel: verdict.send, contact });
  if ('failed' in composed && composed.failed === 'template-error' && showsUnpaid(context))
    return { record: { state: 'suppressed', reason: unpaid.refused } };
  if ('failed' in composed)
    return { record: { state: 'failed', reason: composed.failed, ...(composed.detail && { detail: composed.detail }) } };
  return { context, composed, contact, nonce, decidedAt: now, until: verdict.until };
}

/** It has a hole where a reward would stand that the budget of the campaign did not cover. */
function showsUnpaid({ template, enrollment }: SendContext): boolean {
  return [...namedIn(template)].some((step) => enrollment.steps[step]?.refused === unpaid.refused);
}
