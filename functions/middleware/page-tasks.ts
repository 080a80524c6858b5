import { InvalidInputError } from '../../lib/core/invalid-input.ts';
import { auditStretch, auditTaskSchema } from '../../lib/usecases/audit-stretch.ts';
import { enterRecipients, enterTaskSchema } from '../../lib/usecases/enter-recipients.ts';
import { passPage, passTaskSchema } from '../../lib/usecases/pass-page.ts';
import { selectRecipients, selectTaskSchema } from '../../lib/usecases/select-recipients.ts';
import { tellAgain } from '../../lib/usecases/tell-again.ts';
import type { World } from '../../lib/world.ts';
import { isPoison } from './dead-letter.ts';

/** What a body of the queue `pages` asks for: it has this one key. */
const tasks: Record<string, (world: World, body: unknown) => Promise<Record<string, number>>> = {
  select: (world, body) => selectRecipients(world, selectTaskSchema.parse(body)),
  enter: (world, body) => enterRecipients(world, enterTaskSchema.parse(body), isPoison),
  audit: (world, body) => auditStretch(world, auditTaskSchema.parse(body)),
  pass: (world, body) => passPage(world, passTaskSchema.parse(body), isPoison),
  again: tellAgain,
};

/** Does what a task of the queue `pages` asks for. Resolves to what is to be counted of it; throws when it asks for nothing known. */
export async function workOnPage(world: World, body: unknown): Promise<Record<string, number>> {
  const [[name, asked] = ['nothing', undefined]] = Object.entries(Object(body));
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (!task) throw new InvalidInputError(`a task is one of ${Object.keys(tasks).join(', ')}, not ${name}`);
  return task(world, asked);
}
