import type * as z from 'zod/mini';
import type { triggeredTaskSchema } from '../store/notices.ts';
import type { World } from '../world.ts';
import { sendConfirmation } from './send-confirmation.ts';
import { sendOrFail } from './send-message.ts';
import { sendNotice } from './send-notice.ts';
import { sendReply } from './send-reply.ts';

export type TriggeredTask = z.infer<typeof triggeredTaskSchema>;

/** What became of a task of the queue `triggered`, as the log tells it. */
export interface WorkedOn {
  what: 'notice' | 'reply' | 'confirmation' | 'message';
  state: string;
  reason?: string | undefined;
  detail?: string | undefined;
  about?: string;
}

/** Does what a task of the queue `triggered` asks for. Rejects when it must be tried later. */
export async function workOnTask(world: World, task: TriggeredTask, rules: Parameters<typeof sendOrFail>[2]): Promise<WorkedOn> {
  if ('notice' in task) return { what: 'notice', about: task.notice.about, ...(await sendNotice(world, task.notice)) };
  if ('reply' in task) return { what: 'reply', ...(await sendReply(world, task.reply)) };
  if ('confirmation' in task) return { what: 'confirmation', ...(await sendConfirmation(world, task.confirmation)) };
  return { what: 'message', ...(await sendOrFail(world, 'paced' in task ? task : { paced: task }, rules)) };
}
