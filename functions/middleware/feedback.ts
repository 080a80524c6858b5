import type { EventBridgeEvent, SNSEvent } from 'aws-lambda';
import { againTaskSchema, type Feedback } from '../../lib/store/again-tasks.ts';
import { againType, type Value, type World } from '../../lib/world.ts';
import { isPoison, parkPoison } from './dead-letter.ts';
import { type FunctionLog, logFailure } from './log-context.ts';

export type FeedbackEvent = EventBridgeEvent<string, unknown> | SNSEvent;

interface Batch {
  world: World;
  log: FunctionLog;
}

/** After 1, 2, 4, 8 and then each 15 minutes, for three hours in all. */
const mostTries = 15;
const wait = { shortest: 60, longest: 900 };

/** A service's first word to a topic that it is pointed at, at a deploy: plain text, and about nobody. */
const greeting = /^Successfully validated SNS topic/;

/**
 * Hears what providers tell, each at the instant it was told. What can never be heard is parked, whole: nothing less could be
 * heard once the cause is mended, so an address or a text of hers may wait there for 14 days. Where a table fails it is put off:
 * Lambda would try for three minutes, and a STOP must outlive an hour.
 */
export function hearEach(batch: Batch, event: FeedbackEvent, hear: (told: unknown, at: number) => Promise<string>): Promise<void> {
  return parkPoison(batch, event, async () => {
    for (const feedback of feedbackOf(batch, event)) {
      const outcome = await hear(feedback.told, feedback.at).catch((error: unknown) => putOff(batch, feedback, error));
      batch.log.metrics.addMetric(outcome, 'Count', 1);
    }
  });
}

function feedbackOf({ world, log }: Batch, event: FeedbackEvent): Feedback[] {
  if ('Records' in event) {
    const said = event.Records.filter(({ Sns }) => !greeting.test(Sns.Message));
    return said.map(({ Sns }) => ({ told: JSON.parse(Sns.Message), at: Date.parse(Sns.Timestamp), tried: 0 }));
  }
  if (event['detail-type'] !== againType(log.name)) return [{ told: event.detail, at: world.now(), tried: 0 }];
  return [againTaskSchema.parse(Object(event.detail).data).feedback];
}

/** Into the queue `pages`, whose reader tells it again by our own bus. Rejects with the failure when that is of no use. */
async function putOff({ world, log }: Batch, { tried, ...told }: Feedback, error: unknown): Promise<'later'> {
  if (isPoison(error) || tried >= mostTries) throw error;
  logFailure(log, error, {});
  const again = { function: log.name, feedback: { ...told, tried: tried + 1 } };
  const body = JSON.parse(JSON.stringify({ again })) as Value;
  const [rejected] = await world.enqueue('pages', [
    { id: 'again', body, delaySeconds: Math.min(wait.shortest * 2 ** tried, wait.longest) },
  ]);
  if (rejected) throw error;
  return 'later';
}
