import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { drawPortrait } from '../core/scoring/portrait.ts';
import { type RfmMethodName, rfmMethods } from '../core/scoring/rfm.ts';
import type { World } from '../world.ts';
import { writeCustomers } from './score-customers.ts';
import { portraitJson } from './score-json.ts';
import { type Bought, purchasesOfFile, purchasesOfTable, type SourceOptions } from './score-source.ts';
import { showPortrait } from './score-text.ts';
import { checkWritable, writing } from './written-file.ts';

interface ScoreOptions extends SourceOptions {
  orders?: string;
  rfm: RfmMethodName;
  json?: true;
  html?: string;
  customers?: string;
  outputs?: string;
}

/** `rapport score`: the shop's portrait by its customers, of a file of orders or of the table. */
export function scoreCommand(connect: (outputs: string | undefined) => Promise<World>): Command {
  return new Command('score')
    .description('the shop by its customers: who brings the money, who comes back, who is lost, and what can be foretold')
    .option('--orders <file>', 'any file that "rapport import" reads [the customers of the sandbox, or of --outputs]')
    .option('--map <file>', 'of --orders: JSON that says which column is which, as for "rapport import"')
    .option('--currency <code>', 'of --orders that have no currency column, such as GBP [the base currency of the settings]')
    .option('--zone <zone>', 'of times of --orders without an offset, such as Europe/London [UTC]')
    .option(
      '--as-of <date>',
      'the day of which the portrait is, YYYY-MM-DD; later orders are left out, those dated after today always [the day of the last order that is not after today; of the table, today]',
    )
    .option(
      '--calibrate-until <date>',
      'the last day that models and lapse rules may see, YYYY-MM-DD; what came after it judges them [the models see all; the rules are judged by the last quarter of the history]',
    )
    .option('--net', 'of --orders: take what was given back off the revenue (of the table it always is)')
    .addOption(
      new Option('--rfm <method>', 'how recency, frequency and money are scored').choices(Object.keys(rfmMethods)).default('value-cuts'),
    )
    .option('--json', 'one JSON object instead of text')
    .option('--html <file>', 'also write the portrait as a page to look at')
    .option('--customers <file>', 'also write a CSV file with a row for each customer')
    .option('--definitions <path>', 'the folder of definitions, for the base currency and the rates', 'campaigns')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .addHelpText('after', columnsHelp)
    .action(async (options: ScoreOptions) => {
      if (options.orders !== undefined && options.outputs !== undefined)
        throw new Error('give --orders or --outputs, not both: the portrait is of one of them');
      await checkWritable(options.html, options.customers);
      const bought =
        options.orders === undefined
          ? await purchasesOfTable(await connect(options.outputs), options)
          : await purchasesOfFile(options.orders, options);
      await write(bought, options);
    });
}

const columnsHelp = `
The columns of --customers: x (days with an order after the first), t_x (weeks from the first to the last) and T (weeks from the
first to --calibrate-until, else to --as-of) are what the models see; p_alive, expected_orders, silence, next_order_at and lapsed
are what they say on that day. expected_orders looks ahead to --as-of when --calibrate-until is given, else 52 weeks. silence is
the probability that somebody like her who still buys is silent that long. The other columns are as of --as-of; recency_days
counts whole days. An empty cell is what cannot be said, as of somebody who came after --calibrate-until.

Figures of UCI Online Retail are usually printed as of the day after its last order: --as-of 2011-12-10.`;

async function write(bought: Bought, { json, html, customers, rfm }: ScoreOptions): Promise<void> {
  const { source, notes, ...options } = bought;
  const { buyers, currency } = bought;
  for (const note of notes) process.stderr.write(`${note}\n`);
  const { portrait, rows } = drawPortrait(buyers, { ...options, method: rfm });
  if (html !== undefined)
    await writing(html, async () => writeFile(html, (await import('./score-page.ts')).portraitPage(portrait, source)));
  if (customers !== undefined) await writing(customers, () => writeCustomers(customers, rows(), currency));
  process.stdout.write(`${json ? portraitJson(portrait) : showPortrait(portrait)}\n`);
}
