import { dueIndex, type Item, type Key, type Operation, type Path } from '../world.ts';
import { checkCondition, checkPath } from './condition.ts';
import { type Attributes, clone, copyMap, copyValue, isMap, sizeOfAttributes, ValidationException } from './values.ts';

const largestItem = 400 * 1024;
type Update = Extract<Operation, { update: Key }>;

/** An item as it is stored: without `table`. */
export type Stored = Attributes & { pk: string; sk: string };

export function keyOf(operation: Operation): Key {
  if ('put' in operation) return operation.put;
  if ('update' in operation) return operation.update;
  return 'delete' in operation ? operation.delete : operation.check;
}

/** Throws on what can never be written, whatever the table holds. */
export function checkOperation(operation: Operation): void {
  const key = keyOf(operation);
  checkKeyText(key.pk, 'pk', 2048);
  checkKeyText(key.sk, 'sk', 1024);
  if (operation.if) checkCondition(operation.if);
  if ('update' in operation) checkUpdate(operation);
}

function checkKeyText(text: string, name: string, most: number): void {
  const bytes = Buffer.byteLength(text);
  if (bytes < 1 || bytes > most) throw new ValidationException(`${name} has ${bytes} bytes; 1 to ${most} are allowed`);
}

function checkUpdate({ set = [], add = [], remove = [] }: Update): void {
  const paths = [...set.map(([path]) => path), ...add.map(([path]) => path), ...remove];
  if (paths.length === 0) throw new ValidationException('An update needs something to set, add or remove');
  for (const path of paths) {
    checkPath(path);
    if (path[0] === 'pk' || path[0] === 'sk') throw new ValidationException(`${path[0]} is part of the key and cannot be updated`);
  }
  const clash = paths.find((path, index) => paths.some((other, at) => at !== index && startsWith(path, other)));
  if (clash) throw new ValidationException(`The update names ${clash.join('.')} twice, or it and a place inside it`);
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((name, index) => path[index] === name);
}

/**
 * The item after the operation: undefined when there is none. Copies everything that it takes over.
 * Throws when a parent map is missing, a number is added to something else, or the item is too large.
 */
export function applyOperation(operation: Operation, found: Stored | undefined): Stored | undefined {
  if ('check' in operation) return found;
  if ('delete' in operation) return undefined;
  const item = 'put' in operation ? storedOf(operation.put) : updated(operation, found);
  checkStored(item, keyOf(operation));
  return item;
}

function storedOf({ table: _, ...item }: Item): Stored {
  return { ...copyMap(item, 'item'), pk: item.pk, sk: item.sk };
}

function updated({ update: { pk, sk }, set = [], add = [], remove = [] }: Update, found: Stored | undefined): Stored {
  const item: Stored = found ? clone(found) : { pk, sk };
  for (const [path, value] of set) place(item, path, () => copyValue(value, path.join('.')));
  for (const [path, amount] of add) place(item, path, (before = 0) => sum(before, amount, path));
  for (const path of remove) place(item, path, () => undefined);
  return item;
}

function place(item: Attributes, path: Path, change: (before: Attributes[string] | undefined) => Attributes[string] | undefined): void {
  const parent = path
    .slice(0, -1)
    .reduce<Attributes[string] | undefined>((at, name) => (isMap(at) && Object.hasOwn(at, name) ? at[name] : undefined), item);
  const name = path.at(-1);
  if (!isMap(parent) || name === undefined) {
    throw new ValidationException(`The document path ${path.join('.')} is invalid for update: the map that it lies in does not exist`);
  }
  const value = change(Object.hasOwn(parent, name) ? parent[name] : undefined);
  if (value === undefined) delete parent[name];
  else parent[name] = value;
}

function sum(before: Attributes[string], amount: number, path: Path): Attributes[string] {
  if (typeof before !== 'number') throw new ValidationException(`${path.join('.')} is no number, so nothing can be added to it`);
  return copyValue(decimalSum(before, amount), path.join('.'));
}

/** Exact as DynamoDB's decimals are: 0.1 + 0.2 = 0.3. */
function decimalSum(a: number, b: number): number {
  if (Number.isInteger(a) && Number.isInteger(b)) return a + b;
  const [digitsA, exponentA] = decimal(a);
  const [digitsB, exponentB] = decimal(b);
  const exponent = Math.min(exponentA, exponentB);
  const total = digitsA * 10n ** BigInt(exponentA - exponent) + digitsB * 10n ** BigInt(exponentB - exponent);
  return Number(`${total}e${exponent}`);
}

function decimal(value: number): [digits: bigint, exponent: number] {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return [BigInt(mantissa.replace('.', '')), Number(exponent) - decimals];
}

function checkStored(item: Stored, { table }: Key): void {
  const size = sizeOfAttributes(item);
  if (size > largestItem)
    throw new ValidationException(`Item size has exceeded the maximum allowed size: ${size} bytes, at most ${largestItem}`);
  if (table !== 'relations') return;
  for (const name of [dueIndex.partitionKey, dueIndex.sortKey]) {
    const value = item[name];
    if (value !== undefined && typeof value !== 'number')
      throw new ValidationException(`${name} is a key of the due index: a number, or absent`);
  }
}
