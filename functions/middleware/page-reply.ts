import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { failedPage, unknownLinkPage } from '../../lib/templates/link-page.ts';
import { acceptedLanguages, wordsFor } from '../../lib/templates/page-words.ts';
import { pageReader } from '../../lib/usecases/page-reader.ts';
import type { World } from '../../lib/world.ts';
import { TooLargeError } from './http-reply.ts';
import type { Routes } from './http-routes.ts';

/** No form of ours sends as much. */
const largestForm = 32_000;

/**
 * A page that a signed link opens: `act` is what the link stands for, or what became of it, and `page` shows it. 404 with a
 * page that says so when the link is none of ours.
 */
export function link<Subject>(
  act: (world: World, token: string, accepts: string[]) => Promise<Subject | undefined>,
  page: (subject: Subject) => string,
): Routes[string] {
  return async (world, event) => {
    const accepts = acceptedLanguages(event.headers['accept-language']);
    const subject = await act(world, event.pathParameters?.token ?? '', accepts);
    return subject !== undefined ? html(200, page(subject)) : html(404, unknownLinkPage(await pageReader(world, { accepts })));
  };
}

/** The same, with what a form sent, or what the address names. */
export function form<Subject>(
  act: (world: World, token: string, sent: { accepts: string[]; fields: URLSearchParams }) => Promise<Subject | undefined>,
  page: (subject: Subject) => string,
): Routes[string] {
  return async (world, event) => {
    const fields = event.routeKey.startsWith('GET ') ? new URLSearchParams(event.rawQueryString) : readForm(event);
    return link((_, token, accepts) => act(world, token, { accepts, fields }), page)(world, event);
  };
}

/** The fields of a form. API Gateway encodes the bodies of forms as base64. Throws a TooLargeError. */
function readForm({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): URLSearchParams {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (text.length > largestForm) throw new TooLargeError(`the form is larger than ${largestForm} characters`);
  return new URLSearchParams(text);
}

/** What a person sees when her link or her form could not be answered. */
export function failed({ headers }: APIGatewayProxyEventV2, status: number): APIGatewayProxyStructuredResultV2 {
  return html(status, failedPage(wordsFor(acceptedLanguages(headers['accept-language']))));
}

function html(statusCode: number, body: string): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      // The address holds a token: neither other sites, nor caches, nor search engines get it.
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    },
    body,
  };
}
