import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Instant } from '../core/time.ts';
import type { Wiring } from '../wiring-shape.ts';

/** A request as it reached the public port. */
export interface PublicRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  at: Instant;
}

/** A request that a route of the wiring takes: the function and what it gets. */
export interface Routed {
  function: string;
  signed: boolean;
  event: APIGatewayProxyEventV2;
}

/** The route that takes the request, as an HTTP API picks it; undefined when there is none. */
export function route(wired: Record<string, Wiring>, request: PublicRequest): Routed | undefined {
  for (const [name, { source }] of Object.entries(wired)) {
    if (!('routes' in source)) continue;
    for (const { method, path, signed } of source.routes) {
      const pathParameters = method === request.method ? match(path, request.path) : undefined;
      if (pathParameters) return { function: name, signed, event: httpEvent(request, `${method} ${path}`, pathParameters) };
    }
  }
  return undefined;
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== value : value === '') return undefined;
    if (name !== undefined) parameters[name] = decode(value);
  }
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function httpEvent(request: PublicRequest, routeKey: string, pathParameters: Record<string, string>): APIGatewayProxyEventV2 {
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(',') : value]],
    ),
  );
  // Whatever else is sent, forms among it, reaches a function as base64.
  const type = headers['content-type'] ?? 'text/plain';
  const isText =
    /^(text\/|application\/(json|javascript|xml))/i.test(type) && request.body.equals(Buffer.from(request.body.toString('utf8')));
  return {
    version: '2.0',
    routeKey,
    rawPath: request.path,
    rawQueryString: request.query.toString(),
    headers,
    ...(headers.cookie && { cookies: headers.cookie.split('; ') }),
    ...(request.query.size > 0 && { queryStringParameters: Object.fromEntries(request.query) }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    ...(request.body.length > 0 && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
    requestContext: {
      accountId: '000000000000',
      apiId: 'sandbox',
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'sandbox',
      http: {
        method: request.method,
        path: request.path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: crypto.randomUUID(),
      routeKey,
      stage: '$default',
      time: new Date(request.at).toISOString(),
      timeEpoch: request.at,
    },
  };
}

/** What goes back over HTTP; a handler may return a text, which is the body of a 200, or a whole answer. */
export function httpAnswer(result: unknown): { status: number; headers: Record<string, string>; body: Buffer } {
  const {
    statusCode = 200,
    headers = {},
    body = '',
    isBase64Encoded = false,
  } = isAnswer(result) ? result : { body: typeof result === 'string' ? result : JSON.stringify(result ?? null) };
  const text = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  return {
    status: statusCode,
    headers: { 'content-type': 'application/json', ...text },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

const isAnswer = (result: unknown): result is APIGatewayProxyStructuredResultV2 =>
  typeof result === 'object' && result !== null && 'statusCode' in result;
