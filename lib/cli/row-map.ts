import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { parseDefinition } from '../core/definition/parse.ts';
import { error, type Problem } from '../core/definition/problem.ts';
import { dateReader } from '../orders/dates.ts';
import { OrderFileError } from '../orders/order-file-error.ts';
import type { RowKind } from '../rows/row-kind.ts';
import type { RowMap } from '../rows/row-map.ts';
import { type JsonSource, readJson } from './json-source.ts';
import { didYouMean } from './suggest.ts';

const columnSchema = z.custom<string | number>(
  (value) => (typeof value === 'string' && value !== '') || (typeof value === 'number' && Number.isInteger(value) && value > 0),
  'a column: its name in the header, or its number (1 is the first)',
);

const mapSchema = z.strictObject({
  $schema: z.string().optional(),
  note: z.string().optional(),
  delimiter: z
    .string()
    .regex(/^[^"\r\n]+$/, 'a delimiter: one or more characters, without quotes and line ends')
    .optional(),
  header: z.boolean().default(true),
  columns: z.record(z.string(), columnSchema),
  dateFormat: z.string().min(1).optional(),
  decimal: z.enum(['.', ',']).optional(),
});

/**
 * Reads the map of a file of rows. Throws an OrderFileError with every problem: file, line, column, what was given and
 * what is allowed.
 */
export async function loadRowMap<Row>(file: string, kind: RowKind<Row>): Promise<RowMap> {
  const bytes = await readFile(file).catch((fault: NodeJS.ErrnoException) => {
    throw new OrderFileError(`${file}: ${fault.code === 'ENOENT' ? 'there is no such file' : fault.message}`);
  });
  const { source, problems } = readJson(file, bytes);
  if (!source || problems.length > 0) throw unusable(problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`));
  const parsed = parseDefinition(mapSchema, source.value);
  if ('problems' in parsed) throw unusable(parsed.problems.map((problem) => told(source, problem)));
  const { columns, dateFormat, delimiter, header, decimal } = parsed.value;
  const wrong = [...unknownFields(columns, kind), ...badFormat(dateFormat)];
  if (wrong.length > 0) throw unusable(wrong.map((problem) => told(source, problem)));
  return {
    header,
    columns: Object.entries(columns).map(([field, column]) => ({ field, column, place: placeOf(source, error(['columns', field], '')) })),
    ...(delimiter !== undefined && { delimiter }),
    ...(dateFormat !== undefined && { dateFormat }),
    ...(decimal !== undefined && { decimal }),
  };
}

function unusable(sentences: string[]): OrderFileError {
  return new OrderFileError(`the map cannot be used:\n${sentences.map((each) => `  ${each}`).join('\n')}`);
}

function unknownFields<Row>(columns: object, { fields, open, name }: RowKind<Row>): Problem[] {
  if (open) return [];
  const allowed = fields.map((field) => field.name);
  return Object.keys(columns)
    .filter((field) => !allowed.includes(field))
    .map((field) => error(['columns', field], `this is nothing that a file of ${name} tells`, { atKey: true, given: field, allowed }));
}

function badFormat(format: string | undefined): Problem[] {
  try {
    dateReader(format, 'UTC');
    return [];
  } catch (fault) {
    return [error(['dateFormat'], fault instanceof Error ? fault.message : String(fault))];
  }
}

function told(source: JsonSource, problem: Problem): string {
  const { path, message, given, allowed } = problem;
  const nearest = didYouMean(problem);
  const parts = [
    `${placeOf(source, problem)}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`,
    ...(given === undefined ? [] : [`given: ${JSON.stringify(given)}`]),
    ...(nearest === undefined ? [] : [`did you mean "${nearest}"?`]),
    ...(allowed === undefined || allowed.length === 0 ? [] : [`allowed: ${allowed.join(', ')}`]),
  ];
  return parts.join('; ');
}

function placeOf(source: JsonSource, problem: Problem): string {
  const { line, column } = source.locate(problem);
  return `${source.file}:${line}:${column}`;
}
