import * as z from 'zod/mini';
import { sendTaskSchema } from './intents.ts';

/** When a task of the queue `triggered` has its slot or its turn, as in a chunk, and how often the provider refused it. */
export const paceSchema = {
  permit: z.optional(z.int()),
  turn: z.optional(z.int()),
  refused: z.optional(z.int()),
};
export interface Pace {
  permit?: number | undefined;
  turn?: number | undefined;
  refused?: number | undefined;
}

/** A triggered message that was put back into the queue. */
export const pacedTaskSchema = z.object({ paced: sendTaskSchema, ...paceSchema });
export type PacedTask = z.infer<typeof pacedTaskSchema>;
