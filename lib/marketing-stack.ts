import { CfnOutput, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { environmentNames } from './aws/env.ts';
import { Alarms } from './constructs/alarms.ts';
import { AssetStore } from './constructs/asset-store.ts';
import { DataTables } from './constructs/data-tables.ts';
import { connectSource } from './constructs/event-sources.ts';
import { type Cloud, HouseFunction } from './constructs/house-function.ts';
import { MessageChannels } from './constructs/message-channels.ts';
import { PublicApi } from './constructs/public-api.ts';
import { Publisher } from './constructs/publisher.ts';
import type { StageSettings } from './constructs/stage.ts';
import { TaskQueues } from './constructs/task-queues.ts';
import { type FunctionName, wiring } from './wiring.ts';
import type { Wiring } from './wiring-shape.ts';

/** The cloud on one page: four tables, three queues, a bus, two channels, an API, and the functions that the wiring names. */
export class MarketingStack extends Stack {
  /** `publication` is a file of checked and compiled definitions that each deploy puts in force; without it none are. */
  constructor(scope: Construct, stage: StageSettings, publication?: string) {
    super(scope, `rapport-${stage.name}`, {
      description: `Rapport, one-to-one marketing (${stage.name})`,
      analyticsReporting: false,
      terminationProtection: stage.deletionProtection,
    });
    const defaultBus = EventBus.fromEventBusName(this, 'DefaultBus', 'default');
    const cloud: Cloud = {
      stage,
      tables: new DataTables(this, 'Tables', stage),
      queues: new TaskQueues(this, 'Queues'),
      channels: new MessageChannels(this, 'Channels', defaultBus),
      bus: new EventBus(this, 'Bus', { eventBusName: `rapport-${stage.name}` }),
      assets: new AssetStore(this, 'Assets', stage),
      ...(publication !== undefined && { publication }),
    };
    const api = new PublicApi(this, 'Public', stage);

    const functions = (Object.keys(wiring) as FunctionName[]).map((name) => {
      const entry: Wiring = wiring[name];
      const house = new HouseFunction(this, name, { cloud, wiring: entry });
      connectSource(house, cloud, defaultBus);
      if ('routes' in entry.source) api.serve(house, entry.source.routes);
      // Whoever writes to customers puts the way out into every message.
      if (entry.access.email || entry.access.sms) house.lambda.addEnvironment(environmentNames.publicUrl, api.url);
      return house;
    });

    const publisher = functions.filter(({ wiring: { source } }) => 'deploy' in source);
    if (publication) for (const house of publisher) new Publisher(this, 'Publish', { house, after: [cloud.tables, cloud.assets] });

    const alarms = new Alarms(this, 'Alarms', { cloud, functions, api: api.api });
    this.report({
      PublicUrl: api.url,
      PostActivitiesArn: api.invokeArn('POST', '/activities'),
      PostResponsesArn: api.invokeArn('POST', '/responses'),
      BusName: cloud.bus.eventBusName,
    });
    this.report({ AlarmTopicArn: alarms.topic.topicArn, EmailConfigurationSet: cloud.channels.email.configurationSetName });
    // A person points a two-way number at it.
    this.report({ InboundTextsTopicArn: cloud.channels.topics.texts.topicArn });
    this.report({ AssetsBucket: cloud.assets.bucket.bucketName, AssetsUrl: cloud.assets.url });
    this.report(Object.fromEntries(Object.entries(cloud.tables.byName).map(([name, { tableName }]) => [`${name}Table`, tableName])));
  }

  private report(outputs: Record<string, string>): void {
    for (const [id, value] of Object.entries(outputs)) new CfnOutput(this, id, { value });
  }
}
