import { compilePredicate, type Library } from '../audience/compile.ts';
import { compilePath } from '../audience/paths.ts';
import type { Campaign } from '../definition/campaign.ts';
import { byOf, stepIdOf, validForOf } from '../definition/defaults.ts';
import type { NotifyStep, RewardStep, SendStep, Step, WaitUntilStep } from '../definition/step.ts';
import { parseShare, patterns, weekdays } from '../definition/values.ts';
import { durationOf, minutesOf } from '../time.ts';
import { compileEvent } from './event-test.ts';
import type { Next, Node, NotifyNode, RewardNode, SendNode, WaitUntilNode } from './node.ts';

interface Lowering {
  definition: Campaign;
  library: Library;
  nodes: Map<string, Node>;
}

/** The steps that hold others, by how they are written. */
type Place = { id: string; path: string; next: Next };

/**
 * Lowers the nested steps to nodes that each know what follows. A step without a name is called by its path,
 * "steps.2.then.0". Every road leads forward, so a program always comes to an end.
 */
export function lower(definition: Campaign, library: Library): { first: Next; nodes: Map<string, Node> } {
  const nodes = new Map<string, Node>();
  const first = lowerList(definition.steps, { path: 'steps', next: null }, { definition, library, nodes });
  return { first, nodes };
}

function lowerList(steps: readonly Step[], place: { path: string; next: Next }, lowering: Lowering): Next {
  let { next } = place;
  for (const [index, step] of [...steps.entries()].reverse()) {
    const path = `${place.path}.${index}`;
    const id = stepIdOf(step) ?? path;
    if (lowering.nodes.has(id))
      throw new RangeError(`${lowering.library.where}: two steps are called "${id}"; give one of them another "id"`);
    const node = lowerStep(step, { id, path, next }, lowering);
    if (lowering.nodes.has(id))
      throw new RangeError(`${lowering.library.where}: two steps are called "${id}"; give one of them another "id"`);
    lowering.nodes.set(id, node);
    next = id;
  }
  return next;
}

function lowerStep(step: Step, place: Place, lowering: Lowering): Node {
  const { id, path, next } = place;
  const { library } = lowering;
  const road = (steps: readonly Step[] | undefined, name: string) => lowerList(steps ?? [], { path: `${path}.${name}`, next }, lowering);
  if ('send' in step) return lowerSend(step, place, lowering);
  if ('wait' in step) {
    const event = step.for && compileEvent(step.for, library);
    return {
      verb: 'wait',
      id,
      duration: durationOf(step.wait),
      event,
      came: road(step.then, 'then'),
      otherwise: road(step.otherwise, 'otherwise'),
    };
  }
  if ('waitUntil' in step) return { verb: 'waitUntil', id, next, until: lowerUntil(step, lowering) };
  if ('branch' in step) {
    const roads = step.branch.map((one, index) => ({
      asked: index + 1,
      test: compilePredicate(one.if, library),
      to: road(one.then, `branch.${index}.then`),
    }));
    return { verb: 'branch', id, roads, otherwise: road(step.otherwise, 'otherwise') };
  }
  if ('split' in step) {
    const arms = step.split.map(({ arm, share, then }, index) => ({
      arm,
      share: parseShare(share) / 10_000,
      to: road(then, `split.${index}.then`),
    }));
    return { verb: 'split', id, arms };
  }
  if ('update' in step) {
    return {
      verb: 'update',
      id,
      next,
      values: Object.fromEntries(Object.entries(step.update).map(([name, value]) => [name.slice('customer.'.length), value])),
    };
  }
  if ('emit' in step) {
    const data = Object.entries(step.data ?? {}).map(([name, path]): [string, ReturnType<typeof compilePath>] => [
      name,
      compilePath(path, library),
    ]);
    return { verb: 'emit', id, next, type: step.emit, data };
  }
  if ('pauseMarketing' in step) return { verb: 'pauseMarketing', id, next, duration: durationOf(step.pauseMarketing) };
  if ('exit' in step) return { verb: 'exit', id, why: step.exit };
  if ('notify' in step) return lowerNotify(step, place, lowering);
  return { verb: 'reward', id, next, reward: lowerReward(step.reward, library) };
}

function lowerReward(reward: RewardStep['reward'], { program }: Library): RewardNode['reward'] {
  if ('points' in reward) return { points: reward.points, program: program?.id };
  const { coupon, validFor } = reward;
  return { pool: coupon, validFor: validFor === undefined ? undefined : durationOf(validFor) };
}

function lowerNotify(step: NotifyStep, { id, next }: Place, { library }: Lowering): NotifyNode {
  // A path has a dot, the id of a team has none.
  const to = step.to.includes('.') ? compilePath(step.to, library) : step.to;
  const due = step.due === undefined ? undefined : durationOf(step.due);
  return { verb: 'notify', id, next, template: step.notify, to, due, digest: step.digest === 'daily' };
}

function lowerSend(step: SendStep, { id, path, next }: Place, { definition, library }: Lowering): SendNode {
  const topic = step.topic ?? definition.topic;
  if (topic === undefined)
    throw new RangeError(`${library.where}, ${path}: sends "${step.send}" without a topic; give the campaign or the step one`);
  const sender = step.sender === undefined ? undefined : compilePath(step.sender, library);
  const validFor = durationOf(validForOf(step));
  return { verb: 'send', id, next, template: step.send, topic, by: byOf(step), validFor, sender, edition: step.edition };
}

function lowerUntil(step: WaitUntilStep, { library }: Lowering): WaitUntilNode['until'] {
  const { waitUntil, on = [], before } = step;
  if (waitUntil === 'best hour') return waitUntil;
  if (patterns.timeOfDay.test(waitUntil)) {
    // The grammar's week begins on Monday, the calendar's on Sunday.
    return { minutes: minutesOf(waitUntil), weekdays: on.map((name) => (weekdays.indexOf(name) + 1) % 7) };
  }
  return { read: compilePath(waitUntil, library), path: waitUntil, before: before === undefined ? undefined : durationOf(before) };
}
