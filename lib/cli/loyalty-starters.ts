import type * as z from 'zod';
import type { couponPoolSchema, loyaltyProgramSchema } from '../core/definition/loyalty-program.ts';
import { json, type StarterShop } from './starters.ts';

/** What stands beside campaigns and can be begun with: their folders. */
export const besides = { program: 'loyalty', coupons: 'coupons' } as const;

export function isBeside(text: string): text is keyof typeof besides {
  return Object.hasOwn(besides, text);
}

/** A loyalty program or a pool of codes to begin with, by its path in the folder of definitions. The program is a draft: it counts nothing. */
export function besideFiles(what: keyof typeof besides, id: string, shop: StarterShop): { [path: string]: string } {
  return { [`${besides[what]}/${id}.json`]: json(what === 'program' ? programOf(id, shop) : poolOf(id)) };
}

function programOf(id: string, { owner, brand, currency }: StarterShop): z.input<typeof loyaltyProgramSchema> {
  return {
    $schema: '../schema/loyalty-program.schema.json',
    id,
    name: id,
    owner,
    status: 'draft',
    ...(brand !== undefined && { brand }),
    join: { activity: 'order.placed' },
    earn: [{ id: 'orders', activity: 'order.placed', points: 1, per: `1 ${currency}` }],
    pending: '14 days',
    expiry: { after: '12 months', round: 'month' },
    remind: ['30 days'],
    tiers: { by: 'points', over: '12 months', grace: '30 days', levels: [{ id: 'gold', name: 'Gold', from: 500 }] },
    rewards: [{ id: 'gift', name: 'A small gift', kind: 'gift', points: 200, stock: 100 }],
  };
}

function poolOf(id: string): z.input<typeof couponPoolSchema> {
  return { $schema: '../schema/coupon-pool.schema.json', id, name: id, codes: 'generated' };
}
