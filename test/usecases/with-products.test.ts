import { beforeEach, describe, expect, it } from 'vitest';
import { type MemoryWorld, memoryWorld } from '../../lib/memory/world.ts';
import { saveProduct } from '../../lib/store/products.ts';
import type { Scope } from '../../lib/templates/engine.ts';
import type { PublishedTemplate } from '../../lib/templates/published.ts';
import { renderEmail } from '../../lib/templates/render.ts';
import { withProducts } from '../../lib/usecases/with-products.ts';
import { inText, problemsOf } from '../templates/shop.ts';

let memory: MemoryWorld;
let now = 0;
let reads: string[];

beforeEach(async () => {
  now = Date.UTC(2026, 10, 2);
  memory = memoryWorld({ now: () => now });
  reads = [];
  await saveProduct(memory, 'M1', { name: 'Mug & saucer', price: { amount: 1299, currency: 'GBP' }, next: 'C1' });
  await saveProduct(memory, 'C1', { name: 'Cup', next: 'M1' });
});

/** Renders the HTML of a template; resolves to how often it was rendered and what came out. */
async function render(html: string, scope: Scope) {
  const { table } = memory;
  const get: typeof table.get = (key) => {
    reads.push(key.sk);
    return table.get(key);
  };
  const template: PublishedTemplate = { id: 'basket', defaultLanguage: 'en', languages: { en: { subject: 'Hi', text: '', html } } };
  let rounds = 0;
  const rendered = await withProducts({ ...memory, table: { ...table, get } }, (products) => {
    rounds++;
    return renderEmail(template, scope, { zone: 'UTC', currency: 'GBP', language: 'en-GB', products });
  });
  return { rounds, html: rendered.html };
}
const skus = (...all: string[]): Scope => ({ lines: all.map((sku) => ({ sku })) });
const each = (body: string) => `{% for line in lines %}${body};{% endfor %}`;

describe('the product of a SKU', () => {
  it('is shown by name, price or whatever else the shop told; all are read at once, and each once', async () => {
    const shown = await render(each('{{ line.sku | product: "name" }} {{ "M1" | product: "price" | money }}'), skus('M1', 'C1', 'M1'));
    expect(shown).toEqual({ rounds: 2, html: 'Mug &#38; saucer £12.99;Cup £12.99;Mug &#38; saucer £12.99;' });
    expect(reads).toEqual(['M1', 'C1']);
  });

  it('can be assigned, and asked whether it is there', async () => {
    const shown = await render(
      each('{% assign item = line.sku | product %}{% if item %}{{ item.name }}{% else %}?{% endif %}'),
      skus('C1', 'none'),
    );
    expect(shown.html).toBe('Cup;?;');
  });

  it('is missing when it is not known: the default stands there, else the message is not sent', async () => {
    expect((await render('{{ "none" | product: "name" | default: "something nice" }}', {})).html).toBe('something nice');
    for (const hole of [
      '{{ "none" | product: "name" }}',
      '{{ "C1" | product: "price" | money }}',
      '{% assign item = "none" | product %}{{ item.name }}',
      '{{ "C1" | product: "__proto__" }}',
      '{{ "C1" | product: "toString" }}',
      '{{ "C1" | product }}',
    ])
      await expect(render(hole, {})).rejects.toThrow('template "basket" (en');
  });

  it('is found through another product, but not for ever', async () => {
    expect((await render('{{ "M1" | product: "next" | product: "next" | product: "name" }}', {})).html).toBe('Mug &#38; saucer');
    const endless = Array.from({ length: 150 }, (_, n) => `n${n}`);
    await expect(render(each('{{ line.sku | product: "name" | default: "-" }}'), skus(...endless))).rejects.toThrow(
      'it shows more than 100 products',
    );
    expect(reads.length).toBeLessThanOrEqual(110);
  });

  it('costs nothing where none is asked for', async () => {
    expect(await render('Hello', {})).toEqual({ rounds: 1, html: 'Hello' });
    expect(reads).toEqual([]);
  });
});

describe('checking a template with products', () => {
  it('takes them for known, and tells what could never be shown', async () => {
    expect(await problemsOf(inText('{{ trigger.lines[0].sku | product: "name" | default: "it" }}'))).toEqual([]);
    expect(await problemsOf(inText('{{ "M1" | product: "price" | money }}'))).toEqual([]);
    expect(await problemsOf(inText('{{ "M1" | prodct: "name" }}'))).toEqual([
      expect.stringContaining('unknown filter "prodct": did you mean "product"?'),
    ]);
  });
});
