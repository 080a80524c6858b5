import { type PropertyAccessToken, type Token, TypeGuards } from 'liquidjs';

/** The paths that surely have a value where a condition is true, and where it is false. */
export interface Guards {
  whenTrue: string[];
  whenFalse: string[];
}

interface Operand extends Guards {
  /** A literal that stands for nothing: nil, null, blank. What is missing equals it. */
  nothing: boolean;
  /** A literal or number, which is not missing itself. */
  fixed: boolean;
}

const unknown: Operand = { whenTrue: [], whenFalse: [], nothing: false, fixed: false };

/**
 * The paths of which a condition (tokens in postfix order) says that they have a value: `a`, `a and b`, `a == "x"`, `a != blank`, `a > 3`.
 * In doubt, none.
 */
export function guardsOf(postfix: Token[], path: (token: PropertyAccessToken) => string | undefined): Guards {
  const operands: Operand[] = [];
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) operands.push(operand(token, path));
    else if (token.operator === 'not') operands.push(opposite(operands.pop() ?? unknown));
    else {
      const right = operands.pop() ?? unknown;
      operands.push(combine(token.operator, operands.pop() ?? unknown, right));
    }
  }
  return operands.at(-1) ?? unknown;
}

function operand(token: Token, path: (token: PropertyAccessToken) => string | undefined): Operand {
  if (TypeGuards.isLiteralToken(token)) return { ...unknown, nothing: ['nil', 'null', 'blank'].includes(token.literal), fixed: true };
  if (!TypeGuards.isPropertyAccessToken(token)) return { ...unknown, fixed: !TypeGuards.isRangeToken(token) };
  const name = path(token);
  return name === undefined ? unknown : { ...unknown, whenTrue: [name] };
}

function opposite({ whenTrue, whenFalse }: Operand): Operand {
  return { ...unknown, whenTrue: whenFalse, whenFalse: whenTrue };
}

function combine(operator: string, left: Operand, right: Operand): Operand {
  const both = [...left.whenTrue, ...right.whenTrue];
  const neither = [...left.whenFalse, ...right.whenFalse];
  if (operator === 'and') return { ...unknown, whenTrue: both, whenFalse: left.whenFalse.filter((name) => right.whenFalse.includes(name)) };
  if (operator === 'or') return { ...unknown, whenTrue: left.whenTrue.filter((name) => right.whenTrue.includes(name)), whenFalse: neither };
  if (operator === '==' || operator === '!=') {
    const equal = compare(left, right, both);
    return operator === '==' ? equal : opposite(equal);
  }
  return { ...unknown, whenTrue: both };
}

/** Two that are both missing are equal, so only a literal tells something. */
function compare(left: Operand, right: Operand, both: string[]): Operand {
  if (left.nothing || right.nothing) return { ...unknown, whenFalse: both };
  return left.fixed || right.fixed ? { ...unknown, whenTrue: both } : unknown;
}
