import * as z from 'zod/mini';
import { InvalidInputError } from '../core/invalid-input.ts';

const cursorSchema = z.object({ index: z.int().check(z.nonnegative()), after: z.optional(z.string()) });

/** Where an export goes on: in which of its ranges, and behind which item. */
export type ExportCursor = z.infer<typeof cursorSchema>;

/** As it is handed out. */
export function cursorText(cursor: ExportCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Throws an InvalidInputError for a text that is none. */
export function readCursor(text: string): ExportCursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw new InvalidInputError('"next" is not one that an export gave: begin without it');
  }
}
