import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Sent } from '../world.ts';

const kept = { keepAlive: true, maxSockets: 50 };
const agents = { httpAgent: new HttpAgent(kept), httpsAgent: new HttpsAgent(kept) };

/** A provider's client never repeats a call: a lost reply may hide an accepted message. Milliseconds. */
export const singleAttempt = {
  maxAttempts: 1,
  requestHandler: { ...agents, connectionTimeout: 1000, requestTimeout: 5000, socketTimeout: 5000, throwOnRequestTimeout: true },
};

/**
 * Closes the idle connections to SES and SMS; those in use are left alone. Call it when an invocation starts: a function
 * that was frozen may hold a connection that died meanwhile, whose first request would be lost, and a lost message is
 * `unknown` for ever.
 */
export function dropSockets(): void {
  for (const { freeSockets } of Object.values(agents))
    for (const sockets of Object.values(freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}

const throttles = new Set([
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
]);

/** Problems of the account, not of the message: it may be tried again once a person has mended them. */
const ofTheAccount = new Set([
  'AccountSendingPausedException',
  'ConfigurationSetSendingPausedException',
  'ConfigurationSetDoesNotExist',
  'ConfigurationSetDoesNotExistException',
]);

const refusedBeforeSending = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

const certificateProblem = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_)/;

/**
 * What a failed call means. Only what certainly precedes acceptance is `throttled` (later it may work: the rate, no
 * connection, no permission) or `rejected` (this message will never work: other 4xx); everything else is `unknown`.
 */
export function outcomeOf(error: unknown): Sent {
  const { name, code, status } = detailsOf(error);
  const reason = [name, code, status].filter(Boolean).join(' ');
  if (neverLeft(error)) return { outcome: 'throttled', reason };
  if (status === undefined || status < 400 || status > 499 || status === 408) return { outcome: 'unknown', reason };
  const later = throttles.has(name) || ofTheAccount.has(name) || status === 401 || status === 403 || status === 429;
  return { outcome: later ? 'throttled' : 'rejected', reason };
}

/** No byte of the request reached the provider. */
function neverLeft(error: unknown): boolean {
  const { name, code, syscall, message, status } = detailsOf(error);
  if (status !== undefined) return false;
  if (name === 'CredentialsProviderError' || syscall === 'connect' || syscall === 'getaddrinfo') return true;
  return (
    refusedBeforeSending.has(code) ||
    certificateProblem.test(code) ||
    (name === 'TimeoutError' && message.includes('did not establish a connection'))
  );
}

function detailsOf(error: unknown) {
  if (!(error instanceof Error)) return { name: 'NoError', code: '', syscall: '', message: '', status: undefined };
  const { name, message } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : '';
  const metadata = '$metadata' in error && typeof error.$metadata === 'object' ? error.$metadata : undefined;
  const status =
    metadata && 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
  return { name, code: code === name ? '' : code, syscall, message, status };
}
