import { emptyProfile, foldActivity, type Profile } from '../../lib/core/customer.ts';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { segmentSchema } from '../../lib/core/definition/segment.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { chance } from '../../lib/sandbox/shop/chance.ts';
import { forgetCatalogue, loadCatalogue } from '../../lib/store/catalogue.ts';
import { toJson } from '../../lib/store/json.ts';
import { keys, passKeys } from '../../lib/store/keys.ts';
import { loadPassStart, type PassKind, passSegments } from '../../lib/store/passes.ts';
import { beginDuePass } from '../../lib/usecases/begin-pass.ts';
import { passPage } from '../../lib/usecases/pass-page.ts';
import { publishCampaigns } from '../../lib/usecases/publish-campaigns.ts';
import type { World } from '../../lib/world.ts';
import { publication } from '../functions/publication.ts';

// A night over generated customers on the memory World: the shop's figures are counted, then each customer is looked at with
// them. Time, memory, customers a second, what was written; and whether another number of workers finds the same figures.
// node --max-old-space-size=12000 test/bench/rescore.ts [customers]

const [customers = 1_000_000] = process.argv.slice(2).map(Number);
const day = 86_400_000;
const now = Date.UTC(2026, 10, 2, 3);
const rates = { base: 'GBP', toBase: {} };

/** Buys at a rate of her own until she stops for good, as the models suppose; deterministic. */
function generated(index: number): Profile {
  const draw = (what: string) => chance(index, what);
  const first = now - Math.floor((0.02 + draw('first') * 0.98) * 730) * day;
  const gap = 12 + 160 * draw('rate') ** 2;
  const stops = 0.05 + 0.4 * draw('stops');
  const spend = 1500 + Math.floor(9000 * draw('spend') ** 3);
  let profile = emptyProfile(`c${index}`);
  let at = first;
  for (let n = 0; at < now && n < 60; n++) {
    const total = { amount: Math.round(spend * (0.5 + chance(index, n, 'basket'))), currency: 'GBP' };
    const order = {
      id: `o${index}-${n}`,
      type: 'order.placed',
      customer: profile.id,
      occurredAt: at,
      data: { orderId: `o${index}-${n}`, total },
    };
    profile = foldActivity(profile, order, rates);
    if (chance(index, n, 'alive') < stops) break;
    at += Math.ceil(-gap * Math.log(1 - chance(index, n, 'gap'))) * day + Math.floor(chance(index, n, 'hour') * 12) * 3_600_000;
  }
  return profile;
}

const note = (text: string) => console.log(text);
const memory = () => `${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`;

const world = memoryWorld({ now: () => now });
const champions = segmentSchema.parse({ id: 'champions', name: 'Champions', rule: { field: 'score.segment', is: 'champions' } });
const campaign = (id: string, trigger: object) =>
  campaignSchema.parse({
    id,
    kind: 'database',
    name: id,
    owner: 'anna@linden.example',
    status: 'live',
    topic: 'service',
    entry: { trigger },
    steps: [{ send: 'hello' }],
  });
await publishCampaigns(
  world,
  { ...publication(), segments: [champions], campaigns: [campaign('best', { segment: 'champions', on: 'enter' })] },
  { liveFrom: now, fresh: { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] } },
);
for (let index = 0; index < customers; index++) {
  // In the order of their keys: a table that lives in one list takes long to make room in the middle.
  const key = keys.profile(`c${String(index).padStart(9, '0')}`);
  await world.table.write([{ put: { ...key, v: 1, profile: toJson(generated(index)) } }]);
}
note(`${customers.toLocaleString('en')} customers generated, ${memory()} of which the table holds most`);

await pass('figures');
forgetCatalogue(world);
const { shop } = await loadCatalogue(world);
note(`figures: ${JSON.stringify(shop, (name, value) => (name === 'hours' ? undefined : value))}`);
await pass('night');
await pass('night', 'again, when nothing has changed');

async function pass(kind: PassKind, again?: string): Promise<void> {
  const counted = counting(world);
  const since = performance.now();
  if (again) await forgetPass(kind);
  const due = await world.table.get(passKeys.passHint(kind));
  await beginDuePass(counted.world, { sk: kind, dueAt: typeof due?.dueAt === 'number' ? due.dueAt : now });
  const start = await loadPassStart(world, kind);
  if (!start) throw new Error(`the pass ${kind} did not begin`);
  const sums = { passed: 0, changed: 0, failed: 0 };
  let slowest = 0;
  for (let segment = 0; segment < passSegments; segment++)
    for (let page = 0; ; page++) {
      const began = performance.now();
      const { passed, changed, failed } = await passPage(counted.world, { kind, name: start.name, segment, page }, () => false);
      slowest = Math.max(slowest, performance.now() - began);
      if (passed === 0) break;
      Object.assign(sums, { passed: sums.passed + passed, changed: sums.changed + changed, failed: sums.failed + failed });
    }
  // Who counted the last page asks that the figures be made.
  if (kind === 'figures') await beginDuePass(counted.world, { sk: kind, dueAt: now });
  const seconds = (performance.now() - since) / 1000;
  note(
    `${kind}${again ? `, ${again}` : ''}: ${seconds.toFixed(1)} s, ${Math.round(sums.passed / seconds).toLocaleString('en')} customers a second, ` +
      `slowest page ${(slowest / 1000).toFixed(2)} s; ${JSON.stringify(sums)}; ${counted.writes()} writes; ${memory()}`,
  );
}

async function forgetPass(kind: PassKind): Promise<void> {
  await world.table.write([{ delete: passKeys.pass(kind, 'START') }]);
  await world.table.write([{ put: { ...passKeys.passHint(kind), dueShard: 0, dueAt: now } }]);
}

function counting(inner: World): { world: World; writes(): number } {
  let writes = 0;
  const write: World['table']['write'] = (operations) => {
    writes += operations.length;
    return inner.table.write(operations);
  };
  return { world: { ...inner, table: { ...inner.table, write } }, writes: () => writes };
}
