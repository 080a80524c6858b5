import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentNames } from '../../lib/aws/env.ts';
import { awsWorld } from '../../lib/aws/world.ts';
import { emptyProfile } from '../../lib/core/customer.ts';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { settingsSchema } from '../../lib/core/definition/settings.ts';
import { loadCatalogue, publishCatalogue } from '../../lib/store/catalogue.ts';
import { type Chunk, chunkSchema } from '../../lib/store/chunks.ts';
import { saveContact } from '../../lib/store/contacts.ts';
import { toJson } from '../../lib/store/json.ts';
import { customerKey, keys } from '../../lib/store/keys.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';
import { sendChunk } from '../../lib/usecases/send-chunk.ts';
import type { World } from '../../lib/world.ts';
import { noDatabase, openDatabase, type TestDatabase } from '../contract/database.ts';
import { publication } from '../functions/publication.ts';
import { countConsumed } from './consumed-capacity.ts';

const noon = Date.UTC(2026, 10, 2, 12);
const cids = Array.from({ length: 100 }, (_, index) => customerKey('p'.repeat(40), `c${index}`));

describe.skipIf(noDatabase)('request units of a broadcast, counted by DynamoDB itself', () => {
  let database: TestDatabase;
  let world: World;
  let now = noon;
  let sent = 0;
  const waiting: { chunk: Chunk; from: number }[] = [];

  beforeAll(async () => {
    database = await openDatabase();
    const environment = {
      ...database.environment,
      [environmentNames.publicUrl]: 'https://shop.example',
      [environmentNames.assetsUrl]: 'https://shop.example',
    };
    world = {
      ...awsWorld({ now: () => now, environment, dynamodb: database.client }),
      emailQuota: async () => ({ perSecond: 50, perDay: -1, sentInDay: 0 }),
      sendEmail: async () => ({ outcome: 'sent', providerId: `m${++sent}` }),
      enqueue: async (_, tasks) => {
        for (const { body, delaySeconds = 0 } of tasks) waiting.push({ chunk: chunkSchema.parse(body), from: now + delaySeconds * 1000 });
        return [];
      },
    };
    await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] });
    const before = publication();
    const news = campaignSchema.parse({
      ...before.campaigns[0],
      id: 'news',
      exit: undefined,
      entry: { trigger: { once: '2026-11-02 12:00', zone: 'Europe/London' } },
      limits: { budget: '5 GBP' },
      steps: [{ send: 'hello', validFor: '1 day' }],
    });
    const settings = settingsSchema.parse({ ...before.settings, unitCosts: { email: '0.0001 GBP' } });
    await publishCatalogue(world, { ...before, campaigns: [news], settings }, noon - 1);
    for (const [index, cid] of cids.entries()) {
      await world.table.write([{ put: { ...keys.profile(cid), v: 1, profile: toJson(emptyProfile(`c${index}`)) } }]);
      await saveContact(world, cid, { email: `c${index}@private.example`, at: noon });
    }
  });
  afterAll(() => database?.close());

  it('are at most 2.3 writes and 2.6 reads for each recipient, budget and pacing included', async () => {
    const [live] = (await loadCatalogue(world)).live;
    const body = { campaign: 'news', version: live?.version ?? '', occurrence: '2026-11-02T12:00', dueAt: noon, first: 0 };
    for (let page = 0; page < 4; page++)
      waiting.push({ chunk: { ...body, place: `1.0.${page}`, cids: cids.slice(page * 25, (page + 1) * 25) }, from: noon });
    // Keys, definitions and templates are read once per process; the rate is saved by run-campaigns.
    const [first] = waiting.splice(0, 1);
    if (first) await sendChunk(world, first.chunk, { nonce: 'n', isPoison: () => false });
    sent = 0;
    const consumed = countConsumed(database.client);
    for (let next = waiting.shift(); next; next = waiting.sort((a, b) => a.from - b.from).shift()) {
      now = Math.max(now, next.from);
      await sendChunk(world, next.chunk, { nonce: `n${now}`, isPoison: () => false });
    }
    expect(sent).toBe(75);
    console.info(`a recipient of a broadcast: ${consumed.write / sent} W, ${consumed.read / sent} R`);
    expect(consumed.write / sent).toBeLessThanOrEqual(2.3);
    expect(consumed.read / sent).toBeLessThanOrEqual(2.6);
  });
});
