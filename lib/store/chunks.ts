import * as z from 'zod/mini';
import { secondOf } from '../core/pacing.ts';
import type { Task, Value, World } from '../world.ts';
import { type SendTask, sendTaskSchema } from './intents.ts';

const paceFields = {
  /** Looked at in this second since 1970, when a slot will be free. */
  turn: z.optional(z.int()),
  /** Has its slots in this second since 1970. */
  permit: z.optional(z.int()),
  /** How often it was put back since something failed. */
  tried: z.optional(z.int()),
};

/** Recipients of one page of a run. */
const runSchema = z.object({
  campaign: z.string(),
  version: z.string(),
  occurrence: z.string(),
  dueAt: z.number(),
  /** "<run number>.<segment>.<page>" */
  place: z.string(),
  /** The index in the page of the first, where the others follow it. */
  first: z.int(),
  cids: z.array(z.string()),
  /** The index in the page of each, where they do not follow one another. */
  at: z.optional(z.array(z.int())),
  ...paceFields,
});
export type RunChunk = z.infer<typeof runSchema>;

/** What stands in the queue `bulk`: recipients of a page, or messages of runs that a decision planned or that were held. */
export const chunkSchema = z.union([runSchema, z.object({ tasks: z.array(sendTaskSchema), ...paceFields })]);
export type Chunk = z.infer<typeof chunkSchema>;

/** At most so many recipients make one chunk. */
export const chunkSize = 25;

export function sizeOf(chunk: Chunk): number {
  return 'tasks' in chunk ? chunk.tasks.length : chunk.cids.length;
}

/** Where a recipient stands in her run. */
export function placeOf({ place, first, at }: RunChunk, index: number): string {
  return `${place}.${at?.[index] ?? first + index}`;
}

/** Some of a chunk, to be worked on later: at once, in its turn, or with its slots. */
export interface Part {
  members: number[];
  turn?: number;
  permit?: number;
  tried?: number;
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

function taskOf(chunk: Chunk, { members, delay = 0, ...pace }: Part, { index, present }: { index: number; present: number }): Task {
  const wait = (pace.permit ?? pace.turn ?? present + delay) - present;
  return { id: `p${index}`, body: { ...some(chunk, members), ...pace }, delaySeconds: Math.min(Math.max(wait, 0), 900) };
}

function some(chunk: Chunk, members: number[]): { [name: string]: Value } {
  if ('tasks' in chunk) return { tasks: members.flatMap((member) => asValue(chunk.tasks[member])) };
  const { campaign, version, occurrence, dueAt, place, first, at } = chunk;
  const cids = members.flatMap((member) => chunk.cids[member] ?? []);
  return { campaign, version, occurrence, dueAt, place, first, cids, at: members.map((member) => at?.[member] ?? first + member) };
}

function asValue(task: SendTask | undefined): Value[] {
  return task ? [JSON.parse(JSON.stringify(task))] : [];
}
