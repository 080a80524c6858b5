import middy from '@middy/core';
import { sesEmail } from '../lib/aws/email.ts';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { dropSockets } from '../lib/aws/single-attempt.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { reportWeek } from '../lib/usecases/report-week.ts';
import type { World } from '../lib/world.ts';
import { functionLog, logContext, logFailure } from './middleware/log-context.ts';

/** Called each quarter of an hour: on Monday morning the owners of campaigns are told what their week was like. */
export function create(world: World) {
  const log = functionLog('send-reports');
  return middy()
    .use(logContext(log))
    .before(dropSockets)
    .handler(async () => {
      const { mails, failures, givenUp } = await reportWeek(world);
      if (mails > 0) log.metrics.addMetric('report-mails', 'Count', mails);
      for (const failure of failures) logFailure(log, failure, {});
      // What is tried again is no failure of the whole: the alarm hears once of a week.
      if (givenUp) throw failures[0];
    });
}

export const handler = create(grantedWorld({ table: dynamoTable, sendEmail: sesEmail }));
