import { type FunctionName, wiring } from '../../lib/wiring.ts';
import type { Wiring } from '../../lib/wiring-shape.ts';
import type { Operation, World } from '../../lib/world.ts';

/** A World as the role of a function leaves it, as IAM does on AWS. */
export interface Limited {
  world: World;
  /** What it did and may do, such as `relations put` or `queue work`. */
  done: Set<string>;
  /** What it tried and may not do; each was refused. */
  refused: Set<string>;
}

/** Everything that the wiring grants a function, in the words of `done`. */
export function grantsOf(name: FunctionName): string[] {
  const { tables = {}, queues = [], waiting = [], email, sms, quota, bus, assets }: Wiring['access'] = wiring[name].access;
  const onTables = Object.entries(tables).flatMap(([table, rights]) => rights.map((right) => `${table} ${right}`));
  const channels = [email && 'email', sms && 'sms', quota && 'quota', bus && 'bus', assets && 'assets'].filter(
    (channel) => typeof channel === 'string',
  );
  return [...onTables, ...queues.map((queue) => `queue ${queue}`), ...waiting.map((queue) => `waiting ${queue}`), ...channels];
}

export function limitedWorld(world: World, name: FunctionName): Limited {
  const granted = new Set([...grantsOf(name), 'queue dead-letters']);
  const limited = { done: new Set<string>(), refused: new Set<string>() };
  const ask = (right: string) => {
    (granted.has(right) ? limited.done : limited.refused).add(right);
    if (!granted.has(right)) throw new Error(`${name} is not granted "${right}": add it to its access in lib/wiring.ts`);
  };
  const within = async <T>(rights: string[], run: () => Promise<T>): Promise<T> => {
    rights.forEach(ask);
    return run();
  };
  const table: World['table'] = {
    get: (key) => within([`${key.table} get`], () => world.table.get(key)),
    query: (range) => within([`${range.table} query`], () => world.table.query(range)),
    due: (...asked) => within(['relations due'], () => world.table.due(...asked)),
    scan: (segment, cursor) => within([`${segment.table} scan`], () => world.table.scan(segment, cursor)),
    write: (operations) => within(operations.map(rightOf), () => world.table.write(operations)),
  };
  return {
    ...limited,
    world: {
      now: () => world.now(),
      publicUrl: world.publicUrl,
      assetsUrl: world.assetsUrl,
      putAsset: (asset) => within(['assets'], () => world.putAsset(asset)),
      table,
      enqueue: (queue, tasks) => within([`queue ${queue}`], () => world.enqueue(queue, tasks)),
      waiting: (queue) => within([`waiting ${queue}`], () => world.waiting(queue)),
      emailQuota: () => within(['quota'], () => world.emailQuota()),
      emailStatistics: () => within(['quota'], () => world.emailStatistics()),
      sendEmail: (email) => within(['email'], () => world.sendEmail(email)),
      sendSms: (sms) => within(['sms'], () => world.sendSms(sms)),
      emit: (event) => within(['bus'], () => world.emit(event)),
    },
  };
}

function rightOf(operation: Operation): string {
  if ('put' in operation) return `${operation.put.table} put`;
  if ('update' in operation) return `${operation.update.table} update`;
  return 'delete' in operation ? `${operation.delete.table} delete` : `${operation.check.table} check`;
}
