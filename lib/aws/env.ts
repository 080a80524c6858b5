import type { QueueName, TableName } from '../world.ts';

/** Names of the environment variables through which the stack tells a function what it was granted. Only that is set. */
export const environmentNames = {
  tables: {
    customers: 'RAPPORT_TABLE_CUSTOMERS',
    activities: 'RAPPORT_TABLE_ACTIVITIES',
    relations: 'RAPPORT_TABLE_RELATIONS',
    control: 'RAPPORT_TABLE_CONTROL',
  } satisfies Record<TableName, string>,
  /** Queue URLs. */
  queues: {
    triggered: 'RAPPORT_QUEUE_TRIGGERED',
    bulk: 'RAPPORT_QUEUE_BULK',
    work: 'RAPPORT_QUEUE_WORK',
    pages: 'RAPPORT_QUEUE_PAGES',
    'dead-letters': 'RAPPORT_QUEUE_DEAD_LETTERS',
  } satisfies Record<QueueName, string>,
  /** Name or ARN of the event bus. */
  bus: 'RAPPORT_BUS',
  /** SES configuration set. */
  configurationSet: 'RAPPORT_CONFIGURATION_SET',
  /** SMS configuration set; without it messages are sent with none. */
  smsConfigurationSet: 'RAPPORT_SMS_CONFIGURATION_SET',
  /** Where customers reach the HTTP API, without a slash at the end. */
  publicUrl: 'RAPPORT_PUBLIC_URL',
  /** S3 bucket of the assets. */
  assetsBucket: 'RAPPORT_ASSETS_BUCKET',
  /** Where assets are fetched, without a slash at the end. */
  assetsUrl: 'RAPPORT_ASSETS_URL',
  stage: 'RAPPORT_STAGE',
} as const;

export type Environment = Record<string, string | undefined>;

/** The value of a variable. Throws when it is missing, on first use: a function is given only what it was granted. */
export function readVariable(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new Error(
    `The environment variable ${name} is not set. The stack sets what lib/wiring.ts grants a function under "access": grant it there.`,
  );
}
