import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { chooseStages } from '../lib/constructs/stage.ts';
import { MarketingStack } from '../lib/marketing-stack.ts';

// One stack per stage: `cdk deploy rapport-dev`, or `-c stage=prod` (or RAPPORT_STAGE) for that stage alone.
const app = new App({ analyticsReporting: false });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
for (const stage of chooseStages(app.node.tryGetContext('stage') ?? process.env.RAPPORT_STAGE)) new MarketingStack(app, stage);
