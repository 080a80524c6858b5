import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { type Activity, activitySchema } from '../core/activity.ts';
import { isCurrency, parseMoney } from '../core/definition/values.ts';
import { storedActivitySchema } from '../core/recorded-activity.ts';
import { loadContact } from '../store/contacts.ts';
import { contentHash, customerKey, keys } from '../store/keys.ts';
import { loadSecrets } from '../store/secrets.ts';
import { customerNamed } from '../usecases/find-customer.ts';
import { recordActivity } from '../usecases/record-activity.ts';
import { refuseErased } from '../usecases/refuse-erased.ts';
import type { World } from '../world.ts';
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
    .argument('<customer>', "the shop's own id of the customer, who may be new; or the e-mail address or phone number of one who is known")
    .argument('<amount>', 'what it comes to, such as 49.90', decimal)
    .argument('<currency>', 'ISO 4217, such as EUR', currency)
    .option('--category <name>', 'what was bought')
    .option('--id <id>', 'the order number; the same number again is the same order', `order-${randomUUID().slice(0, 8)}`)
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action((...[customer, amount, code, options]: [string, string, string, Options]) =>
      placeOrder(customer, `${amount} ${code}`, options),
    );
}

async function placeOrder(named: string, worth: string, { category, id, outputs }: Options): Promise<void> {
  const world = await connect(outputs);
  const customer = await customerNamed(world, named);
  await refuseErased(world, customer);
  const data = { orderId: id, total: parseMoney(worth), ...(category && { categories: [category] }) };
  const placedAt = new Date(world.now()).toISOString();
  const order = activitySchema.parse({ id, type: 'order.placed', customer, occurredAt: placedAt, data });
  const recorded = await recordActivity(world, order);
  const same = recorded === 'same' || (recorded === 'conflict' && (await wasPlaced(world, order)));
  if (recorded === 'conflict' && !same) throw new Error(`order ${id} was placed before with another content: give another --id`);
  console.log(same ? `order ${id} was recorded before: nothing changed` : `order ${id} of ${customer} over ${worth} was recorded`);
  const { pepper } = await loadSecrets(world);
  const contact = await loadContact(world, customerKey(pepper, customer));
  if (!contact?.email && !contact?.phone)
    console.log(`${customer} has neither e-mail address nor phone number here, so no message will reach anybody`);
}

/** The same order told again, later: when it was placed is what it was the first time. */
async function wasPlaced(world: World, order: Activity): Promise<boolean> {
  const { pepper } = await loadSecrets(world);
  const item = await world.table.get(keys.activity(customerKey(pepper, order.customer), order));
  const stored = storedActivitySchema.parse(item?.activity);
  return contentHash(stored.data) === contentHash(order.data);
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
