import type * as z from 'zod/mini';
import { secondOf } from '../core/pacing.ts';
import type { triggeredTaskSchema } from '../store/notices.ts';
import { putTaskBack } from '../store/put-back.ts';
import { smsSegments } from '../templates/sms.ts';
import type { World } from '../world.ts';
import { sendConfirmation } from './send-confirmation.ts';
import { sendInTurn } from './send-in-turn.ts';
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

/** She waits for an answer; colleagues can wait. */
const priorities = { answer: 100, notice: 0 } as const;

/** Does what a task of the queue `triggered` asks for. Rejects when it must be tried later. */
export async function workOnTask(world: World, task: TriggeredTask, rules: Parameters<typeof sendOrFail>[2]): Promise<WorkedOn> {
  const wait = 'permit' in task || 'turn' in task ? Math.max(task.permit ?? 0, task.turn ?? 0) - secondOf(world.now()) : 0;
  if (wait > 0) return { what: 'message', ...(await putTaskBack(world, task, wait)) };
  const { slots } = rules;
  if ('notice' in task) {
    const { notice } = task;
    const send = () => sendNotice(world, notice);
    // What goes into a digest is no mail.
    const isCollected = notice.about === 'step' && notice.notice.digest;
    const asking = { slots, channel: 'email', parts: 1, priority: priorities.notice, isSwept: notice.about === 'digest', send } as const;
    return { what: 'notice', about: notice.about, ...(isCollected ? await send() : await sendInTurn(world, task, asking)) };
  }
  if ('reply' in task) {
    const { reply } = task;
    const { segments: parts } = smsSegments(reply.body);
    const asking = { slots, channel: 'sms', parts, priority: priorities.answer, send: () => sendReply(world, reply) } as const;
    return { what: 'reply', ...(await sendInTurn(world, task, asking)) };
  }
  if ('confirmation' in task) {
    const { confirmation } = task;
    const send = () => sendConfirmation(world, confirmation);
    const asking = { slots, channel: 'email', parts: 1, priority: priorities.answer, send } as const;
    return { what: 'confirmation', ...(await sendInTurn(world, task, asking)) };
  }
  return { what: 'message', ...(await sendOrFail(world, 'paced' in task ? task : { paced: task }, rules)) };
}
