import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Response } from '../../lib/usecases/record-answered.ts';
import type { Redeemed } from '../../lib/usecases/settle-redemption.ts';
import type { Submission } from '../../lib/usecases/submit-each.ts';

type Reply = APIGatewayProxyStructuredResultV2;

/** Larger bodies are refused before they are parsed. */
const largestBody = 1_000_000;

/** More than is taken; the message may be shown. */
export class TooLargeError extends Error {}

/** The body as JSON, of at most so many characters. Throws a TooLargeError or a SyntaxError that may be shown: it holds nothing of the body. */
export function readJson({ body = '', isBase64Encoded }: APIGatewayProxyEventV2, most = largestBody): unknown {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (text.length > most) throw new TooLargeError(`the body is larger than ${most} characters: send less at a time`);
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError('the body is not JSON');
  }
}

/** 202 when everything was taken; a problem that names what was refused, by its index: the good beside it is recorded all the same. */
export function submitted(outcome: Submission): Reply {
  const refused = new Set(outcome.refused.map(({ index }) => index)).size;
  if (refused === 0) return json(202, outcome);
  return problem(
    422,
    `${refused} refused, ${outcome.recorded + outcome.same} taken: see "refused", by the index in the list that was sent`,
    outcome,
  );
}

/** 200 when an answer counts, also again; 422 with a sentence when it does not. */
export function answered(response: Response): Reply {
  if ('refused' in response) return problem(422, response.refused);
  return json(200, response);
}

const refusals = { unknown: 404, conflict: 409, refused: 422 } as const;

/** 200 with the redemption as it stands; 404, 409 or 422 with a sentence. */
export function redeemed(outcome: Redeemed): Reply {
  if ('refused' in outcome) return problem(refusals[outcome.as], outcome.refused);
  const { program, key, customer, reward, points, status, balance, reservedAt, until, code, codeUntil } = outcome.redemption;
  const instant = (at: number) => new Date(at).toISOString();
  const shown = {
    ...{ program, key, customer, reward, points, status, balance, reservedAt: instant(reservedAt), until: instant(until) },
    ...(code !== undefined && { code }),
    ...(codeUntil && { codeUntil: instant(codeUntil) }),
  };
  return json(200, shown);
}

const titles: Record<number, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
};

/** The problem of RFC 9457; `more` are members of its own. https://www.rfc-editor.org/rfc/rfc9457 */
export function problem(status: number, detail: string, more: object = {}): Reply {
  const body = { type: 'about:blank', title: titles[status], status, detail, ...more };
  return { statusCode: status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(body) };
}

export function json(statusCode: number, body: object): Reply {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
