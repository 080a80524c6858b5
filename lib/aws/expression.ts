import type { Condition, Key, Operation, Path, Value } from '../world.ts';

/** The part of a request that holds expressions; every attribute name is aliased, so a name may hold any character. */
interface Expressions {
  ConditionExpression?: string;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, Value>;
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD';
}

export function keyOf(operation: Operation): Key {
  if ('put' in operation) return operation.put;
  if ('update' in operation) return operation.update;
  return 'delete' in operation ? operation.delete : operation.check;
}

/** An operation as one entry of TransactWriteItems; its only member is also the input of the single command. */
export function compileOperation(operation: Operation, TableName: string) {
  const { pk, sk } = keyOf(operation);
  const expressions = compileExpressions(operation);
  if ('put' in operation) {
    const { table: _, ...Item } = operation.put;
    return { Put: { TableName, Item, ...expressions } };
  }
  const target = { TableName, Key: { pk, sk }, ...expressions };
  if ('delete' in operation) return { Delete: target };
  if ('check' in operation) return { ConditionCheck: { ...target, ConditionExpression: expressions.ConditionExpression ?? '' } };
  return { Update: { ...target, UpdateExpression: expressions.UpdateExpression ?? '' } };
}

function compileExpressions(operation: Operation): Expressions {
  const alias = createAliases();
  const expressions: Expressions = {};
  if ('update' in operation) expressions.UpdateExpression = updateText(operation, alias);
  if (operation.if) {
    expressions.ConditionExpression = conditionText(operation.if, alias);
    expressions.ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
  }
  if (Object.keys(alias.names).length > 0) expressions.ExpressionAttributeNames = alias.names;
  if (Object.keys(alias.values).length > 0) expressions.ExpressionAttributeValues = alias.values;
  return expressions;
}

type Aliases = ReturnType<typeof createAliases>;

function createAliases() {
  const names: Record<string, string> = {};
  const values: Record<string, Value> = {};
  const known = new Map<string, string>();
  const nameOf = (name: string): string => {
    const alias = known.get(name) ?? `#n${known.size}`;
    known.set(name, alias);
    names[alias] = name;
    return alias;
  };
  return {
    names,
    values,
    path: (path: Path): string => path.map(nameOf).join('.'),
    value(value: Value): string {
      const alias = `:v${Object.keys(values).length}`;
      values[alias] = value;
      return alias;
    },
  };
}

/** Adding is written as SET, since ADD takes no nested place. */
function updateText({ set = [], add = [], remove = [] }: Extract<Operation, { update: Key }>, alias: Aliases): string {
  const assignments = [
    ...set.map(([path, value]) => `${alias.path(path)} = ${alias.value(value)}`),
    ...add.map(([path, amount]) => `${alias.path(path)} = if_not_exists(${alias.path(path)}, ${alias.value(0)}) + ${alias.value(amount)}`),
  ];
  const clauses = [
    assignments.length > 0 && `SET ${assignments.join(', ')}`,
    remove.length > 0 && `REMOVE ${remove.map(alias.path).join(', ')}`,
  ];
  return clauses.filter(Boolean).join(' ');
}

function conditionText(condition: Condition, alias: Aliases): string {
  if ('absent' in condition) return `attribute_not_exists(${alias.path(condition.absent)})`;
  if ('present' in condition) return `attribute_exists(${alias.path(condition.present)})`;
  if ('equals' in condition) return `${alias.path(condition.equals[0])} = ${alias.value(condition.equals[1])}`;
  if ('atLeast' in condition) return `${alias.path(condition.atLeast[0])} >= ${alias.value(condition.atLeast[1])}`;
  if ('oneOf' in condition) return `${alias.path(condition.oneOf[0])} IN (${condition.oneOf[1].map(alias.value).join(', ')})`;
  const [members, word] = 'all' in condition ? [condition.all, ' AND '] : [condition.any, ' OR '];
  const [first] = members;
  // DynamoDB refuses doubled parentheses.
  return first && members.length === 1 ? conditionText(first, alias) : `(${members.map((each) => conditionText(each, alias)).join(word)})`;
}
