import * as z from 'zod/mini';
import type { PlannedMessage } from '../core/enrollment/enrollment.ts';
import { type Instant, minute } from '../core/time.ts';
import type { Item, World } from '../world.ts';
import { fromJson } from './json.ts';
import { keys } from './keys.ts';

const messageSchema = z.object({
  kind: z.literal('message'),
  id: z.string(),
  step: z.string(),
  template: z.string(),
  topic: z.string(),
  by: z.array(z.enum(['email', 'sms'])),
  priority: z.number(),
  plannedAt: z.number(),
  expiresAt: z.number(),
  sender: z.optional(z.string()),
  run: z.optional(z.string()),
});

/** What stands in the queue of the sender: a planned message, or the sort key of a held one. */
export const sendTaskSchema = z.union([
  z.object({ cid: z.string(), enrollment: z.string(), message: messageSchema }),
  z.object({ cid: z.string(), held: z.string() }),
]);
export type SendTask = z.infer<typeof sendTaskSchema>;

/** One recipient of a run who has no enrollment: where she stands in its pages. */
export interface Recipient {
  version: string;
  occurrence: string;
  /** When the run was started. */
  startedAt?: number | undefined;
  place: string;
}

const recipientSchema = z.object({ version: z.string(), occurrence: z.string(), startedAt: z.optional(z.number()), place: z.string() });

/** One message to one customer, that a decision or a run asked for. */
export type Intent = { cid: string; message: PlannedMessage } & (
  | {
      /** Sort key of its enrollment. */
      enrollment: string;
    }
  | { recipient: Recipient }
);

/** Whose clock is behind by so much is not told that what is due now is due later. */
const clocksDiffer = 5_000;

/**
 * Resolves to nothing when a held message was settled meanwhile, or held again for longer, also since another copy of its task
 * waits. `second`: this copy waited until then.
 */
export async function loadIntent(world: World, task: SendTask, second?: number): Promise<Intent | undefined> {
  if ('held' in task) {
    const item = await world.table.get(keys.relation(task.cid, task.held));
    const dueAt = Number(item?.dueAt);
    const isDue = !(dueAt > world.now() + clocksDiffer) || (second !== undefined && dueAt === dueAfter(second));
    return item?.state === 'held' && isDue ? heldIntent(item) : undefined;
  }
  const { sender, run, ...message } = task.message;
  return { ...task, message: { ...message, ...(sender !== undefined && { sender }), ...(run !== undefined && { run }) } };
}

/** So long after its second a task that waits for it is given up: the sweep hands the message on again. */
function dueAfter(second: number): Instant {
  return second * 1000 + minute;
}

/**
 * The task of a held message waits in the queue until a second: meanwhile the sweep leaves the message alone. It would hand
 * on a copy each minute, and each copy would take a place in line.
 */
export async function leaveUntil(world: World, task: SendTask, second: number): Promise<void> {
  if (!('held' in task)) return;
  const update = keys.relation(task.cid, task.held);
  await world.table.write([{ update, set: [[['dueAt'], dueAfter(second)]], if: { equals: [['state'], 'held'] } }]);
}

/** The intent that a held message carries. */
export function heldIntent(item: Item): Intent {
  const message = fromJson<PlannedMessage>(item.message);
  if (typeof item.enrollment === 'string') return { cid: item.pk, message, enrollment: item.enrollment };
  return { cid: item.pk, message, recipient: recipientSchema.parse(item.recipient) };
}
