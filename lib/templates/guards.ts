import { type PropertyAccessToken, type Token, TypeGuards } from 'liquidjs';

/** `present`: the paths that surely have a value when the operand is true. */
interface Operand {
  present: string[];
  /** A literal that stands for nothing: nil, blank, empty, false. */
  nothing: boolean;
}

const none: Operand = { present: [], nothing: false };

/**
 * The paths of which a condition (tokens in postfix order) says that they have a value: `a`, `a and b`, `a == "x"`, `a != blank`, `a > 3`.
 * In doubt, none.
 */
export function guardsOf(postfix: Token[], path: (token: PropertyAccessToken) => string | undefined): string[] {
  const operands: Operand[] = [];
  for (const token of postfix) {
    if (!TypeGuards.isOperatorToken(token)) operands.push(operand(token, path));
    else if (token.operator === 'not') operands[operands.length - 1] = none;
    else {
      const right = operands.pop() ?? none;
      operands.push(combine(token.operator, operands.pop() ?? none, right));
    }
  }
  return operands.at(-1)?.present ?? [];
}

function operand(token: Token, path: (token: PropertyAccessToken) => string | undefined): Operand {
  if (TypeGuards.isLiteralToken(token)) return { present: [], nothing: token.literal !== 'true' };
  const name = TypeGuards.isPropertyAccessToken(token) ? path(token) : undefined;
  return { present: name === undefined ? [] : [name], nothing: false };
}

function combine(operator: string, left: Operand, right: Operand): Operand {
  const both = { present: [...left.present, ...right.present], nothing: false };
  const comparesNothing = left.nothing || right.nothing;
  if (operator === 'or') return { present: left.present.filter((name) => right.present.includes(name)), nothing: false };
  if (operator === '==') return comparesNothing ? none : both;
  if (operator === '!=') return comparesNothing ? both : none;
  return both;
}
