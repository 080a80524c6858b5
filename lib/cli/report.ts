import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { isDate } from '../core/time.ts';
import { reportCampaigns } from '../usecases/report-campaigns.ts';
import type { World } from '../world.ts';
import { showProgress } from './progress.ts';
import { reportCsv } from './report-csv.ts';
import { lookClosely, type ShownReport } from './report-look.ts';
import { showReport } from './report-text.ts';
import { beginOf } from './since-day.ts';
import { withSuggestion } from './suggest.ts';
import { checkWritable, writing } from './written-file.ts';

interface Options {
  since?: string;
  until?: string;
  json?: true;
  html?: string;
  csv?: string;
  recount?: true;
  outputs?: string;
}

/** `rapport report [CAMPAIGN]`: what campaigns cost and brought, and what of it they caused. */
export function reportCommand(connect: (outputs: string | undefined) => Promise<World>): Command {
  return new Command('report')
    .description('what campaigns cost and brought, and what of it they caused: measured against their control groups')
    .argument(
      '[campaign]',
      'the id of one campaign, told in full; without it all that are in force, and those that did something in this time',
    )
    .option('--since <date>', 'only customers who entered, and runs, on this UTC day or later, YYYY-MM-DD')
    .option('--until <date>', 'and on this day or earlier')
    .option('--json', 'one JSON object instead of text')
    .option('--html <file>', 'also write the report as a page to look at')
    .option('--csv <file>', 'also write a CSV file with a row for each campaign, run, step and arm')
    .option(
      '--recount',
      'count from what is stored of each customer instead of from the counters, exact while nothing is written; also tells last touch, a bootstrap and lifetime values',
    )
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .addHelpText('after', help)
    .action(async (campaign: string | undefined, options: Options) => {
      const { since, until } = checkDays(options);
      await checkWritable(options.html, options.csv);
      const world = await connect(options.outputs);
      const report = await withSuggestion(() => loadReport(world, { campaign, since, until, recount: options.recount === true }));
      const { html, csv, json } = options;
      if (html !== undefined) await writing(html, async () => writeFile(html, (await import('./report-page.ts')).reportPage(report)));
      if (csv !== undefined) await writing(csv, () => writeFile(csv, reportCsv(report)));
      process.stdout.write(`${json ? JSON.stringify(report, finite) : showReport(report)}\n`);
    });
}

const help = `
A day is the one on which a customer entered; a run of a scheduled campaign has the day of its schedule. The figures of the
latest entries grow until their goal window is over.`;

/** All that the report shows. */
export async function loadReport(
  world: World,
  { recount, ...asked }: { campaign?: string | undefined; since?: string | undefined; until?: string | undefined; recount: boolean },
): Promise<ShownReport> {
  const named = asked.campaign === undefined ? {} : { campaign: asked.campaign };
  // A slip of the fingers is told before everything is read.
  const counted = await reportCampaigns(world, asked);
  const { recorded, since } = counted;
  // A run is prepared on the day before, and is counted on its own.
  if (since !== undefined && since > (recorded?.last ?? '')) beginOf(since, { now: world.now(), without: 'all who ever entered' });
  if (!recount) return { ...counted, ...named };
  const progress = showProgress('recounting');
  const { looked, recounted } = await lookClosely(world, asked, progress).finally(() => progress.stop());
  return { ...(await reportCampaigns(world, asked, recounted)), ...named, looked };
}

function checkDays({ since, until }: Options): { since?: string; until?: string } {
  for (const [option, day] of Object.entries({ since, until }))
    if (day !== undefined && !isDate(day)) throw new Error(`--${option} ${day}: is no day; write it as 2027-03-01`);
  if (since !== undefined && until !== undefined && since > until)
    throw new Error(`--since ${since} comes after --until ${until}: there is no day between them; change the two`);
  return { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** JSON has no infinity: a bound that is not known is null. */
function finite(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
