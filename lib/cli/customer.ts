import { open, rename } from 'node:fs/promises';
import { Command, Option } from 'commander';
import type { Channel } from '../core/enrollment/enrollment.ts';
import { isZone } from '../core/time.ts';
import { loadContact } from '../store/contacts.ts';
import type { ExportSection } from '../store/export-entries.ts';
import { continueErasure } from '../usecases/continue-erasure.ts';
import { eraseCustomer } from '../usecases/erase-customer.ts';
import { type ExportPart, exportCustomer, exportFormat } from '../usecases/export-customer.ts';
import { type FoundCustomer, findOneCustomer } from '../usecases/find-customer.ts';
import { releaseCustomer } from '../usecases/release-customer.ts';
import type { Value, World } from '../world.ts';
import { counted } from './counted.ts';
import { exportLines } from './export-text.ts';
import { momentText } from './export-words.ts';
import { type Ask, typed } from './typed.ts';
import { checkWritable } from './written-file.ts';

interface ExportOptions {
  json?: string;
  text?: true;
  outputs?: string;
}
interface EraseOptions {
  yes?: true;
  outputs?: string;
}
interface ReleaseOptions {
  channel: Channel;
  reason: string;
  by: string;
  outputs?: string;
}

type Connect = (outputs: string | undefined) => Promise<World>;

const who = "the shop's own id, her e-mail address or her phone number";
const outputs = [
  '--outputs <file>',
  'a deployed stack: the file that "cdk deploy --outputs-file" wrote [the sandbox of this folder]',
] as const;

/** `rapport customer export|erase|release CUSTOMER`: what a customer has a right to. `ask` reads what is typed. */
export function customerCommand(connect: Connect, ask: Ask = typed): Command {
  const command = new Command('customer').description('give a customer everything that is stored of her, erase it, or write to her again');
  command.addCommand(
    new Command('export')
      .description('everything that is stored of a customer: as text, or as JSON')
      .argument('<customer>', who)
      .option('--json <file>', 'write JSON to a file that only you may read')
      .option('--text', 'text too, where --json is given')
      .option(...outputs)
      .action(async (customer: string, options: ExportOptions) => {
        await checkWritable(options.json);
        await exportOne(await connect(options.outputs), customer, options);
      }),
  );
  command.addCommand(
    new Command('erase')
      .description('erase a customer for good from all tables; she stays erased whatever comes later')
      .argument('<customer>', who)
      .option('--yes', 'do not ask')
      .option(...outputs)
      .action(async (customer: string, options: EraseOptions) => eraseOne(await connect(options.outputs), customer, { ...options, ask })),
  );
  command.addCommand(
    new Command('release')
      .description('lift what keeps mail or texts from a customer, such as a bounce or a complaint that was a mistake')
      .argument('<customer>', who)
      .addOption(new Option('--channel <channel>', 'what to lift it for').choices(['email', 'sms']).makeOptionMandatory())
      .requiredOption('--reason <text>', 'why, for the record of her consents')
      .requiredOption('--by <address>', 'your own e-mail address, for the record')
      .option(...outputs)
      .action(async (customer: string, options: ReleaseOptions) => releaseOne(await connect(options.outputs), customer, options)),
  );
  return command;
}

async function releaseOne(world: World, customer: string, options: ReleaseOptions): Promise<void> {
  const found = await findOneCustomer(world, customer);
  const { reason, at } = await releaseCustomer(world, found, options);
  console.log(
    `${found.customer} may get ${options.channel} again, which "${reason}" kept from her since ${momentText(at, 'UTC')}; what she withdrew stays withdrawn`,
  );
  if (options.channel === 'email')
    console.log('SES may keep her address on a list of its own: aws sesv2 delete-suppressed-destination --email-address ADDRESS');
}

async function exportOne(world: World, customer: string, { json, text }: ExportOptions): Promise<void> {
  const found = await findOneCustomer(world, customer);
  const zone = await zoneOf(world, found);
  const partial = `${json}.part`;
  const file = json === undefined ? undefined : await open(partial, 'w', 0o600);
  try {
    const writers = [
      ...(file ? [jsonWriter(world, found, (line) => file.appendFile(line))] : []),
      ...(text || !file ? [textWriter(found, zone)] : []),
    ];
    for await (const part of exportCustomer(world, found)) for (const { write } of writers) await write(part);
    for (const { end } of writers) await end();
  } finally {
    await file?.close();
  }
  // A file that ends half-way must not look like the whole.
  if (json !== undefined) await rename(partial, json);
  if (json !== undefined) console.error(`written to ${json}`);
}

interface Writer {
  write(part: ExportPart): Promise<void> | void;
  end(): Promise<void> | void;
}

/** One object; each entry on a line of its own, so that a file of any length can be read line by line. */
function jsonWriter(world: World, { customer }: FoundCustomer, append: (text: string) => Promise<void>): Writer {
  const head = { format: exportFormat, customer, exportedAt: new Date(world.now()).toISOString() };
  let began = false;
  let separator = '\n';
  return {
    async write({ entries, erasedAt }) {
      const erased = erasedAt === undefined ? {} : { erasedAt: new Date(erasedAt).toISOString() };
      const lines = [began ? '' : `${JSON.stringify({ ...head, ...erased }).slice(0, -1)},"entries":[`];
      began = true;
      for (const { section, entry } of entries) {
        lines.push(separator, JSON.stringify({ section, entry: sorted(entry) }));
        separator = ',\n';
      }
      await append(lines.join(''));
    },
    end: () => append('\n]}\n'),
  };
}

/** A table forgets the order of names: by the alphabet two exports of the same are equal. */
function sorted(value: Value): Value {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

function textWriter({ customer }: FoundCustomer, zone: string): Writer {
  let section: ExportSection | undefined;
  console.log(`${customer}; times are those of ${zone}`);
  return {
    write({ entries, erasedAt }) {
      if (erasedAt !== undefined) console.log(`her data was erased on ${momentText(erasedAt, zone)}; nothing else is left`);
      else if (section === undefined) console.log('what only the program itself needs is left out here; --json FILE writes it too');
      const lines = exportLines(entries, { before: section, zone });
      if (lines.length > 0) console.log(lines.join('\n'));
      section = entries.at(-1)?.section ?? section;
    },
    end: () => undefined,
  };
}

async function zoneOf(world: World, { cid }: FoundCustomer): Promise<string> {
  const zone = (await loadContact(world, cid))?.zone;
  return isZone(zone) ? zone : 'UTC';
}

async function eraseOne(world: World, customer: string, { yes, ask }: EraseOptions & { ask: Ask }): Promise<void> {
  const found = await findOneCustomer(world, customer);
  const counts = new Map<ExportSection, number>();
  for await (const { entries } of exportCustomer(world, found))
    for (const { section } of entries) counts.set(section, (counts.get(section) ?? 0) + 1);
  const goes = [...counts].filter(([section]) => section !== 'scores').map(([section, count]) => `${counted(count)} ${section}`);
  console.log(
    goes.length > 0
      ? `of ${found.customer} these go for good: ${goes.join(', ')}`
      : `of ${found.customer} nothing is left but that she was erased`,
  );
  if (!yes && (await ask(`type ${found.customer} to erase her: `)).trim() !== found.customer)
    throw new Error('nothing was erased: that was another id');
  const erasedAt = await eraseCustomer(world, found);
  while (await continueErasure(world, found));
  console.log(
    `erased on ${momentText(erasedAt, 'UTC')}; what still comes is looked for after 25 hours and after 15 days, and she stays erased`,
  );
}
