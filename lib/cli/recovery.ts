import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { type Instant, instantText } from '../core/time.ts';
import { saveRestored } from '../store/standing-orders.ts';
import { type Reconciled, reconcile } from '../usecases/reconcile.ts';
import type { World } from '../world.ts';
import { connect } from './connect.ts';
import { counted } from './counted.ts';
import { showProgress } from './progress.ts';

interface Options {
  outputs?: string;
}

const outputs = ['--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote'] as const;

/** `rapport reconcile`: after an outage longer than the streams remember (a day), what was left lying goes on. */
export function reconcileCommand(): Command {
  return new Command('reconcile')
    .description('after a long outage: apply the activities and send on the messages that were left lying')
    .option(...outputs)
    .action(async (options: Options) => {
      const world = await connect(options.outputs);
      const progress = showProgress('activities');
      const outcome = await reconcile(world, (done, of, found) => progress.update(done, of, `${counted(found)} applied`));
      progress.stop();
      console.log(reconciledText(outcome));
      if (outcome.failed > 0) process.exitCode = 1;
    });
}

/** What was done, then what could not be and why, one line each. */
export function reconciledText({ applied, failed, failures }: Reconciled): string {
  const what =
    applied === 0 ? 'no activity was left lying' : `${counted(applied)} ${applied === 1 ? 'activity was' : 'activities were'} applied now`;
  const more = failed - failures.length;
  return [
    `${what}; messages that were planned and never sent are being looked for now, and go out if they are still valid ("rapport deliveries")`,
    ...(failed === 0 ? [] : ['could not be applied: mend what is said, then reconcile again; nothing is applied twice']),
    ...failures.map(({ customer, activities, why }) => `  ${customer}: ${namesOf(activities)}: ${why}`),
    ...(more === 0 ? [] : [`  and ${counted(more)} more`]),
  ].join('\n');
}

/** The first few of them. */
function namesOf(activities: string[]): string {
  const [shown, more] = [activities.slice(0, 3), activities.length - 3];
  return more > 0 ? `${shown.join(', ')} and ${counted(more)} more` : shown.join(', ');
}

/** `rapport restored`: the tables were taken back to an earlier state. */
export function restoredCommand(): Command {
  return new Command('restored')
    .description('after the tables were restored to an earlier state: send nothing that was planned before, since it may have gone out')
    .option('--at <instant>', 'when they were restored, such as 2027-03-01T14:05:00Z [now]')
    .option('--yes', 'do not ask')
    .option(...outputs)
    .action(async ({ at, yes, outputs: file }: Options & { at?: string; yes?: true }) => {
      const world = await connect(file);
      console.log(await noteRestored(world, at, yes ? undefined : typed));
    });
}

/**
 * Notes it, and resolves to what a person should read. `ask` reads whether it is meant: there is no way back. Rejects with a
 * sentence for what is no instant or has not come yet, and where the answer is not yes.
 */
export async function noteRestored(world: World, given: string | undefined, ask?: (question: string) => Promise<string>): Promise<string> {
  const at = given === undefined ? world.now() : instantOf(given);
  if (at > world.now()) throw new Error(`--at is in the future: ${given}; give when the tables were restored, or leave it out for now`);
  const question = `Nothing that was planned up to ${instantText(at, 'UTC')} UTC will ever be sent, and nothing takes that back. Type yes to go on: `;
  if (ask && (await ask(question)).trim().toLowerCase() !== 'yes') throw new Error('nothing was noted: the answer was not yes');
  await saveRestored(world, at);
  return [
    `Nothing that was planned up to ${instantText(at, 'UTC')} UTC is sent any more; what is planned later is. Functions that run know it in 15 seconds.`,
    'Load again what the tables forgot: consents and suppressions first ("rapport import consents", "rapport import suppressions"), then orders.',
  ].join('\n');
}

function instantOf(text: string): Instant {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new Error(`--at is no instant with its zone: "${text}"; write it like 2027-03-01T14:05:00Z`);
  return at;
}

/** Where nobody can type nothing is noted. */
async function typed(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new Error(`nothing was noted: ${question.replace(/ Type .*/, '')} Give --yes if you are sure`);
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  return lines.question(question).finally(() => lines.close());
}
