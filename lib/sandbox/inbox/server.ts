import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { Wiring } from '../../wiring-shape.ts';
import { close, listen, readBody } from '../gateway.ts';
import { httpAnswer, route } from '../http-event.ts';
import type { Invocations } from '../lambda.ts';
import { assetsFolder } from '../s3.ts';
import { type DeskParts, openDesk } from './desk.ts';
import { mailHeaders, pageHeaders, refusal } from './guard.ts';
import { listPage } from './list-page.ts';
import { emailHtml, messagePage, readRaw } from './message-page.ts';
import { notice } from './page.ts';
import { style } from './style.ts';

export interface InboxParts extends DeskParts {
  /** Of the sandbox: raw MIME stands in it. */
  folder: string;
  wired: Record<string, Wiring>;
  invocations: Invocations;
}

export interface Inbox {
  url: string;
  /** Where the functions' HTTP routes are, without a slash at the end. */
  publicUrl: string;
  /** Where assets are fetched, without a slash at the end. */
  assetsUrl: string;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

const publicPrefix = '/public';
const maxBody = 1024 * 1024;

/** Serves the inbox page and the public HTTP API on loopback, on `port` or the next free one. */
export async function startInbox(parts: InboxParts, port: number): Promise<Inbox> {
  let bound = port;
  const answer = answerer(parts);
  const server = createServer((request, response) => {
    const isPublic = request.url?.startsWith(`${publicPrefix}/`) ?? false;
    const refused = refusal(request, bound, isPublic);
    const reply = refused ? Promise.resolve(text(403, refused)) : isPublic ? publicAnswer(parts, request) : answer(request);
    reply
      .catch((error: unknown) => text(500, `the sandbox failed: ${error instanceof Error ? error.message : String(error)}`))
      .then(
        (done) => send(response, done),
        () => undefined,
      );
  });
  bound = await listenFrom(server, port);
  const url = `http://127.0.0.1:${bound}`;
  return { url, publicUrl: `${url}${publicPrefix}`, assetsUrl: `${url}/assets`, close: () => close(server) };
}

/** Tries twenty ports upwards. Port 0 takes any. */
async function listenFrom(server: Server, port: number): Promise<number> {
  for (let next = port; ; next += 1) {
    try {
      return await listen(server, next);
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || next >= port + 20) throw error;
    }
  }
}

function answerer(parts: InboxParts): (request: IncomingMessage) => Promise<Answer> {
  const { mailbox, folder } = parts;
  const desk = openDesk(parts);

  async function list(
    query: URLSearchParams,
    more: { said?: Parameters<typeof listPage>[0]['said']; order?: Record<string, string> } = {},
  ) {
    const customerKey = await desk.customerKey(query.get('search') ?? '');
    return listPage({
      mailbox,
      query,
      status: await desk.status(),
      customerKey,
      said: more.said ?? desk.takeWord(),
      ...(more.order && { order: more.order }),
    });
  }

  async function message(id: number, part: string | undefined, query: URLSearchParams): Promise<Answer> {
    const found = mailbox.get(id);
    if (!found)
      return page(404, notice({ title: 'No such message', text: `There is no message ${id} here.`, status: await desk.status() }));
    if (part === 'html') return { status: 200, headers: mailHeaders, body: await emailHtml(found, folder) };
    if (part === 'raw')
      return {
        status: 200,
        headers: { ...pageHeaders, 'content-type': 'message/rfc822', 'content-disposition': `attachment; filename="${id}.eml"` },
        body: await readRaw(found, folder),
      };
    const [customer, status] = [await desk.customerId(found.customer), await desk.status()];
    const [thread, said] = [mailbox.thread(found), desk.takeWord()];
    return page(200, await messagePage({ message: { ...found, customer }, thread, said, folder, query, status }));
  }

  async function answerOf(id: number, text: string): Promise<Answer> {
    const found = mailbox.get(id);
    if (found?.channel !== 'sms')
      return page(404, notice({ title: 'No such text', text: `There is no text ${id} here.`, status: await desk.status() }));
    const problem = await desk.answer(found, text);
    return problem ? page(422, notice({ title: 'No answer', text: problem, status: await desk.status() })) : see(`/messages/${id}`);
  }

  return async (request) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://sandbox');
    const [, answered] = /^\/messages\/(\d{1,15})\/answers$/.exec(pathname) ?? [];
    if (request.method === 'POST' && answered !== undefined) return answerOf(Number(answered), (await form(request)).text ?? '');
    const [, id, part] = /^\/messages\/(\d{1,15})(?:\/(html|raw))?$/.exec(pathname) ?? [];
    const what = `${request.method} ${pathname}`;
    if (request.method === 'GET' && id !== undefined) return message(Number(id), part, query);
    if (request.method === 'GET' && pathname.startsWith('/assets/')) return picture(folder, pathname.slice('/assets/'.length));
    if (what === 'GET /') return page(200, await list(query));
    if (what === 'GET /style.css')
      return { status: 200, headers: { ...pageHeaders, 'content-type': 'text/css; charset=utf-8' }, body: style };
    if (what === 'POST /orders') {
      const order = await form(request);
      const problem = await desk.placeOrder(order);
      return problem ? page(422, await list(query, { said: { kind: 'wrong', text: problem }, order })) : seeInbox;
    }
    if (what === 'POST /jump') {
      const problem = await desk.jump((await form(request)).to ?? '');
      return problem ? page(422, await list(query, { said: { kind: 'wrong', text: problem } })) : seeInbox;
    }
    return page(404, notice({ title: 'Not found', text: `There is no page ${pathname} here.`, status: await desk.status() }));
  };
}

/** As the content network serves it: the name is bound to the content. */
async function picture(folder: string, name: string): Promise<Answer> {
  const type = pictureTypes[extname(name)];
  if (!type || !/^[\w./-]+$/.test(name) || name.includes('..')) return text(404, 'no such picture');
  const body = await readFile(join(assetsFolder(folder), name)).catch(() => undefined);
  return body
    ? { status: 200, headers: { 'content-type': type, 'x-content-type-options': 'nosniff' }, body }
    : text(404, 'no such picture');
}

const pictureTypes: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};

/** The shop's side of the HTTP API, as API Gateway stands before the function. */
async function publicAnswer({ wired, invocations, clock }: InboxParts, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const found = route(wired, {
    method: request.method ?? 'GET',
    path: url.pathname.slice(publicPrefix.length),
    query: url.searchParams,
    headers: request.headers,
    body: await readBody(request, maxBody),
    at: clock.now(),
  });
  if (!found) return json(404, { message: 'Not Found' });
  // The signature itself is not checked; asking for it keeps other web pages out, which cannot send this header.
  if (found.signed && !request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 '))
    return json(403, { message: 'Forbidden: sign this request (AWS Signature Version 4)' });
  return invocations.invoke(found.function, found.event).then(httpAnswer, () => json(500, { message: 'Internal Server Error' }));
}

async function form(request: IncomingMessage): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams((await readBody(request, maxBody)).toString('utf8')));
}

function send(response: ServerResponse, { status, headers, body }: Answer) {
  response.writeHead(status, headers).end(body);
}

const page = (status: number, body: string): Answer => ({ status, headers: pageHeaders, body });
const text = (status: number, body: string): Answer => ({
  status,
  headers: { ...pageHeaders, 'content-type': 'text/plain; charset=utf-8' },
  body,
});
const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const see = (location: string): Answer => ({ status: 303, headers: { location }, body: '' });
const seeInbox = see('/');
