import type { IEventBusRef } from 'aws-cdk-lib/aws-events';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { CfnConfigurationSet } from 'aws-cdk-lib/aws-smsvoice';
import { Construct } from 'constructs';

/** How messages leave: the e-mail set reports everything that becomes of a message to the account's default bus (SES knows no other). */
export class MessageChannels extends Construct {
  readonly email: ConfigurationSet;
  readonly sms: CfnConfigurationSet;

  constructor(scope: Construct, id: string, defaultBus: IEventBusRef) {
    super(scope, id);
    this.email = new ConfigurationSet(this, 'Email', { reputationMetrics: true, sendingEnabled: true });
    this.email.addEventDestination('Events', {
      destination: EventDestination.eventBus(defaultBus),
      events: Object.values(EmailSendingEvent),
    });
    // Receipts of SMS go through SNS only; the topic comes with the function that reads it.
    this.sms = new CfnConfigurationSet(this, 'Sms', { configurationSetName: `${scope.node.id}-sms` });
  }
}
