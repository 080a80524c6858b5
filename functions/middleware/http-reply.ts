import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { unknownLinkPage } from '../../lib/templates/link-page.ts';
import type { Response } from '../../lib/usecases/record-response.ts';
import type { Submission } from '../../lib/usecases/submit-activities.ts';

type Reply = APIGatewayProxyStructuredResultV2;

/** Larger bodies are refused before they are parsed. */
const largestBody = 1_000_000;

/** The body as JSON. Throws a SyntaxError that may be shown: it holds nothing of the body. */
export function readJson({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (text.length > largestBody) throw new SyntaxError(`the body is larger than ${largestBody} bytes: send fewer activities at a time`);
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
