import type { Admission, Ask } from '../core/admit.ts';
import type { Channel, PlannedMessage } from '../core/enrollment/enrollment.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { reserveTriggered } from '../store/triggered-slots.ts';
import type { World } from '../world.ts';

/** A message that is ready and asks for a slot. */
export interface Asking extends Ask {
  channel: Channel;
  message: Pick<PlannedMessage, 'priority' | 'plannedAt'>;
}

/** Those who are worked on side by side ask for their slots together. */
export interface SlotGatherer {
  /** Works on one message; while it may still ask, those who have asked wait for it. */
  among<Result>(work: (ask: (asking: Asking) => Promise<Admission>) => Promise<Result>): Promise<Result>;
}

interface Waiting {
  asking: Asking;
  resolve: (admission: Admission) => void;
  reject: (error: unknown) => void;
}

/** One for each batch. Slots are reserved as soon as each message that is worked on has asked or is done. */
export function gatherSlots(world: World): SlotGatherer {
  let underWay = 0;
  let waiting: Waiting[] = [];
  const leave = () => {
    underWay -= 1;
    if (underWay > 0 || waiting.length === 0) return;
    const all = waiting;
    waiting = [];
    for (const group of Map.groupBy(all, ({ asking }) => asking.channel).values()) void reserveFor(world, group);
  };
  return {
    async among(work) {
      underWay += 1;
      let hasLeft = false;
      const leaveOnce = () => {
        if (!hasLeft) leave();
        hasLeft = true;
      };
      try {
        return await work((asking) => {
          const admission = new Promise<Admission>((resolve, reject) => waiting.push({ asking, resolve, reject }));
          leaveOnce();
          return admission;
        });
      } finally {
        leaveOnce();
      }
    },
  };
}

/** The higher priority first, then what was planned earlier. */
async function reserveFor(world: World, group: Waiting[]): Promise<void> {
  const inOrder = group.sort(
    ({ asking: { message: a } }, { asking: { message: b } }) => b.priority - a.priority || a.plannedAt - b.plannedAt,
  );
  try {
    const [first] = inOrder;
    const { standing } = await loadCatalogue(world);
    const asks = inOrder.map(({ asking: { parts, turn } }): Ask => ({ parts, ...(turn !== undefined && { turn }) }));
    const admissions = first ? await reserveTriggered(world, first.asking.channel, { asks, standing }) : [];
    for (const [index, { resolve }] of inOrder.entries()) resolve(admissions[index] ?? 'quota');
  } catch (error) {
    for (const { reject } of inOrder) reject(error);
  }
}
