import { AsyncLocalStorage } from 'node:async_hooks';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Handler } from '../../lib/sandbox/lambda.ts';
import { eachConsumed } from '../aws/consumed-capacity.ts';

interface Units {
  write: number;
  read: number;
}

/** Counts the request units of functions: by function, command, table and kind of item. */
export function countUnits() {
  const running = new AsyncLocalStorage<string>();
  const byKind = new Map<string, Units & { calls: number }>();
  return {
    /** The same handlers, known by their names. */
    named(handlers: Record<string, Handler>): Record<string, Handler> {
      const wrapped = Object.entries(handlers).map(([name, handler]): [string, Handler] => [
        name,
        (event, context) => running.run(name, () => handler(event, context)),
      ]);
      return Object.fromEntries(wrapped);
    },
    follow(client: DynamoDBClient): void {
      eachConsumed(client, ({ command, input, write, read }) => {
        // What the sandbox asks to know when something is due is no cost of the program.
        const name = running.getStore();
        if (name === undefined) return;
        const kind = `${name}: ${command.replace('Command', '')} ${kindOf(input)}`;
        const known = byKind.get(kind) ?? { write: 0, read: 0, calls: 0 };
        byKind.set(kind, { write: known.write + write, read: known.read + read, calls: known.calls + 1 });
      });
    },
    perRecipient(recipients: number) {
      const sum = [...byKind.values()].reduce<Units>((all, { write, read }) => ({ write: all.write + write, read: all.read + read }), {
        write: 0,
        read: 0,
      });
      const rows = [...byKind]
        .sort(([, a], [, b]) => b.write + b.read - a.write - a.read)
        .filter(([, { write, read }]) => (write + read) / recipients > 0.001)
        .map(([kind, { write, read, calls }]) => ({
          kind,
          calls,
          W: Number((write / recipients).toFixed(4)),
          R: Number((read / recipients).toFixed(4)),
        }));
      return { total: { write: sum.write / recipients, read: sum.read / recipients }, rows };
    },
  };
}

/** "relations MSG" of a get of somebody's message; of a transaction all its items. */
function kindOf(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  if ('TransactItems' in input && Array.isArray(input.TransactItems)) {
    const kinds = input.TransactItems.flatMap((item: object) => Object.values(item).map(kindOf));
    return [...new Set(kinds)].sort().join(' + ');
  }
  const table = 'TableName' in input ? String(input.TableName).replace(/^.*-/, '') : '';
  const values =
    'ExpressionAttributeValues' in input && table !== '' && !('Key' in input) && !('Item' in input) ? input.ExpressionAttributeValues : {};
  const key = 'Key' in input ? input.Key : 'Item' in input ? input.Item : values;
  const [pk, sk] = textsOf(key);
  const named = table === 'control' ? `${part(pk)}${part(pk) === 'STOCK' ? ` ${part(sk)}` : ''}` : part(sk);
  return `${table} ${named}`;
}

/** Partition and sort key, whatever they are called in an expression. */
function textsOf(key: unknown): [pk: string, sk: string] {
  if (typeof key !== 'object' || key === null) return ['', ''];
  if ('pk' in key && 'sk' in key) return [plain(key.pk), plain(key.sk)];
  const [pk = '', sk = ''] = Object.values(key).map(plain);
  return [pk, sk];
}

function plain(value: unknown): string {
  return typeof value === 'object' && value !== null && 'S' in value ? String(value.S) : String(value);
}

const part = (key: string) => key.split('#')[0] ?? '';
