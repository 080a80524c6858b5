import { confirmationPrefix } from '../../lib/store/keys.ts';
import { readTags } from '../../lib/store/message-tags.ts';
import type { BusEvent, Due, Item, Operation, QueueName, Rejected, Sent, Task, World } from '../../lib/world.ts';
import type { Engine } from './engine.ts';
import type { Environment } from './fleet.ts';
import type { Providers } from './providers.ts';
import type { Queues } from './queues.ts';

/** What stands around the table. */
export interface CloudParts {
  queues: Queues;
  providers: Providers;
  /** Whether lost messages are looked for each night. */
  watched: boolean;
  /** Rows of the due index as it shows them now. */
  due(shard: number, upTo: number, limit: number): Due[];
  /** Hands an event of our own bus to whoever hears it. */
  carry(event: BusEvent): void;
}

class AwsError extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}
/** What never changes in a simulation: when it is read makes no difference. */
const unchanging = /^(DEF#|TPL#|SECRET$)/;

const throttled = () => Promise.reject(new AwsError('ThrottlingException'));
const lost = () => Promise.reject(new AwsError('TimeoutError'));

/** The World of one process, in which everything may fail and takes its time. `bind` gives it to a simulation, with nothing remembered. */
export function faultyWorld(environment: Environment): { world: World; bind(engine: Engine, parts: CloudParts): void } {
  let engine: Engine;
  let parts: CloudParts;
  const strikes = (fault: Parameters<Engine['faults']['strikes']>[0], on: string) =>
    engine.faults.strikes(fault, `${environment.name} ${on}`);
  const read = <T>(name: string, happen: () => Promise<T>): Promise<T> =>
    engine.ask(environment, name, () => (strikes('read throttled', name) ? throttled() : happen()));

  const table: World['table'] = {
    get: (key) => {
      const happen = () => engine.memory.table.get(key);
      if (key.table === 'control' && unchanging.test(key.pk)) return strikes('read throttled', key.pk) ? throttled() : happen();
      return read(`get ${key.table} ${key.sk}`, happen);
    },
    query: (range) => read(`query ${range.table} ${range.prefix ?? range.pk}`, () => engine.memory.table.query(range)),
    scan: (segment, cursor) => read(`scan ${segment.table} ${segment.index}`, () => engine.memory.table.scan(segment, cursor)),
    // Two dozen reads of what lags behind anyway: when each of them happens makes no difference.
    due: async (shard, upTo, limit) => (strikes('read throttled', 'due') ? throttled() : parts.due(shard, upTo, limit)),
    write(operations) {
      const name = `write ${operations.map(nameOf).join(', ')}`;
      return engine.ask(environment, name, async () => {
        if (strikes('write throttled', name)) return throttled();
        if (operations.length > 1 && strikes('contention', name)) return { reason: 'contention' };
        const conflict = await writeOnce(operations, name);
        return strikes('reply of a write lost', name) ? lost() : conflict;
      });
    },
  };

  /** The client repeats a lone write whose reply was lost; a transaction carries a token. */
  function writeOnce(operations: Operation[], name: string) {
    const first = engine.memory.table.write(operations);
    return operations.length === 1 && strikes('write repeated by the client', name) ? engine.memory.table.write(operations) : first;
  }

  /** Only what somebody looks for may get lost. */
  function keptOf(queue: QueueName, tasks: Task[]): Task[] {
    if (!parts.watched || (queue !== 'triggered' && queue !== 'bulk')) return tasks;
    return tasks.filter(() => !strikes('task lost', queue));
  }

  async function enqueue(queue: QueueName, tasks: Task[]): Promise<Rejected[]> {
    const name = `enqueue ${queue}`;
    if (strikes('queue fails', name)) return throttled();
    const refused = tasks.filter(() => strikes('queue refuses', name));
    const taken = tasks.filter((task) => !refused.includes(task));
    const rejected = parts.queues.enqueue(queue, keptOf(queue, taken), engine.now());
    if (strikes('reply of a queue lost', name)) return lost();
    return [...rejected, ...refused.map(({ id }) => ({ id, reason: 'InternalError' }))];
  }

  const world: World = {
    now: () => engine.now(),
    table,
    publicUrl: 'https://shop.example',
    assetsUrl: 'https://shop.example/assets',
    putAsset: async () => undefined,
    enqueue: async (queue, tasks) => (tasks.length === 0 ? [] : engine.ask(environment, `enqueue ${queue}`, () => enqueue(queue, tasks))),
    waiting: (queue) =>
      engine.ask(environment, `waiting ${queue}`, async () =>
        strikes('queue length wrong', queue) ? engine.random.below(30) : parts.queues.size(queue),
      ),
    emailQuota: () =>
      engine.ask(environment, 'quota', async () => (strikes('quota unknown', 'quota') ? throttled() : parts.providers.quota())),
    emailStatistics: async () => [],
    sendEmail: (message) => call('email', message),
    sendSms: (message) => call('sms', message),
    emit: (event) =>
      engine.ask(environment, 'emit', async () => {
        if (strikes('emit fails', event.type)) return throttled();
        engine.tell({ kind: 'emit', id: event.id, type: event.type }, environment.current?.label ?? environment.name);
        parts.carry(event);
        if (strikes('reply of an emit lost', event.type)) return lost();
      }),
  };

  function call(
    ...[channel, message]: Parameters<Providers['call']> extends [infer C, infer M, ...unknown[]] ? [C, M] : never
  ): Promise<Sent> {
    const calledAt = engine.now();
    return engine.ask(environment, `call ${channel}`, async (heard) => {
      const { accepted, told } = parts.providers.call(channel, message);
      const by = environment.current?.label ?? environment.name;
      const asks = readTags((name) => ('tags' in message ? message.tags : message.context)[name]);
      const kind = asks?.sk.startsWith(confirmationPrefix) ? 'asking' : 'call';
      engine.tell({ kind, channel, message, calledAt, accepted, told: heard ? told : 'nothing' }, by);
      return told;
    });
  }

  return {
    world,
    bind(to, around) {
      engine = to;
      parts = around;
      environment.current = undefined;
      // What a process remembers hangs on its table.
      world.table = { ...table };
    },
  };
}

function nameOf(operation: Operation): string {
  const { table, sk } = keyOf(operation);
  return `${table} ${sk}`;
}

function keyOf(operation: Operation): Pick<Item, 'table' | 'sk'> {
  if ('put' in operation) return operation.put;
  if ('update' in operation) return operation.update;
  return 'delete' in operation ? operation.delete : operation.check;
}
