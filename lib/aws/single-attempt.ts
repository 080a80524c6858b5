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

/**
 * Problems of the account, not of the message: it may be tried again once a person has mended them. A new account may spend one
 * dollar a month on texts, and sends to nobody but those whom it has verified. By the name of the failure, or its reason.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/quotas.html
 */
const ofTheAccount = new Set([
  'AccountSendingPausedException',
  'ConfigurationSetSendingPausedException',
  'ConfigurationSetDoesNotExist',
  'ConfigurationSetDoesNotExistException',
  'MailFromDomainNotVerifiedException',
  // These are told with 400 or 402.
  'AccessDeniedException',
  'ServiceQuotaExceededException',
  'ResourceNotFoundException',
  'DESTINATION_PHONE_NUMBER_NOT_VERIFIED',
  'REGISTRATION_NOT_COMPLETE',
  'RESOURCE_NOT_ACTIVE',
]);

/** SES has one name for what is wrong with a message and with the account. https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html */
const accountIsRefused = /address is not verified|(account is|sending) (paused|suspended)/i;

const refusedBeforeSending = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

const certificateProblem = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_)/;

/**
 * What a failed call means. Only what certainly precedes acceptance is `throttled` (later it may work: the rate, no
 * connection, no permission, an account that may not send) or `rejected` (this message will never work: other 4xx); everything else is `unknown`.
 */
export function outcomeOf(error: unknown): Sent {
  const { name, code, status, message, why } = detailsOf(error);
  const reason = [name, why, code, status].filter(Boolean).join(' ');
  if (neverLeft(error)) return { outcome: 'throttled', reason };
  if (status === undefined || status < 400 || status > 499 || status === 408) return { outcome: 'unknown', reason };
  const account = ofTheAccount.has(name) || ofTheAccount.has(why) || (name === 'MessageRejected' && accountIsRefused.test(message));
  const later = throttles.has(name) || account || status === 401 || status === 403 || status === 429;
  if (later) return { outcome: 'throttled', reason };
  return { outcome: 'rejected', reason, ...(why === 'DESTINATION_PHONE_NUMBER_OPTED_OUT' && { optedOut: true }) };
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
  if (!(error instanceof Error)) return { name: 'NoError', code: '', syscall: '', message: '', why: '', status: undefined };
  const { name, message } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : '';
  const why = 'Reason' in error && typeof error.Reason === 'string' ? error.Reason : '';
  const metadata = '$metadata' in error && typeof error.$metadata === 'object' ? error.$metadata : undefined;
  const status =
    metadata && 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
  return { name, code: code === name ? '' : code, syscall, message, why, status };
}
