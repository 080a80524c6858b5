import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { loadContact } from '../../lib/store/contacts.ts';
import { keys } from '../../lib/store/keys.ts';
import { signUnsubscription } from '../../lib/store/tokens.ts';
import { closeFigures } from '../../lib/usecases/close-figures.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { wakeEnrollment } from '../../lib/usecases/wake-enrollment.ts';
import { withdrawConsent } from '../../lib/usecases/withdraw-consent.ts';
import { publication } from './publication.ts';
import { ann, day, enrollments, hour, noon, order, outcomes, place, shop, thanks } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const longAgo = noon - 40 * day;
const again = (reentry: string, holdout = '0%') => ({ trigger: { activity: 'order.placed' }, reentry, holdout });

describe('the books close', () => {
  it('when a holdout begins between two entries of one customer', async () => {
    const cloud = await shop({ campaigns: [thanks({ entry: again('1 day') })] });
    await place(cloud, order('a'));
    await cloud.advanceTo(noon + 2 * day);
    await publishCatalogue(cloud.world, { ...publication(), campaigns: [thanks({ entry: again('1 day', '100%') })] }, noon);
    await place(cloud, order('b', { occurredAt: cloud.now }));
    await cloud.advanceTo(noon + 3 * day);
    expect(await closeFigures(cloud.world)).toMatchObject({ targeted: 2, sent: 1, suppressed: { 'held-out': 1 }, open: 0 });
  });

  it('when several late activities come in one batch', async () => {
    const steps = [{ send: 'thanks', validFor: '2 hours' }];
    const cloud = await shop({ campaigns: [thanks({ entry: again('1 day'), steps })], liveFrom: longAgo });
    await place(
      cloud,
      order('a', { occurredAt: noon - 100 * hour }),
      order('b', { occurredAt: noon - 50 * hour }),
      order('c', { occurredAt: noon }),
    );
    await cloud.advanceTo(noon + 12 * hour);
    expect(await outcomes(cloud)).toHaveLength(3);
    expect(await closeFigures(cloud.world)).toMatchObject({ targeted: 3, sent: 1, open: 0 });
  });

  it('when the enrollment of a message is gone before it is sent: it has failed', async () => {
    const cloud = await shop({ campaigns: [thanks()] });
    const { receive } = cloud.world.queues;
    cloud.world.queues.receive = (queue, most, at) => (queue === 'triggered' ? [] : receive(queue, most, at));
    await place(cloud, order('a'));
    await cloud.settle();
    const [enrollment] = await enrollments(cloud);
    if (!enrollment) throw new Error('she did not enter');
    await cloud.world.table.write([{ delete: keys.relation(ann, enrollment.sk) }]);
    cloud.world.queues.receive = receive;
    await cloud.settle();
    expect(await outcomes(cloud)).toEqual(['failed nothing-to-send']);
    expect(cloud.world.queues.size('dead-letters')).toBe(0);
  });
});

it('an order that is refunded in the same batch is not thanked for', async () => {
  const cloud = await shop();
  const data = { orderId: 'a', amount: { amount: 4990, currency: 'GBP' } };
  await place(cloud, order('a'), { ...order('r', { occurredAt: noon + 1 }), type: 'order.refunded', data });
  await cloud.advanceTo(noon + 5 * hour);
  expect(await outcomes(cloud)).toEqual([]);
  expect(await enrollments(cloud)).toMatchObject([{ enrollment: { ended: { because: 'exit' } } }]);
  expect(await closeFigures(cloud.world)).toMatchObject({ targeted: 0, open: 0 });
});

it('each of several late activities in one batch publishes its event', async () => {
  const cloud = await shop({ campaigns: [thanks({ entry: again('1 hour'), steps: [{ emit: 'gift.due' }] })], liveFrom: longAgo });
  await place(cloud, order('a', { occurredAt: noon - 5 * hour }), order('b', { occurredAt: noon - 3 * hour }));
  await cloud.settle();
  expect(cloud.world.events.map(({ event }) => event.type)).toEqual(['gift.due', 'gift.due']);
  expect(new Set(cloud.world.events.map(({ event }) => event.id)).size).toBe(2);
});

it('a birthday that is corrected while the old one fires keeps its new date', async () => {
  const birthday = thanks({
    id: 'birthday',
    entry: { trigger: { date: 'customer.birthday', every: 'year' }, audience: { field: 'metrics.orders', atLeast: 5 } },
  });
  const born = (date: string) => ({ attributes: { birthday: date, zone: 'Europe/London' } });
  const cloud = await shop({ campaigns: [birthday], details: born('1990-11-03') });
  const before = await cloud.world.table.get(keys.hint(ann, 'birthday'));
  const dueAt = Number(before?.dueAt);
  cloud.now = dueAt + 60_000;

  const { write } = cloud.world.table;
  let corrected = false;
  cloud.world.table.write = async (operations) => {
    if (!corrected && operations.some((operation) => 'put' in operation && operation.put.sk === 'HINT#birthday')) {
      corrected = true;
      await saveCustomer(cloud.world, { customer: 'ann', ...born('1990-12-01'), at: cloud.now });
      await cloud.settle();
    }
    return write(operations);
  };
  await wakeEnrollment(cloud.world, { cid: ann, sk: 'HINT#birthday', dueAt });
  expect(corrected).toBe(true);
  expect(await cloud.world.table.get(keys.hint(ann, 'birthday'))).toMatchObject({ hint: { date: '2026-12-01' } });
});

it('an old file that is imported again after a withdrawal gives no consent back', async () => {
  const details = {
    customer: 'ann',
    attributes: { firstName: 'Ann' },
    consent: { email: { offers: true } },
    evidence: { source: 'api' as const },
    at: noon - 40 * day,
  };
  const cloud = await shop({ details });
  const secrets = { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] };
  await withdrawConsent(cloud.world, signUnsubscription(secrets, { cid: ann, channel: 'email', topic: 'offers' }), []);
  expect(await saveCustomer(cloud.world, { email: 'ann@private.example', ...details })).toBe('same');
  expect((await loadContact(cloud.world, ann))?.consent.email).toEqual({ offers: false });
});
