import { activitySchema } from '../core/activity.ts';
import type { World } from '../world.ts';
import { recordActivity } from './record-activity.ts';
import { type Submission, submitEach } from './submit-each.ts';

/** Takes one activity or a list of up to 100, as `submitEach` does. */
export function submitActivities(world: World, body: unknown): Promise<Submission> {
  return submitEach(body, { schema: activitySchema, what: 'activities', place: 'data' }, async (activity) => {
    const recorded = await recordActivity(world, activity);
    if (recorded !== 'conflict') return { as: recorded === 'new' ? 'recorded' : 'same' };
    return { faults: [{ path: 'id', detail: `${activity.type} ${activity.id} was recorded before with other content` }] };
  });
}
