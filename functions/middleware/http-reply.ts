import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { unknownLinkPage } from '../../lib/templates/link-page.ts';
import type { Response } from '../../lib/usecases/record-response.ts';
import type { Redeemed } from '../../lib/usecases/settle-redemption.ts';
import type { Submission } from '../../lib/usecases/submit-activities.ts';

type Reply = APIGatewayProxyStructuredResultV2;

/** Larger bodies are refused before they are parsed. */
const largestBody = 1_000_000;

/** The body as JSON, of at most so many characters. Throws a SyntaxError that may be shown: it holds nothing of the body. */
export function readJson({ body = '', isBase64Encoded }: APIGatewayProxyEventV2, most = largestBody): unknown {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (text.length > most) throw new SyntaxError(`the body is larger than ${most} bytes: send less at a time`);
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError('the body is not JSON');
  }
}

/** 202 when everything was taken, 422 when something was refused; the good beside it is recorded all the same. */
export function submitted(outcome: Submission): Reply {
  return {
    statusCode: outcome.refused.length > 0 ? 422 : 202,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(outcome),
  };
}

/** 200 when an answer counts, also again; 422 with a sentence when it does not. */
export function answered(response: Response): Reply {
  if ('refused' in response) return problem(422, response.refused);
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(response) };
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
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(shown) };
}

/** https://www.rfc-editor.org/rfc/rfc9457 */
export function problem(status: number, detail: string): Reply {
  return { statusCode: status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify({ status, detail }) };
}

/** The page of a link of a mail, or why there is none. */
export function shown<Subject>(subject: Subject | undefined, page: (subject: Subject) => string): Reply {
  return subject !== undefined ? html(200, page(subject)) : html(404, unknownLinkPage);
}

function html(statusCode: number, body: string): Reply {
  return {
    statusCode,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
    },
    body,
  };
}
