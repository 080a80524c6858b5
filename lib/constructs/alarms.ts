import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Cloud, HouseFunction } from './house-function.ts';

const period = Duration.minutes(5);

/**
 * One alarm for each kind of trouble, over all the functions it can befall, and each says what a person loses meanwhile.
 * CloudWatch bills every metric in an alarm, so kinds are few and metrics are chosen where failures end up.
 */
export class Alarms extends Construct {
  /** People subscribe to it. */
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { cloud, functions, api }: { cloud: Cloud; functions: HouseFunction[]; api: HttpApi }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    const reading = (source: string): HouseFunction[] => functions.filter(({ wiring }) => source in wiring.source);
    // What only counts keeps nobody waiting: what it cannot count ends in the dead letters.
    const streams = reading('stream').filter(({ wiring: { source } }) => !('tumbling' in source));
    // A tick that failed goes to the dead letters, and so does a task of the other queues: one metric is enough for each.
    const consumed = [cloud.queues.byName.triggered, cloud.queues.byName.work];

    this.raise('DeadLetters', {
      problem: 'Work failed for good and waits in a dead-letter queue. Meanwhile, by function:',
      functions,
      metrics: cloud.queues.deadLetters.map((queue) =>
        queue.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
      ),
      combine: 'SUM',
      above: 0,
    });
    this.raise('StreamsBehind', {
      problem: 'A stream has not been read for ten minutes. Meanwhile:',
      functions: streams,
      metrics: streams.map(({ lambda }) => lambda.metric('IteratorAge', { period, statistic: Stats.MAXIMUM })),
      combine: 'MAX',
      above: Duration.minutes(10).toMilliseconds(),
    });
    this.raise('QueuesBehind', {
      problem: 'A task has waited in its queue for half an hour. Meanwhile:',
      functions: reading('queue').filter(({ wiring }) => 'queue' in wiring.source && /^(triggered|work)$/.test(wiring.source.queue)),
      metrics: consumed.map((queue) => queue.metricApproximateAgeOfOldestMessage({ period, statistic: Stats.MAXIMUM })),
      combine: 'MAX',
      above: Duration.minutes(30).toSeconds(),
    });
    this.raise('CallsFail', {
      problem: 'Calls that nobody repeats have failed more than three times in five minutes. Meanwhile:',
      functions: reading('routes'),
      // One metric for all routes, and it counts a crash and a 500 alike.
      metrics: [api.metricServerError({ period, statistic: Stats.SUM })],
      combine: 'SUM',
      above: 3,
    });
    this.reputation(cloud);
  }

  private raise(
    id: string,
    kind: { problem: string; functions: HouseFunction[]; metrics: IMetric[]; combine: 'SUM' | 'MAX'; above: number },
  ): void {
    const usingMetrics = Object.fromEntries(kind.metrics.map((metric, index) => [`m${index}`, metric]));
    this.alarm(id, {
      description: descriptionOf(kind),
      metric: new MathExpression({ expression: `${kind.combine}(METRICS())`, usingMetrics, period, label: id }),
      above: kind.above,
    });
  }

  /** Amazon reviews an account at 5 % bounces or 0.1 % complaints, and stops it later; a person should look well before. */
  private reputation({ channels }: Cloud): void {
    const rate = (name: string): Metric =>
      new Metric({
        namespace: 'AWS/SES',
        metricName: `Reputation.${name}Rate`,
        dimensionsMap: { 'ses:configuration-set': channels.email.configurationSetName },
        period: Duration.hours(1),
        statistic: Stats.AVERAGE,
      });
    this.alarm('Reputation', {
      description:
        'More than 3 % of the mail bounces or 0.08 % is reported as spam. Amazon stops all sending of the account when this goes on.',
      metric: new MathExpression({
        expression: 'MAX([bounces / 0.03, complaints / 0.0008])',
        usingMetrics: { bounces: rate('Bounce'), complaints: rate('Complaint') },
        period: Duration.hours(1),
        label: 'Reputation',
      }),
      above: 1,
    });
  }

  private alarm(id: string, { description, metric, above }: { description: string; metric: IMetric; above: number }): void {
    new Alarm(this, id, {
      alarmDescription: description,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}

/** CloudWatch keeps no more. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const longest = 1024;

function descriptionOf({ problem, functions }: { problem: string; functions: HouseFunction[] }): string {
  const whole = `${problem} ${functions.map(({ node, wiring }) => `${node.id}: ${wiring.errorImpact}`).join('; ')}.`;
  if (whole.length <= longest) return whole;
  return `${problem} ${functions.map(({ node }) => node.id).join(', ')}; the description of each says what is lost.`;
}
