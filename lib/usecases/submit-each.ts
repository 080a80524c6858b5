import type * as z from 'zod/mini';
import { InvalidInputError } from '../core/invalid-input.ts';

/** So many may come in one call. */
const most = 100;

/** Why something was not taken: where in it, and what is allowed there. */
export interface Fault {
  path: string;
  detail: string;
}

export interface Submission {
  recorded: number;
  /** Known before, word for word. */
  same: number;
  refused: (Fault & { index: number })[];
}

/** What became of one: the faults are of parts of it that were not taken. */
export type Taken = { as: 'recorded' | 'same' } | { faults: Fault[] };

/**
 * Takes one thing or a list of up to 100, as somebody sent them, in their order. Each good one is taken although another is
 * not; each bad one is named by its place, its path and what is allowed there. `what` names them; `place` is the path of an
 * InvalidInputError that `take` rejects with.
 */
export async function submitEach<Schema extends z.ZodMiniType>(
  body: unknown,
  { schema, what, place }: { schema: Schema; what: string; place: string },
  take: (input: z.infer<Schema>) => Promise<Taken>,
): Promise<Submission> {
  const inputs: unknown[] = Array.isArray(body) ? body : [body];
  const outcome: Submission = { recorded: 0, same: 0, refused: [] };
  if (inputs.length > most) {
    outcome.refused.push({ index: most, path: '', detail: `${inputs.length} ${what} in one call, at most ${most}: none was recorded` });
    return outcome;
  }
  for (const [index, input] of inputs.entries()) {
    const parsed = schema.safeParse(input);
    const taken: Taken = parsed.success
      ? await take(parsed.data).catch((error) => ({ faults: [faultOf(error, place)] }))
      : { faults: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), detail: message })) };
    if ('as' in taken) outcome[taken.as]++;
    else outcome.refused.push(...taken.faults.map((fault) => ({ index, ...fault })));
  }
  return outcome;
}

function faultOf(error: unknown, path: string): Fault {
  if (error instanceof InvalidInputError) return { path, detail: error.message };
  throw error;
}
