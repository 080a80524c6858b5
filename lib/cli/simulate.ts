import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { World } from '../world.ts';
import type { Definitions } from './definitions.ts';
import { loadRight } from './local-campaign.ts';
import { explainSimulated } from './simulation/explain-simulated.ts';
import { chosenCampaigns, draftOf, inForce, leftOut, planOf } from './simulation/plan.ts';
import { reportJson } from './simulation/report-json.ts';
import { reportText } from './simulation/report-text.ts';
import { runSimulation } from './simulation/run-simulation.ts';
import { type FileOptions, type SimulationSource, sourceOfFile, sourceOfTable, withSample } from './simulation/source.ts';
import { timeSpanOf } from './simulation/time-span.ts';
import { checkWritable, writing } from './written-file.ts';

interface SimulateOptions extends FileOptions {
  orders?: string;
  fromTable?: true;
  outputs?: string;
  from?: string;
  until?: string;
  compare?: string;
  sample?: number;
  seed: string;
  explain?: string;
  json?: true;
  html?: string;
  definitions: string;
}

/** `rapport simulate`: what campaigns would have done in the shop's own past. */
export function simulateCommand(connect: (outputs: string | undefined) => Promise<World>): Command {
  return new Command('simulate')
    .description(
      "play campaigns on the shop's own past, in virtual time: who would have entered, what they would have got, and what it would have cost. Nothing is sent or changed",
    )
    .argument('[campaigns...]', 'simulate these only; a draft that is named counts as live [all that are live]')
    .option('--orders <file>', 'any file that "rapport import" reads')
    .option('--from-table', 'the customers of the sandbox that runs in this folder, or of --outputs')
    .option('--map <file>', 'of --orders: JSON that says which column is which, as for "rapport import"')
    .option('--currency <code>', 'of --orders that have no currency column, such as GBP')
    .option('--zone <zone>', 'of times of --orders without an offset, such as Europe/London [UTC]')
    .option(
      '--from <date>',
      'the first day that is simulated, YYYY-MM-DD; what came before is history [365 days before the last activity, or before --until where that is earlier, which makes 366 with both]',
    )
    .option('--until <date>', 'the last day that is simulated, YYYY-MM-DD [the day of the last activity that is not after today]')
    .option('--compare <draft>', 'the file of a campaign, or a folder of definitions, with another version: both are played side by side')
    .option('--sample <customers>', 'only so many customers, for a quick look', wholeNumber)
    .option('--seed <text>', 'which customers the sample takes; nothing else is left to chance', 'rapport')
    .option('--explain <customer>', "tell what becomes of one customer, by the shop's own id, and why")
    .option('--json', 'one JSON object instead of text')
    .option('--html <file>', 'also write the result as a page to look at')
    .option('--definitions <path>', 'the folder of definitions', 'campaigns')
    .option('--outputs <file>', 'of --from-table, a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action(async (named: string[], options: SimulateOptions) => simulateShop(named, options, connect));
}

async function simulateShop(
  named: string[],
  options: SimulateOptions,
  connect: (outputs: string | undefined) => Promise<World>,
): Promise<void> {
  checkOptions(options);
  await checkWritable(options.html);
  const definitions = await loadRight(options.definitions, 'nothing was simulated');
  const campaigns = chosenCampaigns(definitions, named);
  const everybody = await openSource(options, definitions, connect);
  try {
    const source = options.sample === undefined ? everybody : withSample(everybody, { seed: options.seed, customers: options.sample });
    const plan = planOf(definitions, campaigns, timeSpanOf(options, source));
    const draft =
      options.compare === undefined ? undefined : { path: options.compare, ...(await draftOf(options.compare, plan, definitions.root)) };
    if (options.explain !== undefined) {
      process.stdout.write(`${await explainSimulated(options.explain, { plan, source, json: options.json === true })}\n`);
      return;
    }
    const notes = leftOut(definitions, campaigns);
    const report = await runSimulation({ plan, source, draft, notes, seed: options.sample === undefined ? undefined : options.seed });
    const { html } = options;
    if (html !== undefined) await writing(html, async () => writeFile(html, (await import('./simulation/page.ts')).simulationPage(report)));
    process.stdout.write(`${options.json ? reportJson(report) : reportText(report)}\n`);
  } finally {
    everybody.close();
  }
}

async function openSource(
  { orders, outputs, ...options }: SimulateOptions,
  { settings, programs }: Definitions,
  connect: (outputs: string | undefined) => Promise<World>,
): Promise<SimulationSource> {
  if (orders !== undefined) return sourceOfFile(orders, options, settings);
  const world = await connect(outputs);
  return sourceOfTable(world, new Set(inForce(programs).map(({ id }) => id)));
}

function checkOptions({ orders, fromTable, outputs, explain, ...options }: SimulateOptions): void {
  if (orders === undefined && !fromTable)
    throw new Error('say whose past is simulated: --orders FILE, any file that "rapport import" reads, or --from-table');
  if (orders !== undefined && (fromTable || outputs !== undefined))
    throw new Error('give --orders or --from-table, not both: the past is of one of them');
  const ofFiles = (['map', 'currency', 'zone'] as const).find((name) => options[name] !== undefined);
  if (orders === undefined && ofFiles) throw new Error(`--${ofFiles} is for --orders FILE only: the table knows its own`);
  const ofAll = (['compare', 'sample', 'html'] as const).find((name) => options[name] !== undefined);
  if (explain !== undefined && ofAll) throw new Error(`--explain tells of one customer: leave --${ofAll} out`);
}

function wholeNumber(text: string): number {
  const customers = Number(text);
  if (!Number.isInteger(customers) || customers < 1)
    throw new InvalidArgumentError('a sample is a number of customers, 1 or more, such as 5000');
  return customers;
}
