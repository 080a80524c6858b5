import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { MemoryWorld } from '../../lib/memory/world.ts';
import type { EmailMessage, Operation, Sent } from '../../lib/world.ts';

/** One run of one function: once it is killed, nothing that it does reaches the World any more. */
interface Invocation {
  killed: boolean;
}

export interface Faults {
  /** From now on nothing goes wrong. */
  stop(): void;
  /** Runs a function as one invocation; what happens outside of one never goes wrong. */
  invoke<T>(run: () => Promise<T>): Promise<{ killed: boolean; answer: T | undefined }>;
  /** True as often as the share says. */
  happens(name: string, share: number): boolean;
  /** How often the provider took each message: its tag → times. */
  accepted: Map<string, number>;
}

/**
 * Makes a World fail by chance: writes and reads that are throttled, writes that land and throw, transactions that meet
 * another, tasks that a queue refuses, a provider that throttles or whose answer is lost, and invocations that are killed
 * before or after any call. What happens depends on the seed, the name of what is done and how often it was done before,
 * so that a seed gives the same run whatever the order in which workers take turns.
 */
export function injectFaults(world: MemoryWorld, seed: number): Faults {
  const invocations = new AsyncLocalStorage<Invocation>();
  const times = new Map<string, number>();
  const accepted = new Map<string, number>();
  let stopped = false;

  const draw = (name: string): number => {
    if (stopped || !invocations.getStore()) return 1;
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return createHash('sha256').update(`${seed} ${name} ${time}`).digest().readUInt32BE() / 2 ** 32;
  };
  const mayDie = (name: string) => {
    const invocation = invocations.getStore();
    if (invocation && draw(`kill ${name}`) < 0.01) invocation.killed = true;
    if (invocation?.killed) throw new Error('killed');
  };
  const { get, write } = world.table;
  const { enqueue, sendEmail } = world;

  world.table.get = async (key) => {
    mayDie(`get ${key.sk}`);
    if (draw(`get ${key.sk}`) < 0.01) throw new Error('throttled');
    return get(key);
  };
  world.table.write = async (operations) => {
    const name = `write ${operations.map(placeOf).join()}`;
    mayDie(name);
    const chance = draw(name);
    if (chance < 0.05) throw new Error('throttled');
    if (chance < 0.1 && operations.length > 1) return { reason: 'contention' };
    const conflict = await write(operations);
    mayDie(`after ${name}`);
    if (chance > 0.1 && chance < 0.15) throw new Error('the answer was lost');
    return conflict;
  };
  world.enqueue = async (queue, tasks) => {
    mayDie(`enqueue ${queue}`);
    const refused = tasks.filter(({ body }) => draw(`enqueue ${queue} ${JSON.stringify(body)}`) < 0.05);
    await enqueue(
      queue,
      tasks.filter((task) => !refused.includes(task)),
    );
    mayDie(`after enqueue ${queue}`);
    return refused.map(({ id }) => ({ id, reason: 'refused by chance' }));
  };
  world.sendEmail = async (message) => {
    const name = keyOf(message);
    // Between the claim and the record is where a death hurts most.
    mayDie(`call ${name}`);
    const chance = draw(`call ${name}`);
    if (chance < 0.2) return { outcome: 'throttled', reason: 'by chance' };
    if (chance < 0.25) return { outcome: 'unknown', reason: 'never arrived' };
    const sent: Sent = await sendEmail(message);
    accepted.set(name, (accepted.get(name) ?? 0) + 1);
    const invocation = invocations.getStore();
    if (invocation && chance < 0.32) invocation.killed = true;
    mayDie(`after call ${name}`);
    return chance < 0.4 ? { outcome: 'unknown', reason: 'the answer was lost' } : sent;
  };

  return {
    accepted,
    stop: () => {
      stopped = true;
    },
    happens: (name, share) => invocations.run({ killed: false }, () => draw(name) < share),
    async invoke(run) {
      const invocation = { killed: false };
      const answer = await invocations.run(invocation, () => run().catch(() => undefined));
      return { killed: invocation.killed, answer };
    },
  };
}

function placeOf(operation: Operation): string {
  const { table, sk } =
    'put' in operation
      ? operation.put
      : 'update' in operation
        ? operation.update
        : 'delete' in operation
          ? operation.delete
          : operation.check;
  return `${table}/${sk}`;
}

/** The message key: customer and message. */
function keyOf({ tags }: EmailMessage): string {
  return `${tags['rapport-customer']} ${tags['rapport-message']}`;
}
