import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { ann, day, enrollments, noon, order, outcomes, place, shop, thanks } from './shop.ts';

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const days = 400;

/** What DynamoDB does within days of the time that an item names, in seconds. */
async function forget(cloud: Cloud): Promise<void> {
  for (const { table, pk, sk, ttl } of await enrollments(cloud))
    if (Number(ttl) * 1000 < cloud.now) await cloud.world.table.write([{ delete: { table, pk, sk } }]);
}

it('400 daily mails leave a small contact, day counts no older than the caps, and enrollments that are forgotten', async () => {
  const cloud = await shop();
  const { settings, ...rest } = publication();
  const caps = [
    { class: 'marketing' as const, atMost: 60, per: '30 days' },
    { channel: 'email' as const, atMost: 3, per: '1 day' },
  ];
  const offers = thanks({ id: 'offers', kind: 'database', topic: 'offers', steps: [{ send: 'thanks', validFor: '1 day' }] });
  await publishCatalogue(cloud.world, { ...rest, settings: { ...settings, caps }, campaigns: [offers] }, noon);

  let largest = 0;
  let mostDays = 0;
  for (let passed = 1; passed <= days; passed++) {
    cloud.now = noon + passed * day;
    await place(cloud, order(`o${passed}`, { occurredAt: cloud.now }));
    await cloud.settle();
    await forget(cloud);
    const contact = await cloud.world.table.get(keys.contact(ann));
    largest = Math.max(largest, JSON.stringify(contact).length);
    mostDays = Math.max(mostDays, Object.keys(contact?.d ?? {}).length);
  }

  expect(await outcomes(cloud)).toEqual(Array.from({ length: days }, () => 'sent'));
  expect(largest).toBeLessThanOrEqual(2048);
  expect(mostDays).toBeLessThanOrEqual(31);
  const stored = await enrollments(cloud);
  expect(stored).toHaveLength(91);
  for (const { ttl, enrollment } of stored) expect(ttl).toBe(((enrollment as { ended: { at: number } }).ended.at + 90 * day) / 1000);
}, 30_000);
