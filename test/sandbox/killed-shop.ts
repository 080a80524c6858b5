import { loadFunctions } from '../../lib/sandbox/functions.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.ts';
import { loadRuns } from '../../lib/store/runs.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { publishCampaigns } from '../../lib/usecases/publish-campaigns.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import type { World } from '../../lib/world.ts';
import { addCrowd } from '../bench/big-crowd.ts';
import { publication } from '../functions/publication.ts';
import { news } from '../functions/scheduled-shop.ts';
import { openBooks } from './open-books.ts';

// A shop as a process of its own: it thanks for orders, welcomes visitors, sends an offer that cannot be composed, mails a
// newsletter to its crowd and a letter in two steps to some, until it dies on its n-th effect. Started again in the same folder it goes on.
// node killed-shop.ts <folder> <crowd> [effects before it dies]

const [folder = '', ...numbers] = process.argv.slice(2);
const [crowd = 0, diesAt = Number.POSITIVE_INFINITY] = numbers.map(Number);
const start = Date.UTC(2026, 10, 2, 12);
const hour = 3_600_000;
const customers = 40;

let effects = 0;
/** Dies as `kill -9` does: between two instructions, nothing is closed. Every second time the call still goes out. */
function mortal<Call extends (...args: never[]) => Promise<unknown>>(call: Call): Call {
  const dying = (...args: Parameters<Call>) => {
    effects += 1;
    if (effects !== diesAt) return call(...args);
    if (diesAt % 2 === 0) process.kill(process.pid, 'SIGKILL');
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), diesAt % 7);
    return call(...args);
  };
  return dying as Call;
}

function mortalWorld(world: World): World {
  const { table } = world;
  const dying = { sendEmail: mortal(world.sendEmail), sendSms: mortal(world.sendSms), enqueue: mortal(world.enqueue) };
  const members = { ...dying, table: { ...table, write: mortal(table.write.bind(table)) } };
  const descriptors = Object.entries(members).map(([name, value]) => [name, { value, enumerable: true }]);
  return Object.create(Object.prototype, { ...Object.getOwnPropertyDescriptors(world), ...Object.fromEntries(descriptors) });
}

async function openShop({ world }: Sandbox): Promise<void> {
  const { settings, campaigns, ...rest } = publication();
  const broadcast = news({ entry: { trigger: { once: '2026-11-02 15:00', zone: 'Europe/London' } } });
  const letter = news({
    id: 'letter',
    topic: 'service',
    entry: { trigger: { every: 'day', at: '18:00', zone: 'Europe/London' }, audience: { field: 'customer.lastName', exists: true } },
    steps: [{ send: 'hello' }, { wait: '2 hours' }, { send: 'hello', id: 'again' }],
  });
  await publishCampaigns(
    world,
    { ...rest, settings: { ...settings, quietHours: { countries: {} } }, campaigns: [...campaigns, broadcast, letter] },
    { liveFrom: start, fresh: { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] } },
  );
  await addCrowd(world, crowd, start);
  for (let index = 0; index < customers; index++) {
    const email = `o${index}@private.example`;
    const attributes = { country: 'GB', zone: 'Europe/London', lastName: 'Miller' };
    await saveCustomer(world, {
      customer: `o${index}`,
      attributes,
      email,
      consent: { email: { offers: index % 2 === 0 } },
      evidence: { source: 'api' },
      at: start,
    });
  }
}

/** What happens in this hour; told again it is the same. */
async function live({ world }: Sandbox, from: number): Promise<void> {
  const hours = Math.round((from - start) / hour);
  for (let index = hours % 4; index < customers; index += 4) {
    const [id, customer, occurredAt] = [`${hours}-${index}`, `o${index}`, from];
    const total = { amount: 4990, currency: 'GBP' };
    await recordActivity(world, { id, type: 'order.placed', customer, occurredAt, data: { orderId: id, total } });
    if (index % 3 === 0) await recordActivity(world, { id, type: 'customer.visited', customer, occurredAt, data: {} });
    if (index % 5 === 0) await recordActivity(world, { id, type: 'basket.updated', customer, occurredAt, data: {} });
  }
}

const sandbox = await startSandbox({
  folder,
  port: 4720,
  now: start,
  tables: 'dynamodb',
  rate: 400,
  functions: async (world) => loadFunctions(mortalWorld(world)),
});
const end = start + 12 * hour;
await openShop(sandbox);
await sandbox.settle();
for (;;) {
  const from = Math.floor(sandbox.clock.now() / hour) * hour;
  if (from >= end) break;
  await live(sandbox, from);
  await sandbox.advanceTo(from + hour);
}
if (diesAt === Number.POSITIVE_INFINITY) {
  // Five days later every wait is over, and every task that died was seen again.
  await sandbox.advanceTo(end + 120 * hour);
  const runs = (await Promise.all(['news', 'letter'].map((id) => loadRuns(sandbox.world, id)))).flat();
  const figures = await closeFigures(sandbox.world);
  console.log(JSON.stringify({ figures, runs, books: await openBooks(sandbox), waiting: sandbox.counts() }));
}
await sandbox.stop();
