import { secondOf } from '../core/pacing.ts';
import type { Task, Value, World } from '../world.ts';
import { asValue, type Chunk } from './chunks.ts';

/** Some of a chunk, to be worked on later: at once, in its turn, or with its slots. */
export interface Part {
  members: number[];
  turn?: number;
  permit?: number;
  tried?: number;
  refused?: number;
  /** Not before so many seconds are over, where it has neither a turn nor slots. */
  delay?: number;
}

/** Puts parts of a chunk back into the queue. Rejects when the queue does not take all of them. */
export async function putBack(world: World, chunk: Chunk, parts: Part[]): Promise<void> {
  const present = secondOf(world.now());
  const tasks = parts.filter(({ members }) => members.length > 0).map((part, index) => taskOf(chunk, part, { index, present }));
  const rejected = tasks.length === 0 ? [] : await world.enqueue('bulk', tasks);
  if (rejected.length > 0) throw new Error(`the queue refused ${rejected.length} parts of a chunk: ${rejected[0]?.reason}`);
}

/** Puts a task of the queue `triggered` back, for so many seconds. Rejects when the queue does not take it. */
export async function putTaskBack(world: World, task: object, seconds: number): Promise<{ state: 'later' }> {
  const body = JSON.parse(JSON.stringify(task));
  const [rejected] = await world.enqueue('triggered', [{ id: 'later', body, delaySeconds: Math.min(Math.max(seconds, 0), 900) }]);
  if (rejected) throw new Error(`the queue did not take a task back: ${rejected.reason}`);
  return { state: 'later' };
}

function taskOf(chunk: Chunk, { members, delay = 0, ...pace }: Part, { index, present }: { index: number; present: number }): Task {
  const wait = (pace.permit ?? pace.turn ?? present + delay) - present;
  return {
    id: `p${index}`,
    body: { ...some(chunk, members), ...(chunk.again && { again: true }), ...pace },
    delaySeconds: Math.min(Math.max(wait, 0), 900),
  };
}

function some(chunk: Chunk, members: number[]): { [name: string]: Value } {
  if ('tasks' in chunk) return { tasks: chunk.tasks.filter((_, member) => members.includes(member)).map(asValue) };
  const { campaign, version, occurrence, dueAt, startedAt, place, first, at } = chunk;
  const cids = members.flatMap((member) => chunk.cids[member] ?? []);
  const began = startedAt === undefined ? {} : { startedAt };
  const indices = members.map((member) => at?.[member] ?? first + member);
  return { campaign, version, occurrence, dueAt, ...began, place, first, cids, at: indices };
}
