import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { patterns } from '../core/definition/values.ts';
import { addDuration, day, durationOf } from '../core/time.ts';
import { planCalendar } from '../usecases/plan-calendar.ts';
import type { World } from '../world.ts';
import { calendarPage } from './calendar-page.ts';
import { showCalendar } from './calendar-text.ts';
import { showProgress } from './progress.ts';
import { checkWritable, writing } from './written-file.ts';

interface Options {
  next: string;
  sample: number;
  json?: true;
  html?: string;
  outputs?: string;
}

/** One in a hundred of the customers is then known to about a fourteenth. */
const usualSample = 20_000;
const longest = 92;

/** `rapport calendar`: what goes out in the next days. `connect` makes the World that is asked. */
export function calendarCommand(connect: (outputs: string | undefined) => Promise<World>): Command {
  return new Command('calendar')
    .description('say what goes out in the next days, to about how many, and what stands in its way; nothing is sent')
    .option('--next <duration>', `how far ahead, at most ${longest} days`, duration, '14 days')
    .option('--sample <number>', 'so many customers, by a hash of their ids, stand for all', wholeNumber, usualSample)
    .option('--json', 'one JSON object instead of text; "error" in it is what "±" is: one standard error of how many will go out')
    .option('--html <file>', 'write a page with the calendar as a picture')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action(async ({ next, sample, json, html, outputs }: Options) => {
      await checkWritable(html);
      const world = await connect(outputs);
      const progress = showProgress('calendar', json);
      const tell = (done: number, of: number, customers: number) => progress.update(done, of, `of ${customers} customers`);
      const until = addDuration(world.now(), durationOf(next), 'UTC');
      const plan = await planCalendar(world, { until, most: sample, tell }).finally(() => progress.stop());
      if (html !== undefined) await writing(html, () => writeFile(html, calendarPage(plan)));
      console.log(json ? JSON.stringify(plan) : showCalendar(plan));
    });
}

function duration(text: string): string {
  const ahead = patterns.duration.test(text) ? addDuration(0, durationOf(text), 'UTC') : 0;
  if (ahead > 0 && ahead <= longest * day) return text;
  throw new InvalidArgumentError(`a duration with its unit, such as "14 days" or "2 weeks", at most "${longest} days"`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('a whole number above 0, such as 20000');
  return value;
}
