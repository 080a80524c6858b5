import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';

/** The logger and the metrics of one function. Nothing that goes in may hold an address, a name or the text of a message. */
export interface FunctionLog {
  name: string;
  logger: Logger;
  metrics: Metrics;
}

export function functionLog(name: string): FunctionLog {
  return { name, logger: new Logger({ serviceName: name }), metrics: new Metrics({ namespace: 'Rapport', serviceName: name }) };
}

/** Puts the request's id on each line and writes the metrics out at the end. */
export function logContext({ logger, metrics }: FunctionLog): MiddlewareObj {
  const finish = () => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    logger.resetKeys();
  };
  return {
    before: ({ context }) => logger.appendKeys({ requestId: context.awsRequestId }),
    after: finish,
    onError: finish,
  };
}

const frame = /^at (async )?([\w.<>[\] ]+ \()?(file:\/\/|\/|node:)[^\s@"']*:\d+:\d+\)?$/;

/**
 * Logs a failure by its kind and place. The message is left out: clients and schemas put the refused value into it, and
 * that may be an address.
 */
export function logFailure({ logger, metrics }: FunctionLog, error: unknown, keys: Record<string, string | undefined>): void {
  const known = error instanceof Error ? error : new Error('not an error');
  // Only what is a frame: a message may have lines of its own, and they may quote what was refused.
  const place = known.stack
    ?.split('\n')
    .map((line) => line.trim())
    .find((line) => frame.test(line));
  logger.error('failed', { kind: known.name, place, ...keys });
  metrics.addMetric('failed', MetricUnit.Count, 1);
}
