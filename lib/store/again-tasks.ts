import * as z from 'zod/mini';

/** What a provider told a function that could not heed it: as it was told, since when it was published, and how often it was tried again. */
export const againTaskSchema = z.object({
  function: z.string(),
  feedback: z.object({ told: z.unknown(), at: z.number(), tried: z.number() }),
});
export type Feedback = z.infer<typeof againTaskSchema>['feedback'];
