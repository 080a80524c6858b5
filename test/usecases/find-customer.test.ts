import { beforeEach, describe, expect, it } from 'vitest';
import { findCustomer, findOneCustomer } from '../../lib/usecases/find-customer.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { type Cloud, openCloud } from '../functions/cloud.ts';
import { ann, cidOf, noon } from '../functions/shop.ts';

let cloud: Cloud;
beforeEach(async () => {
  cloud = await openCloud({ now: noon });
  const both = { attributes: {}, email: 'Home@Private.example', at: noon };
  await saveCustomer(cloud.world, { ...both, customer: 'ann', phone: '+442079460000' });
  await saveCustomer(cloud.world, { ...both, customer: 'bob' });
});
const names = async (text: string) => (await findCustomer(cloud.world, text)).map(({ customer }) => customer);

describe('finding a customer', () => {
  it('knows her by the id of the shop, the e-mail address or the phone number, before and after her profile is there', async () => {
    for (const settle of [false, true]) {
      if (settle) await cloud.settle();
      expect(await findCustomer(cloud.world, ' ann ')).toEqual([{ cid: ann, customer: 'ann' }]);
      expect(await names('home@private.EXAMPLE')).toEqual(['ann', 'bob']);
      for (const phone of ['+44 20 7946 0000', '0044 2079460000', '020 7946 0000']) expect(await names(phone)).toEqual(['ann']);
      for (const nobody of ['carl', 'x@y.example', '+44 20 7946 0001', '', '@', '💐'.repeat(500)]) expect(await names(nobody)).toEqual([]);
    }
  });

  it('says what to do when nobody or more than one is meant', async () => {
    await expect(findOneCustomer(cloud.world, 'carl')).rejects.toThrow(
      'no customer is known by "carl": give the shop\'s own id, the e-mail',
    );
    await expect(findOneCustomer(cloud.world, 'home@private.example')).rejects.toThrow(
      '2 customers have "home@private.example": ann, bob; say which by the id',
    );
    expect(await findOneCustomer(cloud.world, 'bob')).toEqual({ cid: cidOf('bob'), customer: 'bob' });
    await saveCustomer(cloud.world, { customer: 'home@private.example', attributes: {}, at: noon });
    expect(await findOneCustomer(cloud.world, 'home@private.example')).toMatchObject({ customer: 'home@private.example' });
  });
});
