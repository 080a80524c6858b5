import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { environmentNames } from '../../lib/aws/env.ts';
import { type FunctionName, wiring } from '../../lib/wiring.ts';
import type { TopicName, Wiring } from '../../lib/wiring-shape.ts';
import { queueNames, type TableName, tableNames } from '../../lib/world.ts';
import { resource, resources } from './cloud.ts';

const stage = 'prod';
const names = Object.keys(wiring) as FunctionName[];
const entries = names.map((name) => [name, wiring[name] as Wiring] as const);
const arn = (id: string, attribute = 'Arn'): unknown => ({ 'Fn::GetAtt': [id, attribute] });
const lambdaId = (name: string): string => resource(stage, 'AWS::Lambda::Function', `${name}/Function`).id;
const queueArn = (name: string): unknown => arn(resource(stage, 'AWS::SQS::Queue', `Queues/${name}`).id);
const topic = (name: TopicName): string => resource(stage, 'AWS::SNS::Topic', `Channels/${name}`).id;
const table = (name: TableName) => resource(stage, 'AWS::DynamoDB::GlobalTable', `Tables/${name}`);

interface Statement {
  Action: string | string[];
  Resource: unknown;
}

/** What a function's role allows, one line for each action on each resource. */
function allowed(name: string): { action: string; on: unknown }[] {
  const { Properties } = resource(stage, 'AWS::IAM::Policy', `${name}/Role/DefaultPolicy`);
  return (Properties.PolicyDocument.Statement as Statement[]).flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((on) => ({ action, on }))),
  );
}

const actions = {
  get: 'dynamodb:GetItem',
  query: 'dynamodb:Query',
  scan: 'dynamodb:Scan',
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
  delete: 'dynamodb:DeleteItem',
  check: 'dynamodb:ConditionCheckItem',
};

describe('the wiring and the files', () => {
  it('name the same functions', () => {
    const files = readdirSync('functions').filter((file) => file.endsWith('.ts'));
    expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual([...names].sort());
  });
});

describe('the wiring and the stack', () => {
  it('name the same functions', () => {
    expect(Object.keys(resources(stage, 'AWS::Lambda::Function')).sort()).toEqual(names.map(lambdaId).sort());
  });

  it('have the same number of sources of each kind', () => {
    const count = (kind: string): number => entries.filter(([, { source }]) => kind in source).length;
    const routes = entries.flatMap(([, { source }]) => ('routes' in source ? source.routes : []));
    const made = (type: string): number => Object.keys(resources(stage, type)).length;
    expect(made('AWS::Lambda::EventSourceMapping')).toBe(count('stream') + count('queue'));
    expect(made('AWS::Scheduler::Schedule')).toBe(count('schedule'));
    // By one rule each, what a function put off comes back to it.
    expect(made('AWS::Events::Rule')).toBe(count('bus') + count('sns'));
    expect(made('AWS::SNS::Subscription')).toBe(count('sns'));
    expect(made('AWS::ApiGatewayV2::Route')).toBe(routes.length);
  });

  it.each(entries)('%s: runs on the Lambda that was measured, for as long as the wiring says', (name, { timeout }) => {
    expect(resource(stage, 'AWS::Lambda::Function', `${name}/Function`).Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: timeout,
      Handler: 'index.handler',
    });
  });

  it.each(entries)('%s: is woken as the wiring says', (name, { source, timeout }) => {
    if ('stream' in source) {
      expect(resource(stage, 'AWS::Lambda::EventSourceMapping', `${name}/Function/Source`).Properties).toEqual({
        FunctionName: { Ref: lambdaId(name) },
        EventSourceArn: arn(table(source.stream).id, 'StreamArn'),
        StartingPosition: 'TRIM_HORIZON',
        FilterCriteria: { Filters: [{ Pattern: JSON.stringify(source.filter) }] },
        BatchSize: source.batchSize,
        ...(source.tumbling && {
          MaximumBatchingWindowInSeconds: source.tumbling.gather,
          TumblingWindowInSeconds: source.tumbling.window,
        }),
        MaximumRetryAttempts: source.retries,
        MaximumRecordAgeInSeconds: source.maxAgeHours * 3600,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        DestinationConfig: { OnFailure: { Destination: queueArn('dead-letters') } },
      });
    }
    if ('queue' in source) {
      expect(resource(stage, 'AWS::Lambda::EventSourceMapping', `${name}/Function/Source`).Properties).toEqual({
        FunctionName: { Ref: lambdaId(name) },
        EventSourceArn: queueArn(source.queue),
        BatchSize: source.batchSize,
        ScalingConfig: { MaximumConcurrency: source.maxConcurrency },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      const queue = resource(stage, 'AWS::SQS::Queue', `Queues/${source.queue}`).Properties;
      expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeout);
      expect(queue.RedrivePolicy).toEqual({ deadLetterTargetArn: queueArn(`${source.queue}-dead`), maxReceiveCount: source.tries });
    }
    if ('schedule' in source) {
      const { Properties } = resource(stage, 'AWS::Scheduler::Schedule', `${name}/Source`);
      expect(Properties).toMatchObject({ ScheduleExpression: source.schedule, State: 'ENABLED' });
      expect(Properties.Target.Arn).toEqual(arn(lambdaId(name)));
    }
    if ('bus' in source) {
      const { Properties } = resource(stage, 'AWS::Events::Rule', `${name}/Source`);
      expect(Properties.EventPattern).toMatchObject(source.pattern);
      expect(Properties.Targets).toEqual([
        expect.objectContaining({
          Arn: arn(lambdaId(name)),
          DeadLetterConfig: { Arn: queueArn('dead-letters') },
          RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 185 },
        }),
      ]);
    }
    if ('sns' in source && source.sns) {
      const subscriptions = Object.values(resources(stage, 'AWS::SNS::Subscription')).map(({ Properties }) => Properties);
      expect(subscriptions.filter(({ Endpoint }) => Endpoint['Fn::GetAtt'][0] === lambdaId(name))).toEqual([
        {
          Protocol: 'lambda',
          TopicArn: { Ref: topic(source.sns) },
          Endpoint: arn(lambdaId(name)),
          RedrivePolicy: { deadLetterTargetArn: queueArn('dead-letters') },
        },
      ]);
      // What it puts off comes back by our own bus.
      expect(resource(stage, 'AWS::Events::Rule', `${name}/Again`).Properties).toMatchObject({
        EventBusName: { Ref: Object.keys(resources(stage, 'AWS::Events::EventBus'))[0] },
        EventPattern: { source: ['rapport'], 'detail-type': [`again.${name}`] },
        Targets: [{ Arn: arn(lambdaId(name)), DeadLetterConfig: { Arn: queueArn('dead-letters') } }],
      });
    }
    if ('bus' in source || 'sns' in source) {
      const asked = Object.values(resources(stage, 'AWS::Lambda::EventInvokeConfig')).map(({ Properties }) => Properties);
      expect(asked.filter(({ FunctionName }) => FunctionName.Ref === lambdaId(name))).toEqual([
        expect.objectContaining({
          MaximumRetryAttempts: 2,
          MaximumEventAgeInSeconds: 21_600,
          DestinationConfig: { OnFailure: { Destination: queueArn('dead-letters') } },
        }),
      ]);
    }
    if ('routes' in source) {
      const made = Object.values(resources(stage, 'AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
      for (const { method, path, signed } of source.routes) {
        const route = made.find(({ RouteKey }) => RouteKey === `${method} ${path}`);
        expect(route?.AuthorizationType).toBe(signed ? 'AWS_IAM' : 'NONE');
      }
    }
  });

  it.each(entries)('%s: may touch the tables, queues and channels that the wiring names, and nothing else', (name, { access, source }) => {
    const expected: { action: string; on: unknown }[] = [];
    const add = (actions: string[], on: unknown): unknown => expected.push(...actions.map((action) => ({ action, on })));
    const any = (service: string, kind: string): unknown => ({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${kind}/*`],
      ],
    });
    for (const each of tableNames) {
      for (const right of access.tables?.[each] ?? []) {
        if (right === 'due') add(['dynamodb:Query'], { 'Fn::Join': ['', [arn(table(each).id), '/index/due']] });
        else add([actions[right]], arn(table(each).id));
      }
    }
    for (const each of new Set(['dead-letters', ...(access.queues ?? [])])) add(['sqs:SendMessage'], queueArn(each));
    if (access.quota) add(['ses:GetSendQuota', 'ses:GetSendStatistics'], '*');
    if (access.assets) add(['s3:PutObject'], { 'Fn::Join': ['', [arn(Object.keys(resources(stage, 'AWS::S3::Bucket'))[0] ?? ''), '/*']] });
    if (access.bus) add(['events:PutEvents'], arn(Object.keys(resources(stage, 'AWS::Events::EventBus'))[0] ?? ''));
    if (access.email) add(['ses:SendRawEmail'], any('ses', 'identity'));
    if (access.sms) for (const kind of ['phone-number', 'pool', 'sender-id']) add(['sms-voice:SendTextMessage'], any('sms-voice', kind));
    add(['logs:CreateLogStream', 'logs:PutLogEvents'], arn(resource(stage, 'AWS::Logs::LogGroup', `${name}/Log`).id));
    if ('stream' in source) {
      add(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], arn(table(source.stream).id, 'StreamArn'));
      add(['dynamodb:ListStreams'], '*');
    }
    if ('queue' in source) add(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queueArn(source.queue));

    const text = (rights: { action: string; on: unknown }[]): string[] => rights.map((right) => JSON.stringify(right)).sort();
    // Lambda asks a destination for these two besides sending; the configuration sets' own ARNs are exact and tested by the snapshot.
    const incidental = /sqs:GetQueue(Attributes|Url)|configuration-set|ChannelsSms/;
    const granted = text(allowed(name)).filter((right) => !incidental.test(right));
    expect([...new Set(granted)]).toEqual([...new Set(text(expected).filter((right) => !incidental.test(right)))]);
  });

  it.each(entries)('%s: is told the names of what it was granted, and no others', (name, { access }) => {
    const told = Object.keys(resource(stage, 'AWS::Lambda::Function', `${name}/Function`).Properties.Environment.Variables);
    const sends = access.email || access.sms;
    const expected = [
      environmentNames.stage,
      ...tableNames.filter((each) => access.tables?.[each]).map((each) => environmentNames.tables[each]),
      ...queueNames
        .filter((each) => each === 'dead-letters' || access.queues?.includes(each) || access.waiting?.includes(each))
        .map((each) => environmentNames.queues[each]),
      ...(access.bus ? [environmentNames.bus] : []),
      ...(access.email ? [environmentNames.configurationSet] : []),
      ...(access.sms ? [environmentNames.smsConfigurationSet] : []),
      ...(sends ? [environmentNames.publicUrl, environmentNames.assetsUrl] : []),
      ...(access.assets ? [environmentNames.assetsBucket] : []),
    ];
    expect(told.filter((variable) => !/^(POWERTOOLS|AWS)_/.test(variable)).sort()).toEqual(expected.sort());
  });

  it('lets EventBridge, the topics and the API call the functions, and nobody else', () => {
    const principals = Object.values(resources(stage, 'AWS::Lambda::Permission')).map(({ Properties }) => {
      expect(Properties.SourceArn).toBeDefined();
      return Properties.Principal;
    });
    expect([...new Set(principals)].sort()).toEqual(['apigateway.amazonaws.com', 'events.amazonaws.com', 'sns.amazonaws.com']);
  });
});
