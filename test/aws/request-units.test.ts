import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentNames } from '../../lib/aws/env.ts';
import { awsWorld } from '../../lib/aws/world.ts';
import type { Activity } from '../../lib/core/activity.ts';
import { loadCatalogue, publishCatalogue } from '../../lib/store/catalogue.ts';
import { enrollmentFromItem } from '../../lib/store/enrollments.ts';
import { customerKey } from '../../lib/store/keys.ts';
import { ensureSecrets, loadSecrets } from '../../lib/store/secrets.ts';
import { applyActivities } from '../../lib/usecases/apply-activities.ts';
import { recordActivity } from '../../lib/usecases/record-activity.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { sendMessage } from '../../lib/usecases/send-message.ts';
import { wakeEnrollment } from '../../lib/usecases/wake-enrollment.ts';
import type { World } from '../../lib/world.ts';
import { noDatabase, openDatabase, type TestDatabase } from '../contract/database.ts';
import { circle } from '../functions/member-shop.ts';
import { publication } from '../functions/publication.ts';
import { countConsumed } from './consumed-capacity.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const hour = 3_600_000;
const minute = 60_000;
const cid = customerKey('p'.repeat(40), 'ann');

describe.skipIf(noDatabase)('request units, counted by DynamoDB itself', () => {
  let database: TestDatabase;
  let world: World;
  let consumed: ReturnType<typeof countConsumed>;
  let now = noon;

  beforeAll(async () => {
    database = await openDatabase();
    const environment = {
      ...database.environment,
      [environmentNames.publicUrl]: 'https://shop.example',
      [environmentNames.assetsUrl]: 'https://assets.example',
    };
    const aws = awsWorld({ now: () => now, environment, dynamodb: database.client });
    world = { ...aws, sendEmail: async () => ({ outcome: 'sent', providerId: 'm1' }) };
    await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] });
    await publishCatalogue(world, publication(), noon - hour);
    await saveCustomer(world, { customer: 'ann', attributes: { firstName: 'Ann', country: 'GB' }, email: 'ann@private.example', at: noon });
    consumed = countConsumed(database.client);
  });
  afterAll(() => database?.close());

  async function units(run: () => Promise<unknown>): Promise<{ write: number; read: number }> {
    consumed.reset();
    await run();
    return { write: consumed.write, read: consumed.read };
  }
  /** From the order to the thank-you, each stage with its units. */
  async function thankFor(id: string) {
    const order: Activity = {
      id,
      type: 'order.placed',
      customer: 'ann',
      occurredAt: now,
      data: { orderId: id, total: { amount: 4990, currency: 'GBP' } },
    };
    const sk = `ENR#thank-you#${id}`;
    const enrollment = async () => enrollmentFromItem((await world.table.get({ table: 'relations', pk: cid, sk })) ?? {}).enrollment;
    await loadCatalogue(world);
    await loadSecrets(world);
    const record = await units(() => recordActivity(world, order));
    const apply = await units(() => applyActivities(world, cid, [order]));
    now += 2 * hour;
    await loadCatalogue(world);
    await loadSecrets(world);
    const wake = await units(() => wakeEnrollment(world, { cid, sk, dueAt: now }));
    const [message] = (await enrollment()).outbox;
    if (message?.kind !== 'message') throw new Error('no message was planned');
    const send = await units(() => sendMessage(world, { cid, enrollment: sk, message }, 'n'));
    return { record, apply, wake, send };
  }

  it('an order with its thank-you costs 12 writes', async () => {
    // Definitions and templates are read once per process, keys and what is in force every few minutes.
    await thankFor('o1');
    expect(await thankFor('o2')).toEqual({
      record: { write: 1, read: 0 },
      // One transaction: its mark 2, the profile 2, the enrollment 2; and its row in the due index 1.
      apply: { write: 7, read: 3 },
      // The enrollment 1, and out of the due index 1.
      wake: { write: 2, read: 3 },
      // A claim and a record.
      send: { write: 2, read: 3 },
    });
  });

  it('an order with its thank-you and with points costs at most 16 writes', async () => {
    const { campaigns, ...rest } = publication();
    await publishCatalogue(world, { ...rest, campaigns, programs: [circle({ tiers: undefined })] }, noon - hour);
    now += minute;
    // She is a member from her first order on.
    await thankFor('o3');
    const { record, apply, wake, send } = await thankFor('o4');
    expect({ record, apply, wake, send }).toEqual({
      record: { write: 1, read: 0 },
      // Beside the mark, the profile and the enrollment: the account 2, and the order with its line of the ledger 2.
      apply: { write: 11, read: 5 },
      wake: { write: 2, read: 3 },
      send: { write: 2, read: 3 },
    });
    const writes = record.write + apply.write + wake.write + send.write;
    const reads = record.read + apply.read + wake.read + send.read;
    expect(writes).toBeLessThanOrEqual(16);
    // https://aws.amazon.com/dynamodb/pricing/on-demand/ in us-east-1; Lambda, streams and queues are the same .5 as without.
    expect(writes * 0.625 + reads * 0.125 + 0.5).toBeLessThanOrEqual(12);
  });

  it('a step of a journey, from one wait to the next, costs 5 writes', async () => {
    const step = async (id: string) => {
      const visit: Activity = { id, type: 'customer.visited', customer: 'ann', occurredAt: now, data: {} };
      await recordActivity(world, visit);
      await applyActivities(world, cid, [visit]);
      now += hour;
      await loadCatalogue(world);
      await loadSecrets(world);
      const sk = `ENR#journey#${id}`;
      const wake = await units(() => wakeEnrollment(world, { cid, sk, dueAt: now }));
      const item = await world.table.get({ table: 'relations', pk: cid, sk });
      const [message] = enrollmentFromItem(item ?? {}).enrollment.outbox;
      if (message?.kind !== 'message') throw new Error('no message was planned');
      const send = await units(() => sendMessage(world, { cid, enrollment: sk, message }, 'n'));
      return { wake, send };
    };
    await step('v1');
    // The enrollment 1, its move in the due index 2; a claim and a record.
    expect(await step('v2')).toEqual({ wake: { write: 3, read: 3 }, send: { write: 2, read: 3 } });
  });
});
