import { createHash } from 'node:crypto';
import * as z from 'zod';
import { json, jsonError, type Service } from './gateway.ts';
import { type Queues, UnknownQueueError } from './queue.ts';

const maxBytes = 1024 * 1024;
const body = z.string().min(1);
const delay = z.int().min(0).max(900).default(0);
const url = z.string();
const entry = z.looseObject({ Id: z.string().min(1).max(80), MessageBody: body, DelaySeconds: delay });
const schemas = {
  SendMessage: z.looseObject({ QueueUrl: url, MessageBody: body, DelaySeconds: delay }),
  SendMessageBatch: z.looseObject({ QueueUrl: url, Entries: z.array(z.looseObject({ Id: z.string() })) }),
  ReceiveMessage: z.looseObject({
    QueueUrl: url,
    MaxNumberOfMessages: z.int().min(1).max(10).default(1),
    VisibilityTimeout: z.int().min(0).max(43_200).default(30),
  }),
  DeleteMessage: z.looseObject({ QueueUrl: url, ReceiptHandle: z.string() }),
  DeleteMessageBatch: z.looseObject({ QueueUrl: url, Entries: z.array(z.looseObject({ Id: z.string(), ReceiptHandle: z.string() })) }),
  ChangeMessageVisibility: z.looseObject({ QueueUrl: url, ReceiptHandle: z.string(), VisibilityTimeout: z.int().min(0).max(43_200) }),
  GetQueueAttributes: z.looseObject({ QueueUrl: url }),
};
type Action = keyof typeof schemas;
type Input<A extends Action> = z.infer<(typeof schemas)[A]>;

/** The part of SQS that the program uses, on the wire of its JSON protocol. A long poll answers at once: waiting is the runner's. */
export function sqsService(queues: Queues): Service {
  const actions: { [A in Action]: (input: Input<A>) => unknown } = {
    SendMessage: (input) => {
      refuseAttributes(input);
      return sent(input.MessageBody, queues.send(name(input), input.MessageBody, input.DelaySeconds));
    },
    SendMessageBatch: (input) => sendBatch(queues, name(input), input.Entries),
    ReceiveMessage: (input) => ({
      Messages: queues.receive(name(input), input.MaxNumberOfMessages, input.VisibilityTimeout).map((message) => ({
        MessageId: message.id,
        ReceiptHandle: message.receipt,
        Body: message.body,
        MD5OfBody: md5(message.body),
        Attributes: {
          SentTimestamp: String(message.sentAt),
          ApproximateReceiveCount: String(message.receives),
          ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
        },
      })),
    }),
    DeleteMessage: (input) => {
      queues.delete(input.ReceiptHandle);
      return {};
    },
    DeleteMessageBatch: (input) => {
      for (const { ReceiptHandle } of input.Entries) queues.delete(ReceiptHandle);
      return { Successful: input.Entries.map(({ Id }) => ({ Id })), Failed: [] };
    },
    ChangeMessageVisibility: (input) => {
      if (!queues.changeVisibility(input.ReceiptHandle, input.VisibilityTimeout))
        throw new SqsError('ReceiptHandleIsInvalid', 'the receipt is no longer the latest');
      return {};
    },
    GetQueueAttributes: (input) => {
      const { visible, invisible } = queues.depth(name(input));
      return { Attributes: { ApproximateNumberOfMessages: String(visible), ApproximateNumberOfMessagesNotVisible: String(invisible) } };
    },
  };

  const call = <A extends Action>(action: A, input: unknown) => actions[action](schemas[action].parse(input) as Input<A>);

  return ({ target, body: text }) => {
    const action = target.replace(/^AmazonSQS\./, '');
    if (!isAction(action))
      return jsonError(400, 'UnsupportedOperation', `the sandbox's SQS knows ${Object.keys(schemas).join(', ')}, not "${action}"`);
    try {
      return json(call(action, JSON.parse(text)));
    } catch (error) {
      if (error instanceof SqsError) return jsonError(400, `com.amazonaws.sqs#${error.code}`, error.message);
      if (error instanceof UnknownQueueError) return jsonError(400, 'com.amazonaws.sqs#QueueDoesNotExist', error.message);
      if (error instanceof z.ZodError) return jsonError(400, 'com.amazonaws.sqs#InvalidParameterValue', z.prettifyError(error));
      throw error;
    }
  };
}

function sendBatch(queues: Queues, queue: string, entries: unknown[]) {
  if (entries.length === 0) throw new SqsError('EmptyBatchRequest', 'a batch needs at least one entry');
  if (entries.length > 10) throw new SqsError('TooManyEntriesInBatchRequest', `a batch holds at most 10 entries, found ${entries.length}`);
  if (new Set(entries.map(idOf)).size < entries.length) throw new SqsError('BatchEntryIdsNotDistinct', 'two entries have the same Id');
  const parsed = entries.map((raw) => ({ id: idOf(raw), result: entry.safeParse(raw) }));
  const bytes = parsed.reduce((sum, { result }) => sum + Buffer.byteLength(result.data?.MessageBody ?? ''), 0);
  if (bytes > maxBytes) throw new SqsError('BatchRequestTooLong', `a batch holds at most ${maxBytes} bytes, found ${bytes}`);
  const Successful: unknown[] = [];
  const Failed: unknown[] = [];
  for (const { id, result } of parsed) {
    if (!result.success) {
      Failed.push({ Id: id, SenderFault: true, Code: 'InvalidParameterValue', Message: z.prettifyError(result.error) });
      continue;
    }
    refuseAttributes(result.data);
    Successful.push({ Id: id, ...sent(result.data.MessageBody, queues.send(queue, result.data.MessageBody, result.data.DelaySeconds)) });
  }
  return { Successful, Failed };
}

/** Silently dropped attributes would be worse than none. */
function refuseAttributes(input: Record<string, unknown>) {
  if (typeof input.MessageAttributes === 'object' && Object.keys(input.MessageAttributes ?? {}).length > 0)
    throw new SqsError('UnsupportedOperation', "the sandbox's SQS carries bodies only, no MessageAttributes");
}

const sent = (text: string, MessageId: string) => ({ MessageId, MD5OfMessageBody: md5(text) });
const md5 = (text: string) => createHash('md5').update(text, 'utf8').digest('hex');
const name = ({ QueueUrl }: { QueueUrl: string }) => QueueUrl.split('/').at(-1) ?? QueueUrl;
const idOf = (raw: unknown) => (typeof raw === 'object' && raw !== null && 'Id' in raw ? String(raw.Id) : '');
const isAction = (action: string): action is Action => Object.hasOwn(schemas, action);

class SqsError extends Error {
  override name = 'SqsError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
