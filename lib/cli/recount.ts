import { Command } from 'commander';
import { loadCatalogue } from '../store/catalogue.ts';
import { type Recount, recount } from '../usecases/recount.ts';
import { repairCounters } from '../usecases/repair-counters.ts';
import { campaignsOf } from '../usecases/reported-campaigns.ts';
import { connect } from './connect.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import { showProgress } from './progress.ts';
import { withSuggestion } from './suggest.ts';

interface Options {
  repair?: true;
  outputs?: string;
}

/** `rapport recount`: whether the figures of campaigns are what entries and messages say. Ends with 1 when they are not. */
export function recountCommand(): Command {
  return new Command('recount')
    .description('count all entries and messages anew, and compare that with the figures that are kept')
    .argument('[campaign]', 'only of this campaign')
    .option('--repair', 'correct the figures')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action(async (campaign: string | undefined, { repair, outputs }: Options) => {
      const world = await connect(outputs);
      // A slip of the fingers is told before everything is read.
      if (campaign !== undefined) await withSuggestion(async () => campaignsOf(world, await loadCatalogue(world), campaign));
      const progress = showProgress('items');
      const found = await recount(world, campaign, (done, of, items) => progress.update(done, of, `${counted(items)} counted`));
      progress.stop();
      console.log(recountText(found, campaign));
      if (found.differences.length === 0) return;
      if (repair) {
        await repairCounters(world, found.differences);
        console.log(`${counted(found.differences.length)} ${figures(found.differences.length)} corrected`);
      } else process.exitCode = 1;
    });
}

/** What a recount found, in sentences. */
export function recountText({ items, names, differences }: Recount, campaign?: string): string {
  const of = campaign === undefined ? '' : ` of "${campaign}"`;
  if (items === 0 && names === 0) return `nothing was ever counted${of}`;
  const looked = `${numberOf(items, `entry or message${of} was`, `entries and messages${of} were`)} counted anew`;
  if (differences.length === 0) return `${looked}: all ${counted(names)} ${figures(names)} that are kept are the same`;
  const lines = differences.map(
    (one) => `  ${one.campaign} ${one.bucket} ${one.name}: ${counted(one.recounted)}, and ${counted(one.counted)} is kept`,
  );
  return [
    `${looked}: of ${counted(names)} ${figures(names)} that are kept ${counted(differences.length)} differ`,
    ...lines,
    'what was written in the last minutes may still be on its way: count again later, or correct the figures with --repair',
  ].join('\n');
}

const figures = (n: number) => (n === 1 ? 'figure' : 'figures');
