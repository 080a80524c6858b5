import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { chooseStages, stageNames } from '../../lib/constructs/stage.ts';
import { checkedApp, resource, resources, template } from './cloud.ts';

describe.each(stageNames)('the stack of %s', (stage) => {
  it('is the template that was reviewed', () => {
    // Code changes with every commit; what matters here is everything around it.
    const text = JSON.stringify(template(stage).toJSON(), null, 2).replaceAll(/[0-9a-f]{64}\.zip/g, 'code.zip');
    expect(JSON.parse(text)).toMatchSnapshot();
  });

  it('can restore every table to any second, and pays per request', () => {
    const tables = Object.values(resources(stage, 'AWS::DynamoDB::GlobalTable'));
    expect(tables).toHaveLength(4);
    for (const { Properties } of tables) {
      expect(Properties.BillingMode).toBe('PAY_PER_REQUEST');
      expect(Properties.Replicas).toHaveLength(1);
      expect(Properties.Replicas[0].PointInTimeRecoverySpecification).toMatchObject({ PointInTimeRecoveryEnabled: true });
      expect(Properties.KeySchema).toEqual([
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ]);
    }
  });

  it('finds what is due by shard and instant, and forgets ended enrollments', () => {
    const { Properties } = resource(stage, 'AWS::DynamoDB::GlobalTable', 'Tables/relations');
    expect(Properties.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'dueShard', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'ttl', Enabled: true });
    expect(Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  });

  it('streams what customers did, and never the profiles that are scanned', () => {
    const view = (name: string): unknown =>
      resource(stage, 'AWS::DynamoDB::GlobalTable', `Tables/${name}`).Properties.StreamSpecification?.StreamViewType;
    expect({ activities: view('activities'), customers: view('customers'), control: view('control') }).toEqual({ activities: 'NEW_IMAGE' });
  });

  it('encrypts every queue and refuses plain HTTP to all of them', () => {
    const queues = Object.entries(resources(stage, 'AWS::SQS::Queue'));
    for (const [, { Properties }] of queues)
      expect(Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    const guarded = Object.values(resources(stage, 'AWS::SQS::QueuePolicy')).filter(({ Properties }) =>
      JSON.stringify(Properties).includes('"aws:SecureTransport":"false"'),
    );
    expect(guarded).toHaveLength(queues.length);
  });

  it('reports all that becomes of an e-mail', () => {
    const destination = resource(stage, 'AWS::SES::ConfigurationSetEventDestination', 'Channels/Email/Events');
    expect(destination.Properties.EventDestination).toMatchObject({ Enabled: true });
    expect(destination.Properties.EventDestination.MatchingEventTypes).toEqual(
      expect.arrayContaining(['send', 'reject', 'bounce', 'complaint', 'delivery', 'open', 'click', 'deliveryDelay', 'renderingFailure']),
    );
    const [set] = Object.values(resources(stage, 'AWS::SES::ConfigurationSet'));
    expect(set?.Properties.ReputationOptions).toEqual({ ReputationMetricsEnabled: true });
  });

  it('is told a second time, by a topic, what must not be missed', () => {
    const { Properties, DependsOn } = resource(stage, 'AWS::SES::ConfigurationSetEventDestination', 'Channels/Email/Feedback');
    const topic = resource(stage, 'AWS::SNS::Topic', 'Channels/feedback');
    expect(Properties.EventDestination).toEqual({
      Enabled: true,
      MatchingEventTypes: ['bounce', 'complaint', 'subscription', 'reject', 'renderingFailure'],
      SnsDestination: { TopicARN: { Ref: topic.id } },
    });
    expect(DependsOn).toContain(resource(stage, 'AWS::SNS::TopicPolicy', 'Channels/feedback/Policy').id);
  });

  it('hears by a topic what becomes of texts, and tells where answers go', () => {
    const { Properties, DependsOn } = resource(stage, 'AWS::SMSVOICE::ConfigurationSet', 'Channels/Sms');
    const topic = { Ref: resource(stage, 'AWS::SNS::Topic', 'Channels/texts').id };
    expect(Properties.EventDestinations).toEqual([
      { EventDestinationName: 'texts', Enabled: true, MatchingEventTypes: ['TEXT_ALL'], SnsDestination: { TopicArn: topic } },
    ]);
    expect(DependsOn).toContain(resource(stage, 'AWS::SNS::TopicPolicy', 'Channels/texts/Policy').id);
    expect(template(stage).findOutputs('InboundTextsTopicArn')).toMatchObject({ InboundTextsTopicArn: { Value: topic } });
  });

  it.each([
    ['feedback', 'ses.amazonaws.com', 'AWS:SourceAccount'],
    ['texts', 'sms-voice.amazonaws.com', 'aws:SourceAccount'],
  ])('lets nobody speak on the topic %s but %s for this account, and only over TLS', (name, Service, account) => {
    const { Properties } = resource(stage, 'AWS::SNS::TopicPolicy', `Channels/${name}/Policy`);
    const statements: { Effect: string }[] = Properties.PolicyDocument.Statement;
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toMatchObject([
      {
        Principal: { Service },
        Action: 'sns:Publish',
        Condition: { StringEquals: { [account]: { Ref: 'AWS::AccountId' } } },
      },
    ]);
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toMatchObject([
      { Condition: { Bool: { 'aws:SecureTransport': 'false' } }, Principal: '*' },
    ]);
  });

  it('hears only of mail that this stage sent', () => {
    const { Properties } = resource(stage, 'AWS::Events::Rule', 'on-delivery-event/Source');
    const set = Object.keys(resources(stage, 'AWS::SES::ConfigurationSet'))[0];
    expect(Properties.EventPattern.detail).toEqual({ mail: { tags: { 'ses:configuration-set': [{ Ref: set }] } } });
  });

  it('keeps logs for a time and not for ever, and no token in any of them', () => {
    for (const { Properties } of Object.values(resources(stage, 'AWS::Logs::LogGroup')))
      expect(Properties.RetentionInDays).toBeGreaterThan(0);
    const [api] = Object.values(resources(stage, 'AWS::ApiGatewayV2::Stage'));
    const format = String(api?.Properties.AccessLogSettings.Format);
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/\$context\.(path|identity)/);
  });

  it('throttles every route, and signs the ones that write activities', () => {
    const routes = Object.values(resources(stage, 'AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
    const [api] = Object.values(resources(stage, 'AWS::ApiGatewayV2::Stage'));
    for (const { RouteKey } of routes) {
      expect(api?.Properties.RouteSettings[RouteKey]).toEqual({
        ThrottlingRateLimit: expect.any(Number),
        ThrottlingBurstLimit: expect.any(Number),
      });
    }
    for (const key of ['POST /activities', 'POST /responses'])
      expect(routes.find(({ RouteKey }) => RouteKey === key)?.AuthorizationType).toBe('AWS_IAM');
  });
});

describe('stages', () => {
  it('protect customers’ data in production only', () => {
    for (const { Properties, DeletionPolicy } of Object.values(resources('prod', 'AWS::DynamoDB::GlobalTable'))) {
      expect(DeletionPolicy).toBe('Retain');
      expect(Properties.Replicas[0].DeletionProtectionEnabled).toBe(true);
    }
    for (const { Properties, DeletionPolicy } of Object.values(resources('dev', 'AWS::DynamoDB::GlobalTable'))) {
      expect(DeletionPolicy).toBe('Delete');
      expect(Properties.Replicas[0].DeletionProtectionEnabled ?? false).toBe(false);
    }
  });

  it('are all made unless one is asked for, and an unknown one is refused by name', () => {
    expect(chooseStages(undefined).map(({ name }) => name)).toEqual(['dev', 'prod']);
    expect(chooseStages('prod').map(({ name }) => name)).toEqual(['prod']);
    expect(() => chooseStages('production')).toThrow('There is no stage "production". Stages are dev, prod');
  });
});

describe('the alarms', () => {
  it('are few, call a person and say what is lost meanwhile', () => {
    const alarms = Object.values(resources('prod', 'AWS::CloudWatch::Alarm'));
    expect(alarms.length).toBeLessThanOrEqual(10);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toHaveLength(1);
      expect(Properties.AlarmDescription.length).toBeGreaterThan(80);
      expect(Properties.AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });
});

describe('cdk-nag', () => {
  it('fails the synthesis on a finding without a written reason', () => {
    const stack = new Stack(checkedApp(), 'careless');
    new Queue(stack, 'Unguarded');
    expect(() => Template.fromStack(stack)).toThrow('AwsSolutions-SQS3');
  });
});
