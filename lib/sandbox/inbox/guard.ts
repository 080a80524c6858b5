import type { IncomingMessage } from 'node:http';

/**
 * Why a request is refused; undefined when it is welcome. Another Host is a web page that made its own name point here
 * (DNS rebinding); a POST from another origin is a web page that posts into the sandbox behind the person's back.
 */
export function refusal({ headers, method }: IncomingMessage, port: number, isPublic: boolean): string | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (!hosts.includes(headers.host ?? '')) return `this page answers only as ${hosts[0]} or ${hosts[1]}`;
  if (method === 'GET' || method === 'HEAD' || isPublic) return undefined;
  const site = headers['sec-fetch-site'];
  const foreign =
    headers.origin === undefined
      ? site !== undefined && site !== 'same-origin' && site !== 'none'
      : headers.origin !== `http://${headers.host}`;
  return foreign ? 'this form can only be sent from the inbox page itself' : undefined;
}

/** Of the inbox's own pages: no scripts at all, nothing from elsewhere. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Of an e-mail in its frame: its own styles and pictures, an origin of nobody, no scripts, no forms. */
export const mailHeaders = {
  ...pageHeaders,
  'content-security-policy':
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https: data:; font-src https: data:; base-uri 'self'; frame-ancestors 'self'",
};
