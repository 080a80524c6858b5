import type { Activity } from '../../lib/core/activity.ts';
import { withBuiltIns } from '../../lib/core/definition/built-in.ts';
import type { Campaign } from '../../lib/core/definition/campaign.ts';
import { dataSchema } from '../../lib/core/definition/data.ts';
import { type LoyaltyProgram, loyaltyProgramSchema } from '../../lib/core/definition/loyalty-program.ts';
import type { Account, LedgerEntry } from '../../lib/core/loyalty/account.ts';
import { lastEntries } from '../../lib/store/accounts.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { ann, noon, shop } from './shop.ts';

/** A point for each pound, to be spent after a fortnight; gold from 40 points on. */
export function circle(over: object = {}): LoyaltyProgram {
  return loyaltyProgramSchema.parse({
    id: 'circle',
    name: 'The Circle',
    owner: 'anna@linden.example',
    status: 'live',
    earn: [
      { id: 'spend', activity: 'order.placed', points: 1, per: '1 GBP' },
      { id: 'referral', activity: 'friend.joined', points: 100, for: 'referrerId', pending: '1 minute' },
    ],
    pending: '14 days',
    tiers: {
      by: 'points',
      over: '12 months',
      levels: [
        { id: 'basic', name: 'Basic', from: 0 },
        { id: 'gold', name: 'Gold', from: 40 },
      ],
    },
    ...over,
  });
}

export const memberData = withBuiltIns(
  dataSchema.parse({
    activities: { 'friend.joined': { properties: { referrerId: { type: 'text' } } }, 'customer.visited': { properties: {} } },
  }),
);

/** The shop with these campaigns and programs, and ann, who has not ordered yet. */
export async function memberShop(
  campaigns: Campaign[],
  { programs = [circle()], liveFrom = noon }: { programs?: LoyaltyProgram[]; liveFrom?: number } = {},
): Promise<Cloud> {
  const cloud = await shop({ liveFrom });
  await publishCatalogue(cloud.world, { ...publication(), data: memberData, campaigns, programs }, liveFrom);
  // Every function sees it by then.
  cloud.now += 20_000;
  return cloud;
}

export async function accountOf(cloud: Cloud, { cid = ann, program = 'circle' } = {}): Promise<Account | undefined> {
  const item = await cloud.world.table.get({ table: 'relations', pk: cid, sk: `LOY#${program}` });
  return item?.account as Account | undefined;
}

/** Every line of her ledger, the last first. */
export function ledger(cloud: Cloud, { cid = ann, program = 'circle' } = {}): Promise<LedgerEntry[]> {
  return lastEntries(cloud.world, cid, { program, most: Infinity });
}

/** What her profile says of a program. */
export async function summaryOf(cloud: Cloud, { cid = ann, program = 'circle' } = {}) {
  const item = await cloud.world.table.get({ table: 'customers', pk: cid, sk: '-' });
  const profile = item?.profile as
    | { points?: { [program: string]: { available: number; pending: number; tier: string | null } } }
    | undefined;
  return profile?.points?.[program];
}

export function balanceIn(account: Account | undefined): number {
  return account ? account.lots.reduce((sum, { points }) => sum + points, 0) - account.owed : 0;
}

export function refund(orderId: string, amount: number, over: Partial<Activity> = {}): Activity {
  return {
    id: `r-${orderId}`,
    type: 'order.refunded',
    customer: 'ann',
    occurredAt: noon,
    data: { orderId, amount: { amount, currency: 'GBP' } },
    ...over,
  };
}
