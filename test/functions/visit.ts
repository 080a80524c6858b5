import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { route } from '../../lib/sandbox/http-event.ts';
import { wiring } from '../../lib/wiring.ts';
import type { Cloud } from './cloud.ts';
import { callHttp } from './http-call.ts';

export interface Visit {
  method?: string;
  /** Sent as a form of a page is. */
  form?: [string, string][];
  type?: string;
  body?: string;
  headers?: Record<string, string>;
}

/** Opens a link as a browser or a mail program does, through the routes of the wiring; 404 where there is none. */
export async function visit(
  cloud: Cloud,
  url: string,
  { method = 'GET', form, type, body, headers = {} }: Visit = {},
): Promise<APIGatewayProxyStructuredResultV2> {
  const { pathname, searchParams } = new URL(url);
  const sent = form ? new URLSearchParams(form).toString() : (body ?? '');
  const routed = route(wiring, {
    method,
    path: pathname,
    query: searchParams,
    headers: { ...(sent && { 'content-type': type ?? 'application/x-www-form-urlencoded' }), ...headers },
    body: Buffer.from(sent),
    at: cloud.now,
  });
  return routed ? callHttp(cloud, routed.event) : { statusCode: 404 };
}
