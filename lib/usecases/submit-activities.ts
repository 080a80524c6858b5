import { type Activity, activitySchema } from '../core/activity.ts';
import { InvalidInputError } from '../core/invalid-input.ts';
import type { World } from '../world.ts';
import { recordActivity } from './record-activity.ts';

/** So many activities may come in one call. */
const most = 100;

export interface Submission {
  recorded: number;
  /** Recorded before, word for word. */
  same: number;
  refused: { index: number; path: string; detail: string }[];
}

/**
 * Takes one activity or a list of up to 100, as somebody sent them. Each good one is recorded although another is not;
 * each bad one is named by its place, its path and what is allowed there.
 */
export async function submitActivities(world: World, body: unknown): Promise<Submission> {
  const inputs: unknown[] = Array.isArray(body) ? body : [body];
  const outcome: Submission = { recorded: 0, same: 0, refused: [] };
  if (inputs.length > most) {
    outcome.refused.push({ index: most, path: '', detail: `${inputs.length} activities in one call, at most ${most}: none was recorded` });
    return outcome;
  }
  for (const [index, input] of inputs.entries()) {
    const parsed = activitySchema.safeParse(input);
    if (parsed.success) await record(world, { activity: parsed.data, index, outcome });
    else outcome.refused.push(...parsed.error.issues.map((issue) => ({ index, path: issue.path.join('.'), detail: issue.message })));
  }
  return outcome;
}

async function record(
  world: World,
  { activity, index, outcome }: { activity: Activity; index: number; outcome: Submission },
): Promise<void> {
  try {
    const recorded = await recordActivity(world, activity);
    if (recorded === 'new') outcome.recorded++;
    if (recorded === 'same') outcome.same++;
    if (recorded === 'conflict')
      outcome.refused.push({ index, path: 'id', detail: `${activity.type} ${activity.id} was recorded before with other content` });
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    outcome.refused.push({ index, path: 'data', detail: error.message });
  }
}
