import { digestPrefix, isOfRun, messagePrefix } from '../store/keys.ts';
import { loadPriorities } from '../store/priorities.ts';
import { type Due, dueShards, runShards, type Task, type World } from '../world.ts';
import { releaseHeld } from './release-held.ts';

/** Rows of one shard that one sweep takes; what is left is due again in a minute. */
const perShard = 1000;
/** Of messages of runs, which stand in fewer shards. */
const perRunShard = 4000;
const refsPerTask = 10;

/**
 * Hands everything that is due to its worker: enrollments and date triggers in tens to the wake queue, held messages to
 * the sender, as are digests for colleagues. There is no watermark: what is not acted on is found again, and acting twice
 * changes nothing.
 */
export async function sweepDue(world: World): Promise<{ due: number; rejected: number }> {
  const now = world.now();
  const shards = await Promise.all(
    Array.from({ length: dueShards }, (_, shard) => world.table.due(shard, now, shard < dueShards - runShards ? perShard : perRunShard)),
  );
  const due = await higherFirst(world, shards.flat());
  const [ofRuns, held] = partition(
    due.filter(({ key }) => key.sk.startsWith(messagePrefix)),
    ({ key }) => isOfRun(key.sk),
  );
  const digests = due.filter(({ key }) => key.pk.startsWith(digestPrefix));
  const refs = due.filter(({ key }) => !key.sk.startsWith(messagePrefix) && !key.pk.startsWith(digestPrefix));
  const rejected = [
    ...(await world.enqueue(
      'triggered',
      digests.map(({ key }, index) => ({
        id: `d${index}`,
        body: { notice: { about: 'digest', digest: key.pk.slice(digestPrefix.length) } },
      })),
    )),
    ...(await world.enqueue(
      'triggered',
      held.map(({ key }, index) => ({ id: `h${index}`, body: { cid: key.pk, held: key.sk } })),
    )),
    ...(await world.enqueue('work', wakeTasks(refs))),
    ...(ofRuns.length > 0 ? await releaseHeld(world, ofRuns) : []),
  ];
  return { due: due.length, rejected: rejected.length };
}

/** Across the shards what belongs to a campaign of higher priority comes first, then what is due earlier. Alone it needs no order. */
async function higherFirst(world: World, due: Due[]): Promise<Due[]> {
  if (due.length < 2) return due;
  const priorityOf = await loadPriorities(world);
  return due.sort((a, b) => priorityOf(b.key.sk) - priorityOf(a.key.sk) || a.dueAt - b.dueAt);
}

function partition(all: Due[], first: (one: Due) => boolean): [Due[], Due[]] {
  return [all.filter(first), all.filter((one) => !first(one))];
}

function wakeTasks(due: Due[]): Task[] {
  const tasks: Task[] = [];
  for (let start = 0; start < due.length; start += refsPerTask) {
    const refs = due.slice(start, start + refsPerTask).map(({ key, dueAt }) => ({ cid: key.pk, sk: key.sk, dueAt }));
    tasks.push({ id: `w${start}`, body: { refs } });
  }
  return tasks;
}
