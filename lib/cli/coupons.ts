import { Command } from 'commander';
import type { CouponPool } from '../core/definition/loyalty-program.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { type ImportedCodes, importCodes, type PoolFigures, poolFigures } from '../store/coupon-stock.ts';
import type { World } from '../world.ts';
import { type CodeForm, checkCodes, readCodes } from './code-file.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import { showProgress } from './progress.ts';
import { didYouMean } from './suggest.ts';

interface Options {
  json?: true;
  outputs?: string;
}

type Connect = (outputs: string | undefined) => Promise<World>;

/** `rapport coupons import POOL FILE` and `rapport coupons show POOL`: codes for those who are given one. */
export function couponsCommand(connect: Connect): Command {
  const command = new Command('coupons').description('load the codes of a pool, or count what became of them');
  const common = (sub: Command) =>
    sub
      .option('--json', 'print the counts as one JSON object')
      .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote [the sandbox of this folder]');
  command.addCommand(
    common(new Command('import'))
      .description('put codes into a pool; what is in it already, or was handed out, is counted and changes nothing')
      .argument('<pool>', 'the id of a pool of "codes": "imported"')
      .argument('<file>', 'one code on each line, or a CSV file with a column of codes')
      .option('--column <name>', 'what the column of codes is called [code, voucher and the like]')
      .option('--no-header', 'the first line is a code, whatever it looks like')
      .action((...[id, file, options]: [string, string, Options & CodeForm]) => load(connect, { ...options, id, file })),
  );
  command.addCommand(
    common(new Command('show'))
      .description('how many codes are left, how many were handed out, how many came back with an order')
      .argument('<pool>', 'the id of a pool')
      .action((...[id, options]: [string, Options]) => show(connect, { ...options, id })),
  );
  return command;
}

async function load(
  connect: Connect,
  { id, file, json, outputs, column, header }: Options & CodeForm & { id: string; file: string },
): Promise<void> {
  // The whole file is looked at before the first code is written.
  const form = { column, header };
  const total = await checkCodes(file, form);
  const world = await connect(outputs);
  const pool = await poolNamed(world, id);
  if (pool.codes === 'generated') throw new Error(`nothing was written: the codes of ${id} are made up when they are handed out`);
  const progress = showProgress('loading codes', json);
  const report = await importCodes(world, {
    pool: id,
    codes: readCodes(file, form),
    onDone: (codes) => progress.update(codes, total, `${counted(codes)} of ${counted(total)} codes`),
  }).finally(() => progress.stop());
  console.log(json ? JSON.stringify(report) : reportText(id, report));
}

function reportText(id: string, { codes, added, known }: ImportedCodes): string {
  const others = known === 0 ? '' : `; ${counted(known)} were in it, were handed out, or stand twice in the file`;
  return `${id}: ${counted(added)} of ${numberOf(codes, 'code')} ${added === 1 ? 'is' : 'are'} new${others}`;
}

async function show(connect: Connect, { id, json, outputs }: Options & { id: string }): Promise<void> {
  const world = await connect(outputs);
  const pool = await poolNamed(world, id);
  const figures = await poolFigures(world, pool);
  console.log(json ? JSON.stringify(figures) : figuresText(pool, figures));
}

function figuresText({ id, name }: CouponPool, { free, drawn, redeemed, again }: PoolFigures): string {
  const left = free === null ? 'made up when they are handed out' : `${counted(free)} left`;
  const twice = again === 0 ? '' : `; ${counted(again)} further orders named a code that had been redeemed`;
  return `${id} (${name}): ${left}; ${counted(drawn)} handed out, ${counted(redeemed)} of them redeemed${twice}`;
}

async function poolNamed(world: World, id: string): Promise<CouponPool> {
  const { pools } = await loadCatalogue(world);
  const found = pools.find((pool) => pool.id === id);
  if (found) return found;
  const allowed = pools.map((pool) => pool.id);
  const meant = didYouMean({ given: id, allowed });
  throw new Error(
    `no pool "${id}" was published; there ${allowed.length === 1 ? 'is' : 'are'} ${allowed.join(', ') || 'none: write campaigns/coupons/<id>.json and publish it'}${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  );
}
