import type { Columns } from './columns.ts';
import { quotedList } from './columns.ts';
import { OrderFileError } from './order-file-error.ts';
import type { RawLine, Refusal } from './order-line.ts';

/** The first line of an order holds the order, later ones only an item: `item` names the order that they belong to. */
export type LayoutLine = RawLine | Refusal | { item: string };

/** One way in which shops write order files. */
export interface Layout {
  name: string;
  /** `summed`: lines carry their own amounts. `repeated`: the order's total stands on its first line, perhaps on each. */
  totals: 'summed' | 'repeated';
  /** Of files without a currency column. */
  currency?: string;
  /** Tried one after the other; absent = ISO 8601. */
  dateFormats?: string[];
  /** Columns without which it cannot be read; each with the names that it goes by. */
  required: string[][];
  /** Compiles a header into a reader of cells. `cell(…names)` in it gives "" where there is no such column. */
  open(columns: Columns): (cells: string[]) => LayoutLine;
}

/** Reads the cell of a column by any of its names; "" where the file has none. */
export function cellReader(columns: Columns): (...names: string[]) => (cells: string[]) => string {
  return (...names) => {
    const index = columns.find(names);
    return index === undefined ? () => '' : (cells) => cells[index] ?? '';
  };
}

/**
 * The layout whose required columns all stand in the header.
 * @throws OrderFileError naming the column that is missing in the layout that comes nearest, and the columns found.
 */
export function recognise(columns: Columns, layouts: Layout[]): Layout {
  const missing = (layout: Layout) => layout.required.filter((names) => columns.find(names) === undefined);
  const ranked = layouts.map((layout) => ({ layout, lacks: missing(layout) })).sort((a, b) => share(a) - share(b));
  const nearest = ranked[0];
  if (nearest && nearest.lacks.length === 0) return nearest.layout;
  const found = `columns found: ${quotedList(columns.names)}`;
  if (nearest && share(nearest) <= 0.5) {
    const wanted = nearest.lacks.map((names) => quotedList(names.slice(0, 2)).replace(', ', ' or ')).join(' and ');
    throw new OrderFileError(`if this is ${nearest.layout.name}, there is no column ${wanted}; ${found}; if it is another file, ${mapped}`);
  }
  const known = layouts.map(({ name }) => name).join(', ');
  throw new OrderFileError(`the layout is not known (known: ${known}); ${found}; ${mapped}`);
}

const mapped = 'say which column is which with --map FILE.json, such as {"columns":{"customer":"client","date":"day","amount":"total"}}';

function share({ layout, lacks }: { layout: Layout; lacks: string[][] }): number {
  return lacks.length / layout.required.length;
}
