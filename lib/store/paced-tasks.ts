import * as z from 'zod/mini';
import { sendTaskSchema } from './intents.ts';

/** A triggered message that was put back into the queue `triggered`: when it has its slot or its turn, as in a chunk. */
export const pacedTaskSchema = z.object({
  paced: sendTaskSchema,
  permit: z.optional(z.int()),
  turn: z.optional(z.int()),
  /** How often the provider refused it as one too many. */
  refused: z.optional(z.int()),
});
export type PacedTask = z.infer<typeof pacedTaskSchema>;
