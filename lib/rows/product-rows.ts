import { clip, moneyOf, RefusedCell } from './cell-values.ts';
import type { ProductRow } from './row.ts';
import { longestId, type RowKind } from './row-kind.ts';

/** Most that a product may weigh, as JSON: a message loads many. */
const mostBytes = 4096;

const texts = ['name', 'url', 'image', 'category'];
const links = ['url', 'image'];

/** What the shop sells: the SKU, and whatever templates shall show of it. */
export const productRows: RowKind<ProductRow> = {
  name: 'products',
  fields: [
    { name: 'sku', aliases: ['id', 'product id', 'stock code', 'variant sku'] },
    { name: 'name', aliases: ['title', 'product name', 'description'] },
    { name: 'url', aliases: ['link', 'product url'] },
    { name: 'image', aliases: ['image url', 'image link', 'image src'] },
    { name: 'price', aliases: ['variant price'] },
    { name: 'currency', aliases: [] },
    { name: 'category', aliases: ['product type', 'type'] },
  ],
  needed: [['sku']],
  open: true,
  read(cell, reading, others) {
    const sku = cell('sku').trim();
    if (sku === '') throw new RefusedCell('no-sku', 'the SKU is empty');
    if (sku.length > longestId) throw new RefusedCell('no-sku', `the SKU is longer than ${longestId} characters`);
    const price = cell('price') === '' ? undefined : moneyOf(cell('price'), { field: 'price', currency: cell('currency') }, reading);
    for (const name of links) {
      const link = cell(name);
      if (link !== '' && !/^https?:\/\/\S+$/i.test(link))
        throw new RefusedCell(`bad-${name}`, `"${clip(link)}" is no address that begins with https://`);
    }
    const product = { ...textsOf([...others, ...texts], cell), ...(price && { price }) };
    const bytes = Buffer.byteLength(JSON.stringify(product));
    if (bytes > mostBytes) throw new RefusedCell('too-long', `the product weighs ${bytes} bytes; at most ${mostBytes} are kept`);
    return { sku, product };
  },
  keyOf: ({ sku }) => sku,
  identityOf: ({ sku }) => sku,
};

function textsOf(names: string[], cell: (field: string) => string): { [name: string]: string } {
  return Object.fromEntries(names.flatMap((name) => (cell(name) === '' ? [] : [[name, cell(name)]])));
}
