import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { instantText } from '../core/time.ts';
import type { Redemption } from '../store/redemptions.ts';
import { cancelRedemption } from '../usecases/cancel-redemption.ts';
import { confirmRedemption } from '../usecases/confirm-redemption.ts';
import { findOneCustomer } from '../usecases/find-customer.ts';
import { strangerOf } from '../usecases/own-address.ts';
import { reserveReward } from '../usecases/reserve-reward.ts';
import type { Redeemed } from '../usecases/settle-redemption.ts';
import { keySchema } from '../usecases/submit-redemption.ts';
import type { World } from '../world.ts';
import { counted } from './counted.ts';
import { numberOf } from './figure-text.ts';
import { type Connect, oneProgram, pointsOptions } from './points.ts';

interface Options {
  program?: string;
  key?: string;
  reserve?: true;
  confirm?: string;
  cancel?: string;
  by?: string;
  json?: true;
  outputs?: string;
}

/** `rapport redeem CUSTOMER REWARD`: points for a reward. */
export function redeemCommand(connect: Connect): Command {
  return pointsOptions(new Command('redeem'))
    .description('give a customer a reward for her points, at once or in two steps')
    .argument('<customer>', "the shop's own id, her e-mail address or her phone number")
    .argument('[reward]', 'the id of a reward of the program')
    .option('--key <key>', 'names the redemption: the same again is one [a new one]')
    .option('--reserve', 'only keep the points for it, until --confirm or --cancel')
    .option('--confirm <key>', 'make a reservation final')
    .option('--cancel <key>', 'give the points of a reservation back')
    .option('--by <address>', 'your own e-mail address, for the ledger')
    .action(async (customer: string, reward: string | undefined, options: Options) => {
      const world = await connect(options.outputs);
      const program = await oneProgram(world, options.program);
      const { cid, customer: id } = await findOneCustomer(world, customer);
      const outcome = await act(world, { cid, program, reward }, { ...options, key: options.key ?? newKey(options) });
      if ('refused' in outcome) throw new Error(`nothing was redeemed: ${outcome.refused}`);
      console.log(options.json ? JSON.stringify(outcome.redemption) : redemptionText(id, outcome.redemption));
    });
}

async function act(
  world: World,
  { cid, program, reward }: { cid: string; program: string; reward: string | undefined },
  { key, reserve, confirm, cancel, by }: Options & { key: string },
): Promise<Redeemed> {
  const given = [reward, confirm, cancel].filter((one) => one !== undefined).length;
  if (given !== 1) throw new Error('say one of these: a reward, --confirm KEY, or --cancel KEY');
  const name = { cid, program, key: checked(confirm ?? cancel ?? key), by };
  const stranger = by === undefined ? undefined : await strangerOf(world, { cid, by });
  if (stranger !== undefined) return { refused: stranger, as: 'refused' };
  if (confirm !== undefined) return confirmRedemption(world, name);
  if (reward === undefined) return cancelRedemption(world, name);
  return reserveReward(world, { ...name, reward, confirm: reserve !== true });
}

/** Told before the call: whose reply is lost asks again under the same key. */
function newKey({ confirm, cancel }: Options): string {
  const key = randomUUID();
  if (confirm === undefined && cancel === undefined) console.error(`key ${key}`);
  return key;
}

function checked(key: string): string {
  const { error, data } = keySchema.safeParse(key);
  if (data === undefined) throw new Error(`${error?.issues[0]?.message}; not "${key}"`);
  return data;
}

function redemptionText(customer: string, { reward, points, status, key, until, balance, code, codeUntil }: Redemption): string {
  const utc = (at: number) => `${instantText(at, 'UTC')} UTC`;
  const became = {
    reserved: `are reserved until ${utc(until)}: --confirm ${key} or --cancel ${key}`,
    confirmed: 'are redeemed',
    cancelled: 'were given back',
    expired: 'were given back, since nobody confirmed in time',
  };
  const coupon = code === undefined ? '' : `; her code is ${code}${codeUntil ? `, until ${utc(codeUntil)}` : ''}`;
  const left = status === 'reserved' || status === 'confirmed' ? `; it left her ${counted(balance)}` : '';
  return `${customer}: ${numberOf(points, 'point')} for "${reward}" ${became[status]}${coupon}${left} (key ${key})`;
}
