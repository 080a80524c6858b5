import type { Condition, Path, Value } from '../world.ts';
import { type Attributes, copyValue, equalValues, isMap, ValidationException } from './values.ts';

/** Whether a condition holds of the stored item (`{}` when there is none). Something missing is never equal, at least or one of. */
export function holds(condition: Condition, item: Attributes): boolean {
  if ('absent' in condition) return readPath(item, condition.absent) === undefined;
  if ('present' in condition) return readPath(item, condition.present) !== undefined;
  if ('equals' in condition) return equalValues(readPath(item, condition.equals[0]), condition.equals[1]);
  if ('oneOf' in condition) return isOneOf(readPath(item, condition.oneOf[0]), condition.oneOf[1]);
  if ('all' in condition) return condition.all.every((each) => holds(each, item));
  if ('any' in condition) return condition.any.some((each) => holds(each, item));
  const found = readPath(item, condition.atLeast[0]);
  return typeof found === 'number' && found >= condition.atLeast[1];
}

function isOneOf(found: Value | undefined, allowed: Value[]): boolean {
  return found !== undefined && allowed.some((value) => equalValues(found, value));
}

/** The value at a place in an item; undefined when it, or a map on the way, is missing. */
export function readPath(item: Attributes, path: Path): Value | undefined {
  let at: Value | undefined = item;
  for (const name of path) at = isMap(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  return at;
}

/** Throws on a condition that DynamoDB refuses to read: an empty list or path, a value that it cannot hold. */
export function checkCondition(condition: Condition): void {
  if ('all' in condition || 'any' in condition) checkEach('all' in condition ? condition.all : condition.any);
  else if ('absent' in condition || 'present' in condition) checkPath('absent' in condition ? condition.absent : condition.present);
  else if ('oneOf' in condition) checkOneOf(condition.oneOf);
  else checkComparison('equals' in condition ? condition.equals : condition.atLeast);
}

function checkEach(conditions: Condition[]): void {
  if (conditions.length === 0) throw new ValidationException('A condition made of "all" or "any" needs at least one member');
  for (const each of conditions) checkCondition(each);
}

function checkOneOf([path, values]: [Path, Value[]]): void {
  if (values.length < 1 || values.length > 100) {
    throw new ValidationException(`oneOf ${path.join('.')} needs 1 to 100 values, not ${values.length}`);
  }
  checkComparison([path, values]);
}

function checkComparison([path, operand]: [Path, Value]): void {
  checkPath(path);
  copyValue(operand, `the value compared with ${path.join('.')}`);
}

export function checkPath(path: Path): void {
  if (path.length === 0 || path.includes(''))
    throw new ValidationException(`The path ${JSON.stringify(path)} is empty or has an empty name`);
}
