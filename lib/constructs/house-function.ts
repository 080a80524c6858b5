import { fileURLToPath } from 'node:url';
import { Duration, Stack } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { environmentNames } from '../aws/env.ts';
import type { FunctionName } from '../wiring.ts';
import type { TableRight, Wiring } from '../wiring-shape.ts';
import { dueIndex, tableNames } from '../world.ts';
import { acknowledge } from './acknowledge.ts';
import type { AssetStore } from './asset-store.ts';
import { bundling } from './bundling.ts';
import type { DataTables } from './data-tables.ts';
import type { MessageChannels } from './message-channels.ts';
import type { StageSettings } from './stage.ts';
import type { TaskQueues } from './task-queues.ts';

/** Everything that a function can be granted. */
export interface Cloud {
  stage: StageSettings;
  tables: DataTables;
  queues: TaskQueues;
  channels: MessageChannels;
  bus: EventBus;
  assets: AssetStore;
  /** The definitions, checked and compiled, for the function that publishes them; a file. */
  publication?: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Megabytes. What a deploy publishes is read at once, pictures and all: as much of it as a function's code may be, 250 MB. */
const memory = { usually: 512, deploy: 2048 };
/** A transaction needs what its parts need. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
const actions: Record<Exclude<TableRight, 'due'>, string> = {
  get: 'dynamodb:GetItem',
  query: 'dynamodb:Query',
  scan: 'dynamodb:Scan',
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
  delete: 'dynamodb:DeleteItem',
  check: 'dynamodb:ConditionCheckItem',
};

/** One file under `functions/` as a Lambda function: bundled, with a role of its own that holds what the wiring names and nothing else. */
export class HouseFunction extends Construct {
  readonly lambda: NodejsFunction;
  readonly role: Role;
  readonly wiring: Wiring;
  private readonly cloud: Cloud;

  constructor(scope: Construct, name: FunctionName, props: { cloud: Cloud; wiring: Wiring }) {
    super(scope, name);
    this.cloud = props.cloud;
    this.wiring = props.wiring;
    const { stage } = props.cloud;
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), description: `functions/${name}.ts` });
    const logGroup = new LogGroup(this, 'Log', { retention: stage.logRetention, removalPolicy: stage.removalPolicy });
    logGroup.grantWrite(this.role);
    this.lambda = new NodejsFunction(this, 'Function', {
      entry: `${root}functions/${name}.ts`,
      handler: 'handler',
      description: `Without it: ${props.wiring.errorImpact}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 'deploy' in props.wiring.source ? memory.deploy : memory.usually,
      timeout: Duration.seconds(props.wiring.timeout),
      role: this.role,
      logGroup,
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      bundling: { ...bundling, ...this.beside(), bundleAwsSDK: true, forceDockerBundling: false },
      environment: {
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: 'Rapport',
        [environmentNames.stage]: stage.name,
      },
    });
    this.grantTables();
    this.grantQueues();
    this.grantChannels();
    acknowledge(this, 'logs carry the ids that link one message’s records; a trace of a batch of a hundred customers would not say more', [
      'Serverless-LambdaTracing',
    ]);
    acknowledge(this, 'failures go to the destination of the asynchronous call or of the event source, which also says why', [
      'Serverless-LambdaDLQ',
    ]);
  }

  allow(actions: string[], resources: string[]): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources }));
  }

  /** What a deploy publishes stands beside the function, so that its change is the function's. */
  private beside(): Pick<BundlingOptions, 'commandHooks'> {
    const { publication } = this.cloud;
    if (!('deploy' in this.wiring.source) || !publication) return {};
    const copy = (_: string, output: string): string[] => [
      `cp ${JSON.stringify(publication)} ${JSON.stringify(`${output}/publication.json`)}`,
    ];
    return { commandHooks: { beforeBundling: () => [], beforeInstall: () => [], afterBundling: copy } };
  }

  private grantTables(): void {
    for (const name of tableNames) {
      const rights = this.wiring.access.tables?.[name];
      if (!rights) continue;
      const table = this.cloud.tables.byName[name];
      const onTable = rights.flatMap((right) => (right === 'due' ? [] : [actions[right]]));
      if (onTable.length > 0) this.allow(onTable, [table.tableArn]);
      if (rights.includes('due')) this.allow(['dynamodb:Query'], [`${table.tableArn}/index/${dueIndex.name}`]);
      this.lambda.addEnvironment(environmentNames.tables[name], table.tableName);
    }
  }

  private grantQueues(): void {
    for (const name of ['dead-letters', ...(this.wiring.access.queues ?? [])] as const) {
      const queue = this.cloud.queues.byName[name];
      this.allow(['sqs:SendMessage'], [queue.queueArn]);
      this.lambda.addEnvironment(environmentNames.queues[name], queue.queueUrl);
    }
    for (const name of this.wiring.access.waiting ?? []) {
      const queue = this.cloud.queues.byName[name];
      this.allow(['sqs:GetQueueAttributes'], [queue.queueArn]);
      this.lambda.addEnvironment(environmentNames.queues[name], queue.queueUrl);
    }
  }

  private grantChannels(): void {
    const { access } = this.wiring;
    const { assets, channels, bus } = this.cloud;
    const arn = (service: string, resource: string): string => Stack.of(this).formatArn({ service, resource });
    if (access.email) {
      this.allow(
        ['ses:SendRawEmail'],
        [...this.sendersOf('ses', ['identity']), arn('ses', `configuration-set/${channels.email.configurationSetName}`)],
      );
      this.lambda.addEnvironment(environmentNames.configurationSet, channels.email.configurationSetName);
    }
    if (access.sms) {
      this.allow(
        ['sms-voice:SendTextMessage'],
        [...this.sendersOf('sms-voice', ['phone-number', 'pool', 'sender-id']), channels.sms.attrArn],
      );
      this.lambda.addEnvironment(environmentNames.smsConfigurationSet, channels.sms.ref);
    }
    if (access.quota) {
      this.allow(['ses:GetSendQuota', 'ses:GetSendStatistics'], ['*']);
      acknowledge(this.role, 'GetSendQuota and GetSendStatistics tell of the account and name no resource', [
        'AwsSolutions-IAM5[Resource::*]',
      ]);
    }
    if (access.email || access.sms) this.lambda.addEnvironment(environmentNames.assetsUrl, assets.url);
    if (access.assets) {
      this.allow(['s3:PutObject'], [assets.bucket.arnForObjects('*')]);
      acknowledge(this.role, 'any picture of campaigns/assets/, each under a name that its content gives it', [
        'AwsSolutions-IAM5[Resource::<AssetsBucket252B3DF7.Arn>/*]',
      ]);
      this.lambda.addEnvironment(environmentNames.assetsBucket, assets.bucket.bucketName);
    }
    if (access.bus) {
      this.allow(['events:PutEvents'], [bus.eventBusArn]);
      this.lambda.addEnvironment(environmentNames.bus, bus.eventBusName);
    }
  }

  /** Senders stand in `campaigns/settings.json`, and a new one needs no deploy. */
  private sendersOf(service: string, kinds: string[]): string[] {
    acknowledge(
      this.role,
      'which addresses and numbers a brand sends from is set in campaigns/settings.json and changes without a deploy',
      kinds.map((kind) => `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${kind}/*]`),
    );
    return kinds.map((kind) => Stack.of(this).formatArn({ service, resource: `${kind}/*` }));
  }
}
