import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { grantedWorld } from '../lib/aws/granted-world.ts';
import { sqsQueue } from '../lib/aws/queue.ts';
import { dynamoTable } from '../lib/aws/table.ts';
import { storedActivitySchema } from '../lib/core/recorded-activity.ts';
import { applyActivities } from '../lib/usecases/apply-activities.ts';
import type { World } from '../lib/world.ts';
import { eachKey } from './middleware/batch.ts';
import { functionLog, logContext } from './middleware/log-context.ts';

const imageSchema = z.object({ pk: z.string(), activity: storedActivitySchema });

/** Called by the stream of `activities`: what a customer did is applied to her profile and her campaigns. */
export function create(world: World) {
  const log = functionLog('on-activity');
  const apply = async (records: DynamoDBRecord[]) => {
    const images = records.map((record) => imageSchema.parse(unmarshall(record.dynamodb?.NewImage as Parameters<typeof unmarshall>[0])));
    const [first] = images;
    if (!first) return;
    const recorded = images.map(({ activity }) => activity);
    const { unknown } = await applyActivities(world, first.pk, recorded);
    if (unknown > 0) log.logger.warn('customers whom nobody knows were to be credited', { unknown });
    log.metrics.addMetric('activitiesApplied', 'Count', images.length);
  };
  return middy<DynamoDBStreamEvent>()
    .use(logContext(log))
    .handler((event) => eachKey({ world, log }, event, apply));
}

export const handler = create(grantedWorld({ table: dynamoTable, enqueue: sqsQueue }));
