import { LiquidError, UndefinedVariableError } from 'liquidjs';
import { RenderFault } from './problem.ts';

/** Why a rendering failed, in words of ours and of the template only: never with a value, so it may be logged. */
export interface Fault {
  message: string;
  /** Offset in the source that was rendered. */
  at?: number;
  /** It fails for everybody. */
  always: boolean;
}

const limits: { [message: string]: string } = {
  'memory alloc limit exceeded': 'it builds a text or a range that is too long',
  'template render limit exceeded': 'it takes too long',
  'parse length limit exceeded': 'its source is too long',
};

export function faultOf(error: unknown): Fault {
  if (!LiquidError.is(error)) return { message: 'it cannot be rendered', always: false };
  const at = error.token.begin;
  const { originalError } = error;
  if (originalError instanceof RenderFault) return { message: originalError.message, at, always: originalError.always };
  if (error instanceof UndefinedVariableError) return { message: `undefined variable: ${error.token.getText()}`, at, always: false };
  const limit = limits[originalError?.message ?? ''];
  return { message: limit ?? 'it cannot be rendered', at, always: limit !== undefined };
}

/** Which piece of Liquid an offset belongs to, counted from 0. */
export function pieceAt(source: string, at: number): number {
  return (source.slice(0, at + 2).match(/\{[{%]/g)?.length ?? 1) - 1;
}
