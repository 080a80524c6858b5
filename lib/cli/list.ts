import { Command } from 'commander';
import { listsOf } from '../core/audience/leaves.ts';
import { countryOfZone } from '../core/country-zones.ts';
import type { Campaign } from '../core/definition/campaign.ts';
import type { Segment } from '../core/definition/segment.ts';
import { countList } from '../usecases/count-list.ts';
import type { ListReport } from '../usecases/list-upload.ts';
import { putList } from '../usecases/put-list.ts';
import type { World } from '../world.ts';
import { type Definitions, loadDefinitions } from './definitions.ts';
import { numberOf } from './figure-text.ts';
import { checkList, readList } from './list-file.ts';
import { showProgress } from './progress.ts';
import { didYouMean } from './suggest.ts';

interface Options {
  definitions: string;
  dryRun?: true;
  empty?: true;
  json?: true;
  outputs?: string;
}

type Connect = (outputs: string | undefined) => Promise<World>;

/** `rapport list put SEGMENT FILE` and `rapport list show SEGMENT`: the rows of a segment that is an uploaded list. */
export function listCommand(connect: Connect): Command {
  const command = new Command('list').description('upload the rows of a segment that is a list, or count them');
  const common = (sub: Command) =>
    sub
      .option('--definitions <path>', 'the folder of definitions', 'campaigns')
      .option('--json', 'print the counts as one JSON object')
      .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote [the sandbox of this folder]');
  command.addCommand(
    common(new Command('put'))
      .description('replace the list by the rows of a CSV file: who is not in it leaves the list')
      .argument('<segment>', 'the id of a segment with "list"')
      .argument('<file>', 'a column customer, email or phone, and the columns that the segment declares')
      .option('--dry-run', 'count only; write nothing')
      .option('--empty', 'take everybody off the list, by a file without rows')
      .action((...[id, file, options]: [string, string, Options]) => put(connect, { ...options, id, file })),
  );
  command.addCommand(
    common(new Command('show'))
      .description('how many customers stand on the list')
      .argument('<segment>', 'the id of a segment with "list"')
      .action((...[id, options]: [string, Options]) => show(connect, { ...options, id })),
  );
  return command;
}

async function put(
  connect: Connect,
  { id, file, definitions: path, dryRun, empty, json, outputs }: Options & { id: string; file: string },
): Promise<void> {
  const definitions = await definitionsIn(path);
  const { list } = listNamed(id, definitions);
  // The whole file is looked at before the first row is written.
  const zone = definitions.settings.brands[0]?.zone;
  const form = { columns: list.columns, country: zone === undefined ? undefined : countryOfZone(zone) };
  const total = await checkList(file, form);
  if (total === 0 && !empty)
    throw new Error(`nothing was written: ${file} has no rows, so everybody would leave the list ${id}; say --empty if that is meant`);
  const world = await connect(outputs);
  const topics = topicsOf(id, definitions);
  const progress = showProgress('putting', json);
  const report = await putList(world, {
    segment: id,
    until: list.expires,
    rows: readList(file, form),
    topics,
    dryRun: dryRun === true,
    onDone: (rows) => progress.update(rows, total, `${rows} of ${total} rows`),
  }).finally(() => progress.stop());
  console.log(json ? JSON.stringify(report) : reportText(report, { id, until: list.expires, topics, dryRun: dryRun === true }));
  if (report.expired > 0) process.exitCode = 1;
}

async function show(connect: Connect, { id, definitions, json, outputs }: Options & { id: string }): Promise<void> {
  listNamed(id, await definitionsIn(definitions));
  const counted = await countList(await connect(outputs), id);
  const { holding, expired, until } = counted;
  const days = until.length === 0 ? '' : `, until ${until.join(' and ')}`;
  console.log(
    json ? JSON.stringify(counted) : `${id}: ${numberOf(holding, 'customer')}${days}; ${numberOf(expired, 'row has', 'rows have')} expired`,
  );
}

async function definitionsIn(path: string): Promise<Definitions> {
  const { definitions, problems } = await loadDefinitions(path);
  if (definitions) return definitions;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  throw new Error(`the definitions in ${path} have ${numberOf(errors, 'error')}: "npm run rapport -- check ${path}" shows them`);
}

type ListSegment = Extract<Segment, { list: object }>;

function listNamed(id: string, { segments }: Definitions): ListSegment {
  const lists = segments.map(({ value }) => value).filter((segment): segment is ListSegment => 'list' in segment);
  const list = lists.find((segment) => segment.id === id);
  if (list) return list;
  const allowed = lists.map((segment) => segment.id);
  const isRule = segments.some(({ value }) => value.id === id);
  const what = isRule ? `the segment "${id}" is a rule, so nobody is put on it` : `there is no segment "${id}" in segments/`;
  const meant = didYouMean({ given: id, allowed });
  throw new Error(`${what}; lists are: ${allowed.join(', ') || 'none'}${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
}

/** Topics of class marketing that the campaigns send of whose entry the list is a part. */
function topicsOf(id: string, { campaigns, segments, settings }: Definitions): string[] {
  const known = segments.map(({ value }) => value);
  const using = campaigns
    .map(({ value }) => value)
    .filter(({ entry, status }) => status !== 'ended' && listsOf(entry, known).some(({ list }) => list === id));
  return [...new Set(using.flatMap(topicsNamed))].filter((topic) => settings.topics[topic]?.class === 'marketing').sort();
}

function topicsNamed({ topic, steps }: Campaign): string[] {
  const named = [...JSON.stringify(steps).matchAll(/"topic":"([^"]+)"/g)].flatMap(([, one]) => one ?? []);
  return [...(topic === undefined ? [] : [topic]), ...named];
}

function reportText(
  report: ListReport,
  { id, until, topics, dryRun }: { id: string; until: string; topics: string[]; dryRun: boolean },
): string {
  const { rows, matched, twice, expired, unknown, several, full, noConsent, left } = report;
  if (expired > 0) return `nothing was written: the list ${id} holds until ${until}, which is over; put a later day into "expires" first`;
  const dropped = [
    twice > 0 && `${twice} twice: the first row counts`,
    lines(unknown, 'name nobody who is known'),
    lines(several, 'name an address that several customers share: name them by "customer"'),
    lines(full, 'name customers who stand on ten other lists'),
  ].filter((line) => line !== false);
  return [
    `${id}, until ${until}: ${numberOf(rows, 'row')} = ${matched} matched + ${report.new} new${dropped.length > 0 ? ' + those below' : ''}`,
    ...dropped,
    ...topics.map((topic) => `${noConsent[topic] ?? 0} of them have given no consent to "${topic}": they get nothing of it`),
    ...(topics.length === 0 ? ['no campaign that sends marketing names this list yet'] : []),
    ...(left > 0 ? [`${left} were on the list and are not in the file: they ${dryRun ? 'would leave' : 'have left'} it`] : []),
    ...(dryRun ? ['dry run: nothing was written'] : []),
  ].join('\n');
}

const mostLines = 20;

function lines(numbers: number[], what: string): string | false {
  if (numbers.length === 0) return false;
  const more = numbers.length > mostLines ? ', …' : '';
  return `${numbers.length} ${what} (lines ${numbers.slice(0, mostLines).join(', ')}${more})`;
}
