import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { minute } from '../../lib/core/time.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { saveProduct } from '../../lib/store/products.ts';
import type { Cloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { noon, order, outcomes, place, shop, thanks } from '../functions/shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

/** A shop whose thanks are written so, with products of which each names the next. */
async function showing(html: string, email = 'ann@private.example'): Promise<Cloud> {
  const cloud = await shop({ details: { email } });
  const templates = [{ id: 'thanks', defaultLanguage: 'en', languages: { en: { subject: 'Thanks', html, text: 'Thanks' } } }];
  await publishCatalogue(cloud.world, { ...publication(), campaigns: [thanks()], templates }, noon);
  for (let n = 0; n < 9; n++) await saveProduct(cloud.world, `M${n}`, { name: 'Mug', next: `M${n + 1}` });
  cloud.now += minute;
  return cloud;
}

async function placed(cloud: Cloud): Promise<string[]> {
  await place(cloud, order('o1', { occurredAt: cloud.now }));
  await cloud.settle();
  return outcomes(cloud);
}

it('is tried again when a product cannot be read, and not given up', async () => {
  const cloud = await showing('{{ "M1" | product: "name" }}');
  const { get } = cloud.world.table;
  let isBroken = true;
  cloud.world.table.get = async (key) => {
    if (isBroken && key.sk === 'M1') throw new Error('the table does not answer');
    return get(key);
  };
  expect(await placed(cloud)).toEqual([]);
  isBroken = false;
  await cloud.advanceTo(cloud.now + 5 * minute);
  expect(await outcomes(cloud)).toEqual(['sent']);
});

it('fails by what can never be mended: a template that asks for ever more products, and an address that cannot stand in a header', async () => {
  const chained = `{{ "M0" ${'| product: "next" '.repeat(8)}}}`;
  expect(await placed(await showing(chained))).toEqual(['failed template-error']);
  expect(await placed(await showing('Thanks', 'a\u0001nn@private.example'))).toEqual(['failed cannot-compose']);
});
