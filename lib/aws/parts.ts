import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Instant } from '../core/time.ts';
import type { World } from '../world.ts';
import type { Environment } from './env.ts';

export interface AwsOptions {
  /** The machine's clock by default. */
  now?: () => Instant;
  /** `process.env` by default; read on first use. */
  environment?: Environment;
  /** For every client; by default the SDK finds endpoint, region and credentials in the environment. */
  config?: ClientConfig;
  /** A client of one's own, such as one that counts request units. */
  dynamodb?: DynamoDBClient;
}

export interface ClientConfig {
  endpoint?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

export type PartOptions = Required<Pick<AwsOptions, 'now' | 'environment' | 'config'>> & Pick<AwsOptions, 'dynamodb'>;

/** Makes one member of the World on its AWS service. */
export type Parts = {
  [Member in 'table' | 'enqueue' | 'waiting' | 'sendEmail' | 'sendSms' | 'emailQuota' | 'emailStatistics' | 'emit' | 'putAsset']?: (
    options: PartOptions,
  ) => World[Member];
};

/** Calls `make` at the first use and keeps the result. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
