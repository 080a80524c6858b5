import type { QueueName, TableName } from './world.ts';

/**
 * Which event wakes which function, how it is batched, how often it is tried and where what failed goes.
 * Read by the stack (`marketing-stack.ts`) and by the sandbox; a test asserts that they agree.
 */
export interface Wiring {
  /** What a person loses while this function fails; the alarm says it. */
  errorImpact: string;
  source: Source;
  /** Everything the function may touch; the stack grants nothing else. */
  access: Access;
  /** Seconds. */
  timeout: number;
}

export type Source =
  | {
      stream: Extract<TableName, 'activities' | 'relations'>;
      /** A DynamoDB event filter pattern, as in AWS::Lambda::EventSourceMapping FilterCriteria. */
      filter: Record<string, unknown>;
      batchSize: number;
      retries: number;
      maxAgeHours: number;
      /**
       * Seconds. `gather`: so long a batch is filled before the function is called. `window`: only then Lambda tells which shard a
       * batch comes from. Nobody waits for a function that is woken like this: how far behind it is raises no alarm.
       */
      tumbling?: { gather: number; window: number };
    }
  | { queue: Exclude<QueueName, 'dead-letters'>; batchSize: number; maxConcurrency: number; tries: number }
  /** The second: at each quarter of an hour, UTC. */
  | { schedule: 'rate(1 minute)' | 'cron(0/15 * * * ? *)' }
  /** `sns`: what matters of it is told a second time, by the SNS topic of this name. */
  | { bus: 'rapport' | 'default'; pattern: { source?: string[]; 'detail-type'?: string[] }; sns?: 'feedback' }
  | { sns: 'texts' }
  /** Once after each deploy, when everything else stands. */
  | { deploy: 'each' }
  /** `rare`: asked for one customer at a time, so a low rate is enough. */
  | { routes: { method: 'GET' | 'POST'; path: string; signed: boolean; rare?: true }[] };

/** An SNS topic: what becomes of e-mail, and what becomes of texts and comes back by text. */
export type TopicName = 'feedback' | 'texts';

/**
 * What a function may do with a table, in the words of `Table` and `Operation` in world.ts. `due` reads the due index and
 * nothing of the table; `check` looks at an item inside a transaction.
 */
export type TableRight = 'get' | 'query' | 'due' | 'scan' | 'put' | 'update' | 'delete' | 'check';

export interface Access {
  tables?: Partial<Record<TableName, TableRight[]>>;
  queues?: QueueName[];
  /** Queues whose length it may ask. */
  waiting?: QueueName[];
  email?: true;
  sms?: true;
  /** How fast the account may send, and what becomes of its e-mail. */
  quota?: true;
  bus?: true;
  /** Puts assets where customers can fetch them. */
  assets?: true;
}
