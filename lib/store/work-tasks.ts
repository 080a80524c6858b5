import * as z from 'zod/mini';
import { clickRefSchema } from './clicks.ts';

/** What stands in the queue `work`: rows of the due index, or a click that was noted half a minute ago. */
export const workTaskSchema = z.union([
  z.object({ refs: z.array(z.object({ cid: z.string(), sk: z.string(), dueAt: z.number() })) }),
  z.object({ click: clickRefSchema }),
]);
