import { type DueRun, dueRuns, nextRun, type SchedulePointer } from '../core/due-runs.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { minute } from '../core/time.ts';
import { type Catalogue, loadCatalogue } from '../store/catalogue.ts';
import { decideRun, dropPointer, loadPointers, pointerOperation, type StoredPointer, segments } from '../store/runs.ts';
import type { Task, World } from '../world.ts';
import { eachApart } from './each-apart.ts';

/** A campaign that a tick sees for the first time was put in force since the tick before. */
const sinceLastTick = minute;
/** What began later may be a campaign that this tick does not know yet. */
const knownAfter = minute / 2;

/**
 * Decides every occurrence of the scheduled campaigns in force that is due: each is started once, or noted as missed. A
 * campaign that was just put in force has no past: its schedule begins now. One that fails keeps no other from starting.
 */
export async function startRuns(world: World, catalogue: Catalogue): Promise<{ started: number; missed: number; failures: unknown[] }> {
  const counts = { started: 0, missed: 0 };
  const pointers = new Map((await loadPointers(world)).map((pointer) => [pointer.campaign, pointer]));
  const scheduled = catalogue.live.filter(({ entry }) => entry.trigger.kind === 'schedule');
  const failures = await eachApart(scheduled, async (campaign) => {
    const pointer = pointers.get(campaign.id) ?? (await armSchedule(world, campaign, world.now() - sinceLastTick));
    let from: SchedulePointer = pointer;
    for (const due of dueRuns(campaign, pointer, { orders: catalogue.orders(campaign.id), now: world.now() })) {
      const to = pointerAt(campaign, { since: pointer.since, done: due.occurrence.name });
      const decided = await decideRun(world, { ...nameOf(due), opens: due.occurrence, missed: due.missed }, { to, from });
      if (decided && due.missed === undefined) await selectAll(world, nameOf(due));
      if (decided) counts[due.missed === undefined ? 'started' : 'missed'] += 1;
      from = to;
    }
  });
  for (const { id } of scheduled) pointers.delete(id);
  for (const pointer of pointers.values()) if (world.now() - pointer.since >= knownAfter) await dropPointer(world, pointer);
  return { ...counts, failures };
}

/** Lets the schedules in force begin now, those that have not begun before, and notes when each is due next. */
export async function armSchedules(world: World): Promise<void> {
  const [{ live }, pointers] = await Promise.all([loadCatalogue(world), loadPointers(world)]);
  for (const campaign of live.filter(({ entry }) => entry.trigger.kind === 'schedule')) {
    const known = pointers.find((pointer) => pointer.campaign === campaign.id);
    if (known) await world.table.write([pointerOperation(pointerAt(campaign, known), known)]);
    else await armSchedule(world, campaign, world.now());
  }
}

/** Lets the schedule of a campaign begin at an instant, unless it has begun. Resolves to how far it is. */
async function armSchedule(world: World, campaign: LiveCampaign, since: number): Promise<StoredPointer> {
  const pointer = pointerAt(campaign, { since });
  const conflict = await world.table.write([pointerOperation(pointer, undefined)]);
  if (!conflict) return pointer;
  return (await loadPointers(world)).find(({ campaign: id }) => id === campaign.id) ?? pointer;
}

function pointerAt(campaign: LiveCampaign, { since, done }: SchedulePointer): StoredPointer {
  const pointer: SchedulePointer = { since, ...(done !== undefined && { done }) };
  const next = nextRun(campaign, pointer);
  return { campaign: campaign.id, ...pointer, ...(next && { nextAt: next.opensAt }) };
}

function nameOf({ campaign, occurrence }: DueRun) {
  return { campaign: campaign.id, version: campaign.version, occurrence: occurrence.name, broadcast: campaign.broadcast?.id };
}

/** A task that the queue refuses is given to it again when the run is seen to stand still. */
async function selectAll(world: World, { campaign, occurrence }: { campaign: string; occurrence: string }): Promise<void> {
  const tasks = Array.from({ length: segments }, (_, segment): Task => selectTask({ campaign, occurrence, segment, page: 0 }));
  await world.enqueue('pages', tasks);
}

/** Asks `enroll-customers` for one page of one segment. */
export function selectTask(select: { campaign: string; occurrence: string; segment: number; page: number }): Task {
  return { id: `s${select.segment}-${select.page}`, body: { select } };
}
