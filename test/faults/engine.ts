import type { Context } from 'aws-lambda';
import type { Instant } from '../../lib/core/time.ts';
import { type MemoryWorld, memoryWorld } from '../../lib/memory/world.ts';
import type { Item, TableName } from '../../lib/world.ts';
import { type Agenda, createAgenda } from './agenda.ts';
import type { Checker } from './checker.ts';
import { useClockwork } from './clockwork.ts';
import { drawFaults, type Faults } from './faults.ts';
import type { Asked, Environment, Invocation, Result, Sleeper } from './fleet.ts';
import type { Happening, Violation } from './history.ts';
import { quiet } from './quiet.ts';
import type { Random } from './random.ts';

type Distributed<T> = T extends unknown ? Omit<T, 'at' | 'step' | 'by'> : never;
/** What happened; when and by whom is added. */
export type Told = Distributed<Happening>;

/** Something outside of the program that starts it: a queue, a stream, a schedule. */
export interface Source {
  nextAt(): Instant;
  start(): void;
}

export interface Engine {
  random: Random;
  faults: Faults;
  agenda: Agenda;
  /** What is stored. */
  memory: MemoryWorld;
  now(): Instant;
  tell(told: Told, by: string): void;
  ask<T>(environment: Environment, name: string, happen: (heard: boolean) => Promise<T>): Promise<T>;
  /** Calls `moment` when the program is about to do such a thing for the n-th time; true from it lets others go first. */
  onMoment(moment: (name: string, nth: number) => boolean): void;
  /** Everything that is stored in a table. */
  items(table: TableName): Iterable<Item>;
  /** Runs something in an environment as one invocation. */
  invoke(environment: Environment, work: Work): void;
  /** Runs until nothing is left to do before `until`, or something is violated. */
  run(sources: Source[], until: Instant): Promise<void>;
  /** Ends the simulation: it is not what it should be. */
  fail(what: string): void;
  /** What the first checker said, if any did. */
  violation(): Violation | undefined;
  step(): number;
}

export interface Work {
  seconds: number;
  run(context: Context): Promise<unknown>;
  done(result: Result): void;
}

export interface EngineOptions {
  seed: number;
  from: Instant;
  random: Random;
  without: ReadonlySet<string>;
  checkers: Checker[];
  /** Called with every happening. */
  hear?: ((happening: Happening) => void) | undefined;
}

/** In so many steps somebody can say no while the program is about to claim. */
const longestWait = 80;

/** No simulation takes so many: one that does goes in circles. */
const mostSteps = 60_000;

/** One thing after another: nothing happens at the same time, and what happens next is drawn. */
export function createEngine({ seed, from, random, without, checkers, hear }: EngineOptions): Engine {
  let [now, step, invocations] = [from, 0, 0];
  let acting = 'the world before';
  let violation: Violation | undefined;
  const asked: Asked[] = [];
  const sleepers: Sleeper[] = [];
  const stored = new Map<string, Item>();
  const moments = new Map<string, number>();
  let onMoment: ((name: string, nth: number) => boolean) | undefined;
  const running = new Set<Invocation>();
  const agenda = createAgenda();
  // How readily one invocation is left for another one differs from seed to seed.
  const steadiness = random.pick([0, 0, 0.5, 0.8, 0.95]);
  let last: Environment | undefined;

  const tell = (told: Told, by: string) => {
    const happening: Happening = { at: now, step, by, ...told };
    hear?.(happening);
    for (const checker of checkers) violation ??= checker.see(happening);
  };
  const memory = memoryWorld({
    now: () => now,
    publicUrl: 'https://shop.example',
    shared: true,
    told: (written) => {
      const changes = written.map(({ key, after }) => {
        const place = `${key.table} ${key.pk} ${key.sk}`;
        const change = { key, before: stored.get(place), after: itemOf(key.table, after) };
        if (change.after) stored.set(place, change.after);
        else stored.delete(place);
        return change;
      });
      tell({ kind: 'write', changes }, acting);
    },
  });
  const faults = drawFaults({ seed, random, without, tell: (fault, on) => tell({ kind: 'fault', fault, on }, acting) });

  useClockwork({
    sleep: (milliseconds) => new Promise<void>((wake) => void sleepers.push({ at: now + milliseconds, wake })),
  });

  function end(invocation: Invocation, result: Result): void {
    if (invocation.over) return;
    invocation.over = true;
    running.delete(invocation);
    invocation.environment.current = undefined;
    invocation.done(result);
  }

  function kill(invocation: Invocation): void {
    const { environment } = invocation;
    environment.dead = true;
    // What was under way may still arrive.
    for (const each of asked.filter((one) => one.environment === environment)) {
      asked.splice(asked.indexOf(each), 1);
      if (random.chance(0.5)) happen(each, false);
    }
    end(invocation, { killed: true });
  }

  function happen(each: Asked, heard: boolean): void {
    acting = each.environment.current?.label ?? each.environment.name;
    const result = each.happen(heard);
    if (heard) result.then(each.resolve, each.reject);
    else result.catch(() => undefined);
  }

  function perform(each: Asked): void {
    asked.splice(asked.indexOf(each), 1);
    const { current, name } = each.environment;
    if (!current) throw new Error(`${name} does something although it is idle`);
    acting = current.label;
    const on = `${name} ${each.name}`;
    const fate = faults.strikes('killed before an effect', on)
      ? 'before'
      : faults.strikes('killed after an effect', on)
        ? 'after'
        : 'lives';
    if (fate !== 'before') happen(each, fate === 'lives');
    if (fate !== 'lives') kill(current);
  }

  /** A process that is idle is frozen, with whatever it had begun. */
  const possible = () => asked.filter(({ environment }) => environment.current !== undefined);

  function choose(able: Asked[]): Asked | undefined {
    const same = random.chance(steadiness) ? able.filter(({ environment }) => environment === last) : [];
    const [chosen] = same.length > 0 ? same : [random.pick(able)];
    last = chosen?.environment;
    return chosen;
  }

  function passTime(): void {
    now += random.below(6);
    if (faults.strikes('time passes', 'the clock')) now += 100 + random.below(6_000);
    if (faults.strikes('long pause', 'the clock')) now += 5_000 + random.below(90_000);
  }

  return {
    random,
    faults,
    agenda,
    memory,
    now: () => now,
    tell,
    ask: (environment, name, effect) =>
      new Promise((resolve, reject) => {
        // Whoever was killed never hears of anything.
        if (environment.dead) return;
        const moment = momentOf(environment.name, name);
        const nth = moment === undefined ? 0 : (moments.get(moment) ?? 0) + 1;
        if (moment !== undefined) moments.set(moment, nth);
        const notBefore = moment !== undefined && onMoment?.(moment, nth) ? step + random.below(longestWait) : step;
        asked.push({ environment, name, notBefore, happen: effect, resolve: (value) => resolve(value as never), reject });
      }),
    invoke(environment, { seconds, run, done }) {
      const id = ++invocations;
      const label = `${environment.name} ${id}`;
      const invocation: Invocation = { label, environment, deadline: now + seconds * 1000, over: false, done };
      environment.current = invocation;
      running.add(invocation);
      const context = { awsRequestId: String(id).padStart(12, '0'), functionName: environment.name } as Context;
      run(context).then(
        (answer) => end(invocation, { answer }),
        (error: unknown) => end(invocation, { error }),
      );
    },
    async run(sources, until) {
      for (let idle = false; ; ) {
        await quiet();
        if (violation) return;
        if (++step > mostSteps) {
          violation = { invariant: 7, what: `nothing comes to rest within ${mostSteps} steps`, at: now, step };
          return;
        }
        for (const invocation of running) if (invocation.deadline <= now) kill(invocation);
        const awake = sleepers.findIndex(({ at }) => at <= now);
        if (awake >= 0) {
          sleepers.splice(awake, 1)[0]?.wake();
          continue;
        }
        const able = possible();
        const ready = sources.filter((source) => source.nextAt() <= now);
        const planned = agenda.nextAt() <= now;
        if (able.length === 0 && ready.length === 0 && !planned) {
          // A source may have to think about when it is due.
          if (!idle) {
            idle = true;
            continue;
          }
          idle = false;
          const next = Math.min(
            agenda.nextAt(),
            ...sources.map((source) => source.nextAt()),
            ...sleepers.map(({ at }) => at),
            ...[...running].map(({ deadline }) => deadline),
          );
          if (next > until) {
            now = Math.max(now, until);
            return;
          }
          now = Math.max(now, next);
          continue;
        }
        idle = false;
        passTime();
        const starts = ready.length + (planned ? 1 : 0);
        const free = able.filter(({ notBefore }) => notBefore <= step);
        const next = free.length > 0 || starts > 0 ? free : able;
        const chosen = next.length > 0 && (starts === 0 || !random.chance(0.2)) ? choose(next) : undefined;
        if (chosen) perform(chosen);
        else if (planned && random.below(starts) === 0) {
          acting = 'the world';
          agenda.take()?.();
        } else if (ready.length > 0) {
          acting = 'the cloud';
          random.pick(ready).start();
        }
      }
    },
    onMoment: (listener) => {
      onMoment = listener;
    },
    items: (table) => [...stored.values()].filter((item) => item.table === table),
    fail(what) {
      violation ??= { invariant: 0, what, at: now, step };
    },
    violation: () => violation,
    step: () => step,
  };
}

/** Moments at which it matters most what others do. */
function momentOf(by: string, name: string): string | undefined {
  if (name.startsWith('call ')) return 'call';
  if (name === 'write relations CONTACT' && by.startsWith('send-')) return 'claim';
  if (name.startsWith('write relations ASK#') && by.startsWith('send-')) return 'asking';
  return name.startsWith('write relations ENR#') ? 'enrollment' : undefined;
}

function itemOf(table: Item['table'], stored: Omit<Item, 'table'> | undefined): Item | undefined {
  return stored && ({ ...stored, table } as Item);
}
