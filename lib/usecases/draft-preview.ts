import type { Channel } from '../core/enrollment/enrollment.ts';
import { signTask } from '../store/colleague-tokens.ts';
import { loadSecrets } from '../store/secrets.ts';
import type { World } from '../world.ts';
import { type Draft, draftMessage } from './draft-message.ts';
import type { PreviewContext } from './preview-message.ts';

/** Everything that a preview is rendered with, links included. `cid`: whom the links stand for [her]. */
export async function draftPreview(
  world: World,
  { context, contact }: Omit<PreviewContext, 'sampled'>,
  { channel, cid = context.intent.cid }: { channel: Channel; cid?: string },
): Promise<Draft> {
  const intent = { ...context.intent, cid };
  const draft = await draftMessage(world, { ...context, intent }, { channel, contact });
  const { step, expiresAt } = intent.message;
  const task = { cid, campaign: context.campaign.id, occurrence: context.enrollment.occurrence, step };
  const doneUrl = `${world.publicUrl}/tasks/${signTask(await loadSecrets(world), task)}`;
  return { ...draft, scope: { ...draft.scope, task: { doneUrl, due: expiresAt } } };
}
