import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFunctions } from '../../lib/sandbox/functions.ts';
import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { loadRuns } from '../../lib/store/runs.ts';
import { publishCampaigns } from '../../lib/usecases/publish-campaigns.ts';
import { publication } from '../functions/publication.ts';
import { news } from '../functions/scheduled-shop.ts';
import { addCrowd } from './big-crowd.ts';
import { countSent } from './count-sent.ts';
import { countUnits } from './count-units.ts';
import { delaysOf } from './delays.ts';

// One newsletter to many customers in the sandbox, from its start to its closing equation: what it costs, how well it fills
// the provider's rate, how long a recipient waits. node test/bench/broadcast.ts [customers] [messages a second]

const [customers = 100_000, rate = 200] = process.argv.slice(2).map(Number);
const start = Date.UTC(2026, 10, 2, 12);
const hour = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'rapport-bench-'));
const [sent, units] = [countSent(), countUnits()];
const since = performance.now();
const note = (text: string) => console.error(`${((performance.now() - since) / 1000).toFixed(0)} s: ${text}`);

const sandbox = await startSandbox({
  folder,
  port: 4700,
  now: start,
  tables: 'dynamodb',
  rate,
  functions: async (world) => units.named(await loadFunctions(sent.counted(world))),
  onFailure: (name, error) => console.error(`${name} failed: ${error}`),
});
try {
  const { world, tables } = sandbox;
  const campaign = news({
    entry: { trigger: { once: '2026-11-02 14:00', zone: 'Europe/London' } },
    steps: [{ send: 'hello', validFor: '10 hours' }],
  });
  const { settings, ...rest } = publication();
  await publishCampaigns(
    world,
    { ...rest, settings: { ...settings, quietHours: { countries: {} } }, campaigns: [campaign] },
    { liveFrom: start, fresh: { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] } },
  );
  await addCrowd(world, customers, start);
  await sandbox.settle();
  note(`${customers} customers stand ready`);

  if ('dynamodb' in tables.client) units.follow(tables.client.dynamodb);
  const from = performance.now();
  let [run] = await loadRuns(world, campaign.id);
  let told = 0;
  const onJump = () => {
    if (sent.total() >= told + customers / 20) {
      told = sent.total();
      note(`${told} sent, ${Math.round((1000 * told) / (performance.now() - from))} a second of real time`);
    }
  };
  while (run?.status !== 'closed' && sandbox.clock.now() < start + 24 * hour) {
    await sandbox.advanceTo(sandbox.clock.now() + hour, { onJump });
    [run] = await loadRuns(world, campaign.id);
  }
  const seconds = (performance.now() - from) / 1000;
  if (!run) throw new Error('the campaign never ran');

  const { total, rows } = units.perRecipient(customers);
  console.table(rows);
  const { write, read } = total;
  console.log(
    `request units of a recipient: ${write.toFixed(2)} W, ${read.toFixed(2)} R = $${(write * 0.625 + read * 0.125).toFixed(2)} a million`,
  );
  console.log(`outcomes of calls: ${JSON.stringify(sent.outcomes)}`);
  const steady = sent.steady();
  console.log(
    `steady state: ${steady.perSecond.toFixed(1)} a second over ${steady.seconds} s = ${((100 * steady.perSecond) / rate).toFixed(1)} % of ${rate}`,
  );
  const delays = await delaysOf(world, run);
  console.log(`from release to sent: p50 ${delays.p50} s, p99 ${delays.p99} s, longest ${delays.longest} s`);
  const { targeted, tally, status } = run;
  console.log(
    `run ${status}: targeted ${targeted} = ${JSON.stringify(tally)}, closed ${((run.closedAt ?? 0) - run.startedAt) / 60_000} min after its start`,
  );
  console.log(
    `${seconds.toFixed(0)} s, ${Math.round(customers / seconds)} recipients a second of real time, peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
} finally {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
}
