import * as z from 'zod/mini';
import { type Instant, minute } from '../core/time.ts';
import type { Rejected, Value, World } from '../world.ts';
import { type SendTask, sendTaskSchema } from './intents.ts';

const paceFields = {
  /** Looked at in this second since 1970, when a slot will be free. */
  turn: z.optional(z.int()),
  /** Has its slots in this second since 1970. */
  permit: z.optional(z.int()),
  /** How often it was put back since something failed. */
  tried: z.optional(z.int()),
  /** It was shown before, or an audit missed word of some of it: others may have dealt with the rest. */
  again: z.optional(z.literal(true)),
  /** How often it was put back since the provider refused it as one too many. */
  refused: z.optional(z.int()),
};

/** Recipients of one page of a run who are due at one instant. */
export const recipientFields = {
  campaign: z.string(),
  version: z.string(),
  occurrence: z.string(),
  dueAt: z.number(),
  /** When the run was started. */
  startedAt: z.optional(z.number()),
  /** When they were handed on. */
  releasedAt: z.optional(z.number()),
  /** "<run number>.<segment>.<page>" */
  place: z.string(),
  /** The index in the page of the first, where the others follow it. */
  first: z.int(),
  cids: z.array(z.string()),
};

const runSchema = z.object({
  ...recipientFields,
  /** The index in the page of each, where they do not follow one another. */
  at: z.optional(z.array(z.int())),
  ...paceFields,
});
export type RunChunk = z.infer<typeof runSchema>;

/** What stands in the queue `bulk`: recipients of a page, or messages of runs that a decision planned or that were held. */
export const chunkSchema = z.union([runSchema, z.object({ tasks: z.array(sendTaskSchema), ...paceFields })]);
export type Chunk = z.infer<typeof chunkSchema>;

/** Of whom there is no word so long after the release, the task was lost: she is handed on again, which the claim makes harmless. */
export const lostAfter = 15 * minute;

/** At most so many recipients make one chunk. */
export const chunkSize = 25;

export function sizeOf(chunk: Chunk): number {
  return 'tasks' in chunk ? chunk.tasks.length : chunk.cids.length;
}

/** Whether others may have dealt with some of its recipients: it went round before, or lay until an audit took it for lost. */
export function isOvertaken(chunk: Chunk, now: Instant): boolean {
  const { releasedAt = now } = 'tasks' in chunk ? {} : chunk;
  return chunk.again === true || (chunk.refused ?? 0) > 0 || now - releasedAt >= lostAfter;
}

/** Where a recipient stands in her run. */
export function placeOf({ place, first, at }: RunChunk, index: number): string {
  return `${place}.${at?.[index] ?? first + index}`;
}

/** Messages of runs that a decision planned or that were held, as chunks. Resolves to the chunks that the queue refused. */
export function enqueueTasks(world: World, tasks: SendTask[]): Promise<Rejected[]> {
  const chunks = Array.from({ length: Math.ceil(tasks.length / chunkSize) }, (_, index) =>
    tasks.slice(index * chunkSize, (index + 1) * chunkSize),
  );
  return world.enqueue(
    'bulk',
    chunks.map((chunk, index) => ({ id: `b${index}`, body: { tasks: chunk.map(asValue) } })),
  );
}

export function asValue(task: SendTask): Value {
  return JSON.parse(JSON.stringify(task));
}
