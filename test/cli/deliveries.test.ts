import { describe, expect, it } from 'vitest';
import { deliveriesOf, whyNone } from '../../lib/cli/deliveries.ts';
import { keys } from '../../lib/store/keys.ts';
import { ann, order, place, shop, thanks } from '../functions/shop.ts';

describe('rapport deliveries', () => {
  it('lists every message, also to somebody whose profile is no longer there, by her key', async () => {
    const cloud = await shop({ campaigns: [thanks({ steps: [{ send: 'thanks' }] })] });
    await place(cloud, order('o1'));
    await cloud.settle();
    await cloud.advanceTo(cloud.now + 60_000);
    const customers = async () => {
      const found = [];
      for await (const { customer } of deliveriesOf(cloud.world)) found.push(customer);
      return found;
    };
    const before = await customers();
    expect(before.length).toBeGreaterThan(0);
    await cloud.world.table.write([{ delete: keys.profile(ann) }]);
    expect(await customers()).toEqual(before.map(() => ann));
  });

  it('of a campaign that is none is an error, of one in force a word', async () => {
    const { world } = await shop();
    await expect(whyNone(world, 'thankyou')).rejects.toThrow('no campaign "thankyou" is in force; in force are ');
    expect(await whyNone(world, 'thank-you')).toBe('no message of thank-you was meant to go out yet');
  });
});
