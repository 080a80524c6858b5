import { readFile } from 'node:fs/promises';
import middy from '@middy/core';
import { s3Assets } from '../lib/aws/assets.ts';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import type { Publication } from '../lib/store/catalogue.ts';
import { freshSecrets } from '../lib/store/fresh-secrets.ts';
import { holdBackCampaigns } from '../lib/usecases/hold-back-campaigns.ts';
import { publishCampaigns } from '../lib/usecases/publish-campaigns.ts';
import type { Asset, World } from '../lib/world.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

type Read = () => Promise<Publication>;

/** Called once after each deploy: puts the definitions that were checked and compiled at synthesis in force. */
export function create(world: World, read: Read = readBeside) {
  const log = functionLog('publish-campaigns');
  return middy()
    .use(logContext(log))
    .handler(async () => {
      // A deploy must not fail for want of consents: they can only be imported into what was deployed.
      const { publication, held } = await holdBackCampaigns(world, await read());
      const published = await publishCampaigns(world, publication, { liveFrom: world.now(), fresh: freshSecrets() });
      for (const campaign of held) log.logger.warn('held back until consents or suppressions were imported', { campaign });
      for (const { campaign, version, changed } of published) log.logger.info('live', { campaign, version, changed });
    });
}

/** Synthesis wrote it beside this file; the bytes of pictures are text there. */
async function readBeside(): Promise<Publication> {
  const publication = JSON.parse(await readFile(new URL('./publication.json', import.meta.url), 'utf8'));
  const assets = publication.assets.map((asset: Asset & { content: string }) => ({
    ...asset,
    content: Buffer.from(asset.content, 'base64'),
  }));
  return { ...publication, assets };
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue, putAsset: s3Assets }));
