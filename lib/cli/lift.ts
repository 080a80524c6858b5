import { Command } from 'commander';
import { counted } from './counted.ts';
import { liftOf } from './lift-effects.ts';
import { readTrial, type Trial, type TrialColumns } from './lift-file.ts';
import { liftJson } from './lift-json.ts';
import { liftText } from './lift-text.ts';
import { showProgress } from './progress.ts';

interface LiftOptions {
  arm: string;
  control: string;
  rate: string[];
  money: string[];
  shares?: string;
  json?: true;
}

/** `rapport lift FILE.csv --arm COLUMN --control VALUE --rate COLUMN... --money COLUMN...`: what an experiment brought. */
export function liftCommand(): Command {
  return new Command('lift')
    .description('what an experiment brought: the effect of each arm against the control group, of a CSV file with a line per customer')
    .argument('<file>', 'the CSV file, plain or gzip; its first line names the columns')
    .requiredOption('--arm <column>', 'which arm the customer was assigned to')
    .requiredOption('--control <value>', 'the arm that the others are held against')
    .option('--rate <columns...>', 'what she did or did not: 0 or 1, false or true, no or yes', [])
    .option('--money <columns...>', 'what she spent: numbers with a decimal point or a decimal comma', [])
    .option('--shares <shares>', 'the shares that were planned, in per cent, such as "control=50,offer=50" [equal ones]')
    .option('--json', 'one JSON object instead of text')
    .addHelpText('after', notes)
    .action(async (file: string, options: LiftOptions) => {
      const { arm, control, rate, money, shares } = options;
      if (rate.length + money.length === 0)
        throw new Error('say what is compared: --rate COLUMN for what customers did, --money COLUMN for what they spent');
      const outcomes = [...rate, ...money];
      const twice = outcomes.find((column, index) => outcomes.indexOf(column) !== index);
      if (twice !== undefined) throw new Error(`the column "${twice}" is named twice: name each once, as a rate or as money`);
      const lift = liftOf(await readWithProgress(file, { arm, rates: rate, money }), control, shares);
      process.stdout.write(`${options.json ? liftJson(lift) : liftText(lift)}\n`);
    });
}

const notes = `
Every customer counts in the arm that she was assigned to, reached or not (intention to treat). So no cell may be empty: write 0
for a customer who did nothing or spent nothing. Rates: Newcombe's interval and the pooled z test. Money: Welch's interval and
test, and a percentile bootstrap beside it. Several arms are judged together by Holm. "Always" holds however often you look; the
plain interval is for one look at a time that was fixed beforehand. The sample is complete with the customers with whom an effect
of a tenth of the control group's value would be seen four times in five. While the arms do not fit the shares, nothing is judged.
In JSON "enough" says that the sample is complete ("needed" is 0), and "verdict" whether an effect is seen.`;

async function readWithProgress(file: string, columns: TrialColumns): Promise<Trial> {
  const progress = showProgress('reading');
  try {
    return await readTrial(file, columns, ({ bytes, ofBytes }, lines) => progress.update(bytes, ofBytes, `${counted(lines)} lines`));
  } finally {
    progress.stop();
  }
}
