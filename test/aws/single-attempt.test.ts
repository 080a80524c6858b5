import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropSockets } from '../../lib/aws/single-attempt.ts';
import { email, sms, worldAt } from './outgoing.ts';

describe('against a server of one’s own', () => {
  let server: Server;
  let requests: number;
  let answer: RequestListener;
  let endpoint: string;
  beforeEach(async () => {
    requests = 0;
    server = createServer((request, response) => {
      requests += 1;
      request.resume().on('end', () => answer(request, response));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  const both = async () => [await worldAt(endpoint).sendEmail(email), await worldAt(endpoint).sendSms(sms)].map(({ outcome }) => outcome);

  it('whose connection breaks after the body was read, a message is asked for exactly once', async () => {
    answer = (request) => request.socket.resetAndDestroy();
    expect(await both()).toEqual(['unknown', 'unknown']);
    expect(requests).toBe(2);
  });

  it.each([500, 503, 400, 429])('that answers %d, a message is asked for exactly once', async (code) => {
    answer = (_, response) => response.writeHead(code).end();
    const outcome = { 500: 'unknown', 503: 'unknown', 400: 'rejected', 429: 'throttled' }[code];
    expect(await both()).toEqual([outcome, outcome]);
    expect(requests).toBe(2);
  });

  it.each([
    ['Throttling', 'ThrottlingException', 'throttled'],
    ['MessageRejected', 'ValidationException', 'rejected'],
  ])('that refuses with the services’ own words %s and %s, the outcome is %s', async (ses, voice, outcome) => {
    answer = ({ headers }, response) => {
      const toVoice = headers['x-amz-target'] !== undefined;
      const body = toVoice
        ? JSON.stringify({ __type: `com.amazonaws#${voice}` })
        : `<ErrorResponse><Error><Type>Sender</Type><Code>${ses}</Code></Error></ErrorResponse>`;
      response.writeHead(400, { 'content-type': toVoice ? 'application/x-amz-json-1.0' : 'text/xml' }).end(body);
    };
    expect(await worldAt(endpoint).sendEmail(email)).toEqual({ outcome, reason: `${ses} 400` });
    expect(await worldAt(endpoint).sendSms(sms)).toEqual({ outcome, reason: `${voice} 400` });
    expect(requests).toBe(2);
  });

  it('that answers 200 with nonsense, the outcome is unknown', async () => {
    answer = (_, response) => response.writeHead(200).end('<<<');
    expect(await both()).toEqual(['unknown', 'unknown']);
  });

  it('that never answers, the call ends after five seconds as unknown', { timeout: 15_000 }, async () => {
    answer = () => undefined;
    const start = performance.now();
    expect(await worldAt(endpoint).sendEmail(email)).toMatchObject({ outcome: 'unknown' });
    expect(performance.now() - start).toBeLessThan(7000);
    expect(requests).toBe(1);
  });

  it('that is gone, nothing was accepted', async () => {
    server.close();
    await once(server, 'close');
    expect(await both()).toEqual(['throttled', 'throttled']);
  });

  it('kept connections can be dropped, and the next message opens its own', async () => {
    answer = (_, response) =>
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end('<SendRawEmailResponse><SendRawEmailResult><MessageId>m1</MessageId></SendRawEmailResult></SendRawEmailResponse>');
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    const { sendEmail } = worldAt(endpoint);
    const sent = { outcome: 'sent', providerId: 'm1' };
    expect([await sendEmail(email), await sendEmail(email)]).toEqual([sent, sent]);
    expect(connections).toBe(1);
    dropSockets();
    expect(await sendEmail(email)).toEqual(sent);
    expect(connections).toBe(2);
  });
});
