import type { Channel } from '../core/enrollment/enrollment.ts';
import { signTask } from '../store/colleague-tokens.ts';
import { loadSecrets } from '../store/secrets.ts';
import { nobody } from '../store/tokens.ts';
import type { World } from '../world.ts';
import { type Draft, draftMessage } from './draft-message.ts';
import type { PreviewContext } from './preview-message.ts';

/** Everything that a preview or a proof is rendered with. Its links stand for nobody: whoever presses one changes nothing of hers. */
export async function draftPreview(world: World, { context, contact }: Omit<PreviewContext, 'sampled'>, channel: Channel): Promise<Draft> {
  const intent = { ...context.intent, cid: nobody };
  const draft = await draftMessage(world, { ...context, intent }, { channel, contact });
  const { step, expiresAt } = intent.message;
  const task = { cid: nobody, campaign: context.campaign.id, occurrence: context.enrollment.occurrence, step };
  const doneUrl = `${world.publicUrl}/tasks/${signTask(await loadSecrets(world), task)}`;
  return { ...draft, scope: { ...draft.scope, task: { doneUrl, due: expiresAt } } };
}
