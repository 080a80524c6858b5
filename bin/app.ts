import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { compileFolder } from '../lib/cli/compile-folder.ts';
import { chooseStages } from '../lib/constructs/stage.ts';
import { MarketingStack } from '../lib/marketing-stack.ts';

// One stack per stage: `cdk deploy rapport-dev`, or `-c stage=prod` (or RAPPORT_STAGE) for that stage alone.
const app = new App({ analyticsReporting: false });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
const publication = await writePublication();
for (const stage of chooseStages(app.node.tryGetContext('stage') ?? process.env.RAPPORT_STAGE)) new MarketingStack(app, stage, publication);

/** Checks and compiles `campaigns/`; a mistake there stops the deploy before it begins. */
async function writePublication(): Promise<string> {
  const compiled = await compileFolder('campaigns');
  const assets = compiled.assets?.map((asset) => ({ ...asset, content: Buffer.from(asset.content).toString('base64') })) ?? [];
  const file = join(mkdtempSync(join(tmpdir(), 'rapport-')), 'publication.json');
  writeFileSync(file, JSON.stringify({ ...compiled, assets }));
  return file;
}
