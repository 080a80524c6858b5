import { Duration } from 'aws-cdk-lib';
import { Trigger } from 'aws-cdk-lib/triggers';
import { Construct } from 'constructs';
import type { HouseFunction } from './house-function.ts';

/** Runs the publishing function once after each deploy that changed it or the definitions in it. A failure fails the deploy. */
export class Publisher extends Construct {
  constructor(scope: Construct, id: string, { house, after }: { house: HouseFunction; after: Construct[] }) {
    super(scope, id);
    new Trigger(this, 'Trigger', {
      handler: house.lambda,
      timeout: Duration.seconds(house.wiring.timeout),
      executeAfter: after,
      executeOnHandlerChange: true,
    });
  }
}
