import { Duration } from 'aws-cdk-lib';
import { type IEventBusRef, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Source, TopicName } from '../wiring-shape.ts';
import { againType } from '../world.ts';
import { acknowledge } from './acknowledge.ts';
import type { Cloud, HouseFunction } from './house-function.ts';

type Of<K extends string> = Extract<Source, Record<K, unknown>>;
/** How long an event of a bus or a topic is tried again while the function is throttled or down. */
const patience = Duration.hours(6);

/** Wakes a function by what its wiring names. Routes are the public API's. */
export function connectSource(house: HouseFunction, cloud: Cloud, defaultBus: IEventBusRef): void {
  const { source } = house.wiring;
  if ('stream' in source) connectStream(house, source, cloud);
  if ('queue' in source) connectQueue(house, source, cloud);
  if ('schedule' in source) connectSchedule(house, source, cloud);
  if ('bus' in source) connectBus(house, source, { cloud, bus: source.bus === 'default' ? defaultBus : cloud.bus });
  if ('sns' in source && source.sns) connectTopic(house, source.sns, cloud);
  if (!('schedule' in source || 'bus' in source || 'sns' in source)) {
    acknowledge(house, 'nothing calls this function asynchronously', ['Serverless-LambdaAsyncFailureDestination']);
  }
}

function connectStream(house: HouseFunction, source: Of<'stream'>, { tables, queues }: Cloud): void {
  const stream = tables.byName[source.stream].tableStreamArn;
  if (!stream) throw new Error(`wiring: the table ${source.stream} has no stream (see streamViews in lib/world.ts)`);
  house.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [stream]);
  house.allow(['dynamodb:ListStreams'], ['*']);
  acknowledge(house.role, 'ListStreams names no resource; Lambda refuses the mapping without it', ['AwsSolutions-IAM5[Resource::*]']);
  house.lambda.addEventSourceMapping('Source', {
    eventSourceArn: stream,
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: [{ pattern: JSON.stringify(source.filter) }],
    batchSize: source.batchSize,
    ...(source.tumbling && {
      maxBatchingWindow: Duration.seconds(source.tumbling.gather),
      tumblingWindow: Duration.seconds(source.tumbling.window),
    }),
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: source.retries,
    maxRecordAge: Duration.hours(source.maxAgeHours),
    onFailure: new SqsDlq(queues.byName['dead-letters']),
  });
}

function connectQueue(house: HouseFunction, source: Of<'queue'>, { queues }: Cloud): void {
  const queue = queues.byName[source.queue];
  house.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queue.queueArn]);
  house.lambda.addEventSourceMapping('Source', {
    eventSourceArn: queue.queueArn,
    batchSize: source.batchSize,
    maxConcurrency: source.maxConcurrency,
    reportBatchItemFailures: true,
  });
  acknowledge(house, 'a queue’s failed messages go to the dead-letter queue of the queue itself', [
    'Serverless-LambdaEventSourceMappingDestination',
  ]);
}

function connectSchedule(house: HouseFunction, source: Of<'schedule'>, { queues }: Cloud): void {
  // The next tick does the work of a missed one: repeating an old tick would only pile up.
  const once = { retryAttempts: 0, maxEventAge: Duration.minutes(1) };
  const role = new Role(house, 'SchedulerRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [house.lambda.functionArn] }));
  house.lambda.configureAsyncInvoke({ ...once, onFailure: new SqsDestination(queues.byName['dead-letters']) });
  new Schedule(house, 'Source', {
    schedule: ScheduleExpression.expression(source.schedule),
    target: new LambdaInvoke(house.lambda, { ...once, role: role.withoutPolicyUpdates() }),
  });
}

function connectBus(house: HouseFunction, source: Of<'bus'>, { cloud, bus }: { cloud: Cloud; bus: IEventBusRef }): void {
  const deadLetterQueue = cloud.queues.byName['dead-letters'];
  const { source: from, 'detail-type': detailType } = source.pattern;
  // The default bus carries the events of every stage and of strangers: only those of our own configuration set are ours.
  const ours = { mail: { tags: { 'ses:configuration-set': [cloud.channels.email.configurationSetName] } } };
  keepTrying(house, cloud);
  new Rule(house, 'Source', {
    eventBus: bus,
    eventPattern: {
      ...(from ? { source: from } : {}),
      ...(detailType ? { detailType } : {}),
      ...(source.bus === 'default' ? { detail: ours } : {}),
    },
    targets: [new LambdaFunction(house.lambda, { deadLetterQueue, retryAttempts: 185, maxEventAge: patience })],
  });
}

function connectTopic(house: HouseFunction, name: TopicName, cloud: Cloud): void {
  if (!('bus' in house.wiring.source)) keepTrying(house, cloud);
  // What SNS cannot hand to Lambda, which it tries for 23 days.
  const deadLetterQueue = cloud.queues.byName['dead-letters'];
  cloud.channels.topics[name].addSubscription(new LambdaSubscription(house.lambda, { deadLetterQueue }));
  // What it put off comes back this way.
  new Rule(house, 'Again', {
    eventBus: cloud.bus,
    eventPattern: { source: ['rapport'], detailType: [againType(house.node.id)] },
    targets: [new LambdaFunction(house.lambda, { deadLetterQueue, retryAttempts: 185, maxEventAge: patience })],
  });
}

/** What Lambda took of a bus or a topic, and the function could not do. */
function keepTrying(house: HouseFunction, { queues }: Cloud): void {
  house.lambda.configureAsyncInvoke({
    retryAttempts: 2,
    maxEventAge: patience,
    onFailure: new SqsDestination(queues.byName['dead-letters']),
  });
}
