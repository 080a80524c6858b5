import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { activitySchema } from '../core/activity.ts';
import { isCurrency, parseMoney } from '../core/definition/values.ts';
import { recordActivity } from '../usecases/record-activity.ts';
import { connect } from './connect.ts';

interface Options {
  category?: string;
  id: string;
  outputs?: string;
}

/** `rapport order alice 49.90 EUR`: one order, as the shop would tell it, placed now. */
export function orderCommand(): Command {
  return new Command('order')
    .description('place one order, as the shop would tell it, in the running sandbox or in a deployed stack')
    .argument('<customer>', "the shop's own id of the customer")
    .argument('<amount>', 'what it comes to, such as 49.90', decimal)
    .argument('<currency>', 'ISO 4217, such as EUR', currency)
    .option('--category <name>', 'what was bought')
    .option('--id <id>', 'the order number; the same number again is the same order', `order-${randomUUID().slice(0, 8)}`)
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action((...[customer, amount, code, options]: [string, string, string, Options]) =>
      placeOrder(customer, `${amount} ${code}`, options),
    );
}

async function placeOrder(customer: string, worth: string, { category, id, outputs }: Options): Promise<void> {
  const world = await connect(outputs);
  const total = parseMoney(worth);
  const activity = activitySchema.parse({
    id,
    type: 'order.placed',
    customer,
    occurredAt: new Date(world.now()).toISOString(),
    data: { orderId: id, total, ...(category && { categories: [category] }) },
  });
  const recorded = await recordActivity(world, activity);
  if (recorded === 'conflict') throw new Error(`order ${id} was placed before with another content: give another --id`);
  console.log(
    recorded === 'new' ? `order ${id} of ${customer} over ${worth} was recorded` : `order ${id} was recorded before: nothing changed`,
  );
}

function decimal(text: string): string {
  if (!/^\d{1,12}(\.\d{1,3})?$/.test(text))
    throw new InvalidArgumentError('an amount is a decimal number that is not negative, such as 49.90');
  return text;
}

function currency(text: string): string {
  const code = text.toUpperCase();
  if (!isCurrency(code)) throw new InvalidArgumentError('a currency is three letters of ISO 4217, such as EUR');
  return code;
}
