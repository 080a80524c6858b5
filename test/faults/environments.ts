import type { Context } from 'aws-lambda';
import type { FunctionName } from '../../lib/wiring.ts';
import type { World } from '../../lib/world.ts';
import type { Engine } from './engine.ts';
import { type CloudParts, faultyWorld } from './faulty-world.ts';
import type { Environment, Handler } from './fleet.ts';

/** `create` of each `functions/<name>.ts`. */
export type Functions = Record<string, (world: World) => Handler>;

/** Warm processes that outlive a simulation: to make a handler takes longer than to run it. */
export interface Pool {
  functions: Functions;
  idle: Map<string, { environment: Environment; bind: (engine: Engine, parts: CloudParts) => void }[]>;
}

export interface Environments {
  /** One that is idle, warm or not. */
  of(name: string): Environment;
  /** Gives those that can be used again back. */
  close(): void;
}

export function openEnvironments(pool: Pool, engine: Engine, parts: CloudParts): Environments {
  type Pooled = { environment: Environment; bind: (engine: Engine, parts: CloudParts) => void };
  const mine: Pooled[] = [];
  const create = (name: string): Pooled => {
    const environment: Environment = { name, world: undefined as never, handler: undefined, current: undefined, dead: false };
    const { world, bind } = faultyWorld(environment);
    environment.world = world;
    environment.handler = pool.functions[name]?.(world);
    return { environment, bind };
  };
  return {
    of(name) {
      const warm = mine.filter(({ environment }) => environment.name === name && !environment.current && !environment.dead);
      if (warm.length > 0 && !engine.faults.strikes('cold start', name)) return engine.random.pick(warm).environment;
      const fresh = pool.idle.get(name)?.pop() ?? create(name);
      fresh.bind(engine, parts);
      mine.push(fresh);
      return fresh.environment;
    },
    close() {
      for (const each of mine) {
        const { name, current, dead } = each.environment;
        if (current || dead) continue;
        const idle = pool.idle.get(name) ?? [];
        pool.idle.set(name, idle);
        idle.push(each);
      }
    },
  };
}

export function runHandler({ handler, name }: Environment, event: unknown): (context: Context) => Promise<unknown> {
  return async (context) => {
    if (!handler) throw new Error(`there is no function ${name}`);
    return handler(event as never, context);
  };
}

export type { FunctionName };
