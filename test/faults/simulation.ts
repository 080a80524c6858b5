import { periodOf } from '../../lib/sandbox/event-sources.ts';
import { nextTickAt } from '../../lib/usecases/next-tick.ts';
import { nextReportAt } from '../../lib/usecases/report-week.ts';
import { wiring } from '../../lib/wiring.ts';
import type { Wiring } from '../../lib/wiring-shape.ts';
import { type BusEvent, type QueueName, queueNames, type World } from '../../lib/world.ts';
import type { CheckerOf, EndState } from './checker.ts';
import { useClockwork } from './clockwork.ts';
import { tellDeliveries } from './delivery-events.ts';
import { createDueRows } from './due-rows.ts';
import { createEngine, type Engine, type Source } from './engine.ts';
import { openEnvironments, type Pool } from './environments.ts';
import type { Happening, Violation } from './history.ts';
import { withLongCaps } from './long-caps.ts';
import { asOperations, openingOf } from './opening.ts';
import { type Doing, drawStory, type Story } from './people.ts';
import { createProviders } from './providers.ts';
import { queueSource } from './queue-source.ts';
import { createQueues } from './queues.ts';
import { hashOf, randomOf } from './random.ts';
import { scheduleSource } from './schedule-source.ts';
import { createSociety } from './society.ts';
import { streamSource } from './stream-source.ts';
import { wantedTicks } from './wanted-ticks.ts';

export interface Options {
  pool: Pool;
  checkersOf: readonly CheckerOf[];
  seed: number;
  /** Names of faults, and indexes of doings, that are left out. */
  without?: { faults?: ReadonlySet<string>; doings?: ReadonlySet<number>; people?: ReadonlySet<number>; parts?: ReadonlySet<string> };
  hear?: (happening: Happening) => void;
}

export interface Outcome {
  seed: number;
  violations: Violation[];
  steps: number;
  /** Everything that struck, by name. */
  struck: string[];
  story: Story;
}

const hour = 3_600_000;
const day = 24 * hour;
/** So long after people and faults have stopped everything has come to its end. */
const calmFor = 3 * day;

/** One life of a shop, in which everything that happens is fixed by the seed. */
export async function simulate({ pool, checkersOf, seed, without = {}, hear }: Options): Promise<Outcome> {
  const story = withoutParts(withLongCaps(drawStory(randomOf(seed)), randomOf(hashOf(`long caps ${seed}`))), without.parts);
  const opening = await openingOf(story.shop, story.from);
  const checkers = checkersOf.map((checkerOf) => checkerOf({ seed, from: story.from, publication: opening.publication }));
  const buried: Record<string, number> = {};
  const bury = (name: string) => {
    buried[name] = (buried[name] ?? 0) + 1;
  };
  let deaf = false;
  const heard: ((happening: Happening) => void)[] = [];
  const engine: Engine = createEngine({
    seed,
    from: story.from,
    random: randomOf(seed ^ 0x5eed),
    without: without.faults ?? new Set(),
    checkers,
    hear: (happening) => {
      for (const one of heard) one(happening);
      if (!deaf) hear?.(happening);
    },
  });
  const due = createDueRows(() => engine);
  heard.push(due.hear);
  const queues = createQueues(engine.random);
  const providers = createProviders({
    engine,
    perSecond: story.perSecond,
    perDay: story.perDay,
    accept: (accepted) => {
      deliver(accepted);
      society.open(accepted);
    },
  });
  const environments = openEnvironments(pool, engine, {
    queues,
    providers,
    due: due.read,
    watched: story.shop.watched,
    carry: (event) => carry(event),
  });
  const society = createSociety({ engine, environments });
  const deliver = tellDeliveries(engine, society.send);
  // What a function put off comes back to it.
  const carry = ({ id, type, data }: BusEvent) => {
    const [, again] = /^again\.(.+)$/.exec(type) ?? [];
    if (again) society.send(again, { source: 'rapport', 'detail-type': type, detail: { id, type, data } });
  };
  const ticks: Partial<Record<string, ReturnType<typeof wantedTicks>>> = {
    'run-campaigns': wantedTicks(engine, nextTickAt),
    'send-reports': wantedTicks(engine, nextReportAt),
  };
  for (const each of Object.values(ticks)) if (each) heard.push(each.hear);

  const sources = Object.entries(wiring).flatMap(([name, { source, timeout }]: [string, Wiring]): Source[] => {
    const common = { engine, environments, name, seconds: timeout };
    if ('stream' in source)
      return Array.from({ length: story.shards }, (_, index) =>
        streamSource({ ...common, source, shard: { index, of: story.shards }, bury }),
      );
    if ('queue' in source) return [queueSource({ ...common, queues, source })];
    if ('schedule' in source)
      return [scheduleSource({ ...common, every: periodOf(source.schedule), wantedAt: ticks[name]?.wantedAt ?? due.firstAt })];
    return [];
  });

  const live = <T>(list: T[], left: ReadonlySet<number> | undefined) => list.filter((_, index) => !left?.has(index));
  for (const part of chunks(asOperations(opening.items), 100)) await engine.memory.table.write(part);
  for (const person of live(story.people, without.people)) society.arrive(person);
  plan(live(story.doings, without.doings), engine, society.act);

  await engine.run(sources, story.until);
  if (!engine.violation()) {
    engine.faults.stop();
    engine.tell({ kind: 'calm' }, 'the world');
    // A person gives what failed too often another chance; messages that are looked for each night come again without her.
    const lost: QueueName[] = story.shop.watched ? ['triggered', 'bulk'] : [];
    for (let hours = 0; hours < 60; hours += 4)
      engine.agenda.at(engine.now() + hours * hour, () => void queues.redrive(engine.now(), lost));
    await engine.run(sources, engine.now() + calmFor);
    // A run that began in the last hours has its time, too.
    for (let days = 0; days < 2 && !engine.violation() && isRunOpen(engine); days++) await engine.run(sources, engine.now() + day);
  }
  const first = engine.violation();
  const violations: Violation[] = first ? [first] : [];
  if (!first) {
    deaf = true;
    const state = endState(engine, { queues, buried });
    for (const checker of checkers) violations.push(...(await checker.end(state)));
  }
  environments.close();
  useClockwork(undefined);
  return { seed, violations, steps: engine.step(), struck: engine.faults.struck, story };
}

function isRunOpen(engine: Engine): boolean {
  return [...engine.items('control')].some(({ pk }) => pk === 'OPEN');
}

function withoutParts(story: Story, left: ReadonlySet<string> = new Set()): Story {
  return { ...story, shop: { ...story.shop, parts: story.shop.parts.filter((part) => !left.has(part)) } };
}

/** Lets people do what they do at their instants, or at their moments. */
function plan(doings: Doing[], engine: Engine, act: (doing: Doing) => void): void {
  const waiting = new Map<string, Doing[]>();
  for (const doing of doings) {
    const { when } = doing;
    if ('at' in when) engine.agenda.at(when.at, () => act(doing));
    else {
      const name = `${when.before} ${when.nth}`;
      waiting.set(name, [...(waiting.get(name) ?? []), doing]);
    }
  }
  if (waiting.size === 0) return;
  engine.onMoment((before, nth) => {
    const doings = waiting.get(`${before} ${nth}`) ?? [];
    for (const doing of doings) engine.agenda.at(engine.now(), () => act(doing));
    return doings.length > 0;
  });
}

function endState(
  engine: Engine,
  { queues, buried }: { queues: ReturnType<typeof createQueues>; buried: Record<string, number> },
): EndState {
  const { memory } = engine;
  const nothing = async () => {
    throw new Error('the simulation is over');
  };
  const world: World = {
    ...memory,
    enqueue: nothing,
    sendEmail: nothing,
    sendSms: nothing,
    emit: nothing,
  };
  return {
    at: engine.now(),
    step: engine.step(),
    world,
    items: (table) => engine.items(table),
    waiting: Object.fromEntries(queueNames.map((name): [QueueName, number] => [name, queues.size(name)])) as EndState['waiting'],
    buried,
  };
}

function chunks<T>(list: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}
