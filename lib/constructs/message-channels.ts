import { Stack } from 'aws-cdk-lib';
import type { IEventBusRef } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { TopicName } from '../wiring-shape.ts';

/**
 * How messages leave, and how we hear what becomes of them. The e-mail set reports everything to the account's default bus
 * (SES knows no other), which is best effort; what must not be missed goes to the topic `feedback` as well. Receipts of SMS
 * go through SNS only; a two-way number that is pointed at the topic `texts` brings the answers.
 */
export class MessageChannels extends Construct {
  readonly email: ConfigurationSet;
  readonly sms: CfnConfigurationSet;
  readonly topics: Record<TopicName, Topic>;

  constructor(scope: Construct, id: string, defaultBus: IEventBusRef) {
    super(scope, id);
    this.topics = { feedback: this.topic('feedback'), texts: this.topic('texts') };
    // SES is let in by its event destination.
    this.topics.texts.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sms-voice.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topics.texts.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    this.email = new ConfigurationSet(this, 'Email', { reputationMetrics: true, sendingEnabled: true });
    this.email.addEventDestination('Events', {
      destination: EventDestination.eventBus(defaultBus),
      events: Object.values(EmailSendingEvent),
    });
    this.email.addEventDestination('Feedback', {
      destination: EventDestination.snsTopic(this.topics.feedback),
      events: [
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.SUBSCRIPTION,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
      ],
    });
    this.sms = new CfnConfigurationSet(this, 'Sms', {
      configurationSetName: `${scope.node.id}-sms`,
      eventDestinations: [
        {
          eventDestinationName: 'texts',
          enabled: true,
          matchingEventTypes: ['TEXT_ALL'],
          snsDestination: { topicArn: this.topics.texts.topicArn },
        },
      ],
    });
    // It is tried whether the topic may be published to when the destination is made.
    this.sms.node.addDependency(this.topics.texts);
  }

  /**
   * Not encrypted by a key of KMS: under the key that AWS manages for SNS no service of AWS may publish, and a key of our own
   * is rented by the month. SNS encrypts its disks, and nothing goes there but over TLS.
   */
  private topic(name: TopicName): Topic {
    return new Topic(this, name, { enforceSSL: true });
  }
}
