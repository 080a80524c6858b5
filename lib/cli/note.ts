import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { activitySchema } from '../core/activity.ts';
import { longestSignal, notedSignals } from '../core/signs.ts';
import { findOneCustomer } from '../usecases/find-customer.ts';
import { recordActivity } from '../usecases/record-activity.ts';
import { refuseErased } from '../usecases/refuse-erased.ts';
import type { World } from '../world.ts';
import { connect } from './connect.ts';

/** `rapport note alice competitor`: what a colleague heard of a customer's discontent. */
export function noteCommand(): Command {
  return new Command('note')
    .description('record a signal of discontent that a colleague noticed, for conditions on score.discontent')
    .argument('<customer>', "the shop's own id, her e-mail address or her phone number")
    .argument('<signal>', `what was noticed: ${notedSignals.join(', ')}, or a word of your own`, signalName)
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action(async (customer: string, signal: string, { outputs }: { outputs?: string }) =>
      console.log(await noteSignal(await connect(outputs), customer, signal)),
    );
}

/** Records it as noticed now; resolves to what is told. Rejects with a sentence when nobody, or more than one, is meant. */
export async function noteSignal(world: World, named: string, signal: string): Promise<string> {
  const { customer } = await findOneCustomer(world, named);
  await refuseErased(world, customer);
  const occurredAt = new Date(world.now()).toISOString();
  await recordActivity(
    world,
    activitySchema.parse({ id: `note-${randomUUID()}`, type: 'discontent.noted', customer, occurredAt, data: { signal } }),
  );
  return `"${signal}" was noted of ${customer}`;
}

function signalName(text: string): string {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) && text.length <= longestSignal) return text;
  throw new InvalidArgumentError(`a signal is a word in kebab-case of at most ${longestSignal} characters, such as "${notedSignals[0]}"`);
}
