import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { QueueName, Rejected, Task, World } from '../world.ts';
import { environmentNames, readVariable } from './env.ts';
import { once, type PartOptions } from './parts.ts';

const batchEntries = 10;
const batchBytes = 256 * 1024;
const taskBytes = 200 * 1024;

interface Entry {
  task: Task;
  body: string;
  bytes: number;
}

/** The queues on SQS, in batches of ten. A batch whose call failed counts as rejected: it may have been accepted all the same. */
export function sqsQueue({ environment, config }: PartOptions): World['enqueue'] {
  const client = once(() => new SQSClient(config));
  return async (queue: QueueName, tasks) => {
    const url = readVariable(environment, environmentNames.queues[queue]);
    const entries = tasks.map(entryOf);
    const rejected = entries.filter(({ bytes }) => bytes > taskBytes).map(tooLarge);
    for (const batch of batchesOf(entries.filter(({ bytes }) => bytes <= taskBytes))) {
      rejected.push(...(await sendBatch(client(), url, batch)));
    }
    return rejected;
  };
}

/** What waits in a queue, in work and delayed tasks included; SQS's own figures, which lag by up to a minute. */
export function sqsWaiting({ environment, config }: PartOptions): World['waiting'] {
  const client = once(() => new SQSClient(config));
  return async (queue: QueueName) => {
    const QueueUrl = readVariable(environment, environmentNames.queues[queue]);
    const { Attributes = {} } = await client().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...figures] }));
    return figures.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  };
}

const figures = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const;

function entryOf(task: Task): Entry {
  const body = JSON.stringify(task.body);
  return { task, body, bytes: Buffer.byteLength(body) };
}

function tooLarge({ task, bytes }: Entry): Rejected {
  return { id: task.id, reason: `the body has ${bytes} bytes; at most ${taskBytes} are allowed` };
}

function batchesOf(entries: Entry[]): Entry[][] {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const current = batches.at(-1);
    if (current && current.length < batchEntries && bytes + entry.bytes <= batchBytes) {
      current.push(entry);
      bytes += entry.bytes;
    } else {
      batches.push([entry]);
      bytes = entry.bytes;
    }
  }
  return batches;
}

/** The service's ids are places in the batch: a task's own id may hold characters that it refuses. */
async function sendBatch(client: SQSClient, url: string, batch: Entry[]): Promise<Rejected[]> {
  const command = new SendMessageBatchCommand({
    QueueUrl: url,
    Entries: batch.map(({ task, body }, index) => ({ Id: String(index), MessageBody: body, DelaySeconds: task.delaySeconds ?? 0 })),
  });
  try {
    const { Failed = [] } = await client.send(command);
    return Failed.flatMap(({ Id, Code }) => reject(batch[Number(Id)], Code ?? 'no reason given'));
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'the call failed';
    return batch.flatMap((entry) => reject(entry, reason));
  }
}

function reject(entry: Entry | undefined, reason: string): Rejected[] {
  return entry ? [{ id: entry.task.id, reason }] : [];
}
