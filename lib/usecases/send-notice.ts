import type { NoticeTask } from '../store/notices.ts';
import type { World } from '../world.ts';
import type { NoticeOutcome } from './mail-colleagues.ts';
import { sendDigest } from './send-digest.ts';
import { tellColleague } from './tell-colleague.ts';
import { tellOfEmptyPool, tellOfMissingEdition, tellOfRun, tellOfStop } from './tell-owner.ts';

/** Tells colleagues what a task of the queue asks for. Rejects when it must be tried again. */
export function sendNotice(world: World, task: NoticeTask): Promise<NoticeOutcome> {
  if (task.about === 'step') return tellColleague(world, task);
  if (task.about === 'run') return tellOfRun(world, task);
  if (task.about === 'pool-empty') return tellOfEmptyPool(world, task);
  if (task.about === 'bulk-paused') return tellOfStop(world, task);
  return task.about === 'digest' ? sendDigest(world, task.digest) : tellOfMissingEdition(world, task);
}
