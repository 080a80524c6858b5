import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { type Columns, didYouMean, quotedList } from './columns.ts';
import type { Layout } from './layout.ts';
import { OrderFileError } from './order-file-error.ts';

const columnSchema = z.union([z.string().min(1), z.int().min(0)], {
  error: 'a column is its name in the header, or its number (1 is the first)',
});

const columnsSchema = z
  .strictObject({
    customer: columnSchema.describe("the shop's own id of the customer"),
    order: columnSchema.optional().describe('lines of one order share it; without it each line is an order'),
    date: columnSchema,
    amount: columnSchema.optional().describe('what the line is worth; a negative one is a refund'),
    quantity: columnSchema.optional(),
    price: columnSchema.optional().describe('of one piece'),
    currency: columnSchema.optional(),
    category: columnSchema.optional(),
    country: columnSchema.optional(),
    product: columnSchema.optional().describe('finds the order that a refund takes back'),
  })
  .refine(({ amount, quantity, price }) => amount !== undefined || (quantity !== undefined && price !== undefined), {
    message: 'say what a line is worth: either "amount", or "quantity" and "price"',
  })
  .refine(({ amount, price }) => amount === undefined || price === undefined, {
    message: 'both "amount" and "price": a line is worth either its amount, or quantity × price',
  });

/** How to read an order file of any layout. */
export const orderMapSchema = z.strictObject({
  $schema: z.string().optional(),
  note: z.string().optional(),
  delimiter: z
    .string()
    .regex(/^[^"\r\n]+$/, 'a delimiter is one or more characters, without quotes and line ends')
    .optional()
    .describe('[the one that the first line holds most of]; " " stands for any run of spaces'),
  header: z.boolean().default(true).describe('whether the first line names the columns'),
  columns: columnsSchema,
  dateFormat: z.string().min(1).optional().describe('such as "yyyyMMdd" or "d/M/yyyy H:mm" [ISO 8601]'),
  decimal: z.enum(['.', ',']).optional().describe('[by the look of the first lines]'),
});
export type OrderMap = z.infer<typeof orderMapSchema>;

/**
 * Reads a map from its JSON file.
 * @throws OrderFileError with every problem, each with its place and what would be right.
 */
export async function loadOrderMap(file: string): Promise<OrderMap> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new OrderFileError(`${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`);
  });
  const parsed = orderMapSchema.safeParse(parseJson(file, text.replace(/^\uFEFF/, '')));
  if (parsed.success) return parsed.data;
  throw new OrderFileError(`the map cannot be used:\n${parsed.error.issues.map((issue) => `  ${file}: ${explain(issue)}`).join('\n')}`);
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OrderFileError(`${file}: is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function explain(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.');
  const place = path === '' ? '' : `${path}: `;
  if (issue.code !== 'unrecognized_keys') return `${place}${issue.message}`;
  const allowed = Object.keys(path === 'columns' ? columnsSchema.shape : orderMapSchema.shape).filter((key) => !key.startsWith('$'));
  return issue.keys.map((key) => `${place}unknown key "${key}"${didYouMean(key, allowed)}; allowed: ${allowed.join(', ')}`).join('; ');
}

/** The layout that a map describes. */
export function mappedLayout(map: OrderMap): Layout {
  return {
    name: 'the map',
    totals: 'summed',
    ...(map.dateFormat === undefined ? {} : { dateFormats: [map.dateFormat] }),
    required: [],
    open(columns) {
      const at = locate(map, columns);
      const cell = (name: keyof OrderMap['columns'], cells: string[]) => {
        const index = at[name];
        return index === undefined ? undefined : (cells[index] ?? '');
      };
      const given = (
        name: 'order' | 'amount' | 'quantity' | 'price' | 'currency' | 'product' | 'category' | 'country',
        cells: string[],
      ) => {
        const text = cell(name, cells);
        return text === undefined ? {} : { [name]: text };
      };
      return (cells) => ({
        standing: 'order',
        customer: cell('customer', cells) ?? '',
        date: cell('date', cells) ?? '',
        ...given('order', cells),
        ...given('amount', cells),
        ...given('quantity', cells),
        ...given('price', cells),
        ...given('currency', cells),
        ...given('product', cells),
        ...given('category', cells),
        ...given('country', cells),
      });
    },
  };
}

/** Column numbers count from 1; a map that names a column 0 counts from 0. */
function locate(map: OrderMap, columns: Columns): { [name in keyof OrderMap['columns']]?: number } {
  const wanted = Object.entries(map.columns).flatMap(([name, column]) => (column === undefined ? [] : [{ name, column }]));
  const base = wanted.some(({ column }) => Number(column) === 0) ? 0 : 1;
  const problems: string[] = [];
  const found = wanted.map(({ name, column }) => {
    const index = map.header && typeof column === 'string' ? columns.find([column]) : position(column, base);
    if (index === undefined || index >= columns.names.length)
      problems.push(missing(name, column, map.header ? columns.names : columns.names.length));
    return [name, index];
  });
  if (problems.length > 0) throw new OrderFileError(`the map does not fit the file:\n${problems.join('\n')}`);
  return Object.fromEntries(found);
}

function position(column: string | number, base: number): number | undefined {
  const number = Number(column);
  return Number.isInteger(number) ? number - base : undefined;
}

/** `known`: the columns' names, or how many there are when they have none. */
function missing(name: string, column: string | number, known: string[] | number): string {
  const problem = `  columns.${name}: there is no column ${JSON.stringify(column)}`;
  if (typeof known === 'number') return `${problem}; the file has ${known}, and without a header columns are numbers`;
  if (known.length > 1 && known.every((cell) => /^[\d\s.,:/+-]*$/.test(cell)))
    return `${problem}; the first line looks like data (${quotedList(known.slice(0, 3))} …): write "header": false, and number the columns from 1`;
  return `${problem}${didYouMean(String(column), known)}; columns found: ${quotedList(known)}`;
}
