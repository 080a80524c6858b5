import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { loadCatalogue } from '../store/catalogue.ts';
import { adjustPoints } from '../usecases/adjust-points.ts';
import { findOneCustomer } from '../usecases/find-customer.ts';
import { lookAtPoints } from '../usecases/look-at-points.ts';
import { tallyLiability } from '../usecases/tally-liability.ts';
import type { World } from '../world.ts';
import { counted } from './counted.ts';
import { liabilityJson, liabilityText, pointsText, signed } from './points-text.ts';
import { showProgress } from './progress.ts';
import { didYouMean } from './suggest.ts';

interface Options {
  program?: string;
  json?: true;
  outputs?: string;
}
interface AdjustOptions extends Options {
  reason: string;
  by: string;
  key?: string;
}

export type Connect = (outputs: string | undefined) => Promise<World>;

/** The options of every command about points. */
export function pointsOptions(command: Command): Command {
  return command
    .option('--program <id>', 'the loyalty program [the only one]')
    .option('--json', 'one JSON object instead of text')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote [the sandbox of this folder]');
}

/** `rapport points CUSTOMER`, `rapport points adjust`, `rapport points liability`. */
export function pointsCommand(connect: Connect): Command {
  const command = new Command('points').description('look at the points of a customer, adjust them, or add up what the shop owes');
  command.addCommand(
    pointsOptions(new Command('show'))
      .description('what a customer has, her tier and the latest lines of her ledger')
      .argument('<customer>', "the shop's own id, her e-mail address or her phone number")
      .action((...[customer, options]: [string, Options]) => show(connect, customer, options)),
    { isDefault: true },
  );
  command.addCommand(
    pointsOptions(new Command('adjust'))
      .description('give or take points beside all rules; the ledger keeps why and who')
      .argument('<customer>', "the shop's own id, her e-mail address or her phone number")
      .argument('<points>', 'such as +50 or -50')
      .requiredOption('--reason <text>', 'why, for the ledger')
      .requiredOption('--by <address>', 'your own e-mail address, for the ledger')
      .option('--key <key>', 'names the adjustment: the same again is entered once [a new one]')
      .action((...[customer, points, options]: [string, string, AdjustOptions]) => adjust(connect, { customer, points }, options)),
  );
  command.addCommand(
    pointsOptions(new Command('liability'))
      .description('points outstanding, what they cost, and how many are expected to expire')
      .action((options: Options) => liability(connect, options)),
  );
  return command;
}

async function show(connect: Connect, customer: string, { program, json, outputs }: Options): Promise<void> {
  const world = await connect(outputs);
  await programIds(world, program);
  const found = await findOneCustomer(world, customer);
  const points = await lookAtPoints(world, found, program);
  const plain = points.map(({ program: { id }, account = null, entries, reserved }) => ({ program: id, account, entries, reserved }));
  console.log(
    json
      ? JSON.stringify({ customer: found.customer, programs: plain })
      : points.map((one) => pointsText(found.customer, one)).join('\n\n'),
  );
}

async function adjust(
  connect: Connect,
  { customer, points }: { customer: string; points: string },
  { program, reason, by, key: given, json, outputs }: AdjustOptions,
): Promise<void> {
  const world = await connect(outputs);
  const wanted = await oneProgram(world, program);
  const found = await findOneCustomer(world, customer);
  const many = /^[+-]?\d+$/.test(points) ? Number(points) : Number.NaN;
  const key = given ?? randomUUID();
  // Told before the call: whose reply is lost asks again under the same key.
  if (given === undefined) console.error(`key ${key}`);
  const adjusted = await adjustPoints(world, { cid: found.cid, program: wanted, points: many, reason, by, key });
  if ('refused' in adjusted) throw new Error(`nothing was entered: ${adjusted.refused}`);
  if (json) console.log(JSON.stringify({ customer: found.customer, program: wanted, points: many, key, ...adjusted }));
  else if (adjusted.again) console.log(`${found.customer}: these ${signed(many)} points were entered before, under the key ${key}`);
  else console.log(`${found.customer}: ${signed(many)} points in ${wanted}, ${counted(adjusted.balance)} now (key ${key})`);
}

async function liability(connect: Connect, { program, json, outputs }: Options): Promise<void> {
  const world = await connect(outputs);
  await programIds(world, program);
  const progress = showProgress('adding up', json);
  const tell = (done: number, of: number, customers: number) => progress.update(done, of, `${counted(customers)} customers`);
  const all = await tallyLiability(world, { program, tell }).finally(() => progress.stop());
  console.log(json ? JSON.stringify({ programs: all.map(liabilityJson) }) : all.map(liabilityText).join('\n\n'));
}

/** The programs in force; rejects where there are none, or not the one that is asked for. */
async function programIds(world: World, asked: string | undefined): Promise<string[]> {
  const ids = (await loadCatalogue(world)).programs.map(({ id }) => id);
  if (ids.length === 0) throw new Error('no loyalty program is in force: write campaigns/loyalty/<id>.json and publish it');
  if (asked === undefined || ids.includes(asked)) return ids;
  const meant = didYouMean({ given: asked, allowed: ids });
  throw new Error(
    `there is no program "${asked}" in force; there are ${ids.join(', ')}${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  );
}

/** The program that is meant; rejects where several could be. */
export async function oneProgram(world: World, asked: string | undefined): Promise<string> {
  const ids = await programIds(world, asked);
  const [only, ...others] = asked === undefined ? ids : [asked];
  if (only === undefined || others.length > 0)
    throw new Error(`${ids.length} programs are in force, ${ids.join(' and ')}: say which with --program`);
  return only;
}
