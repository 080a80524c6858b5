import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** One call of an SDK client, already routed by the service that signed it. */
export interface WireRequest {
  /** `x-amz-target` of the JSON protocols: "AmazonSQS.SendMessageBatch". */
  target: string;
  body: string;
  /** Of S3's protocol, where everything stands in the path and the bytes. */
  path: string;
  bytes: Buffer;
}

export interface WireReply {
  status: number;
  type: string;
  body: string;
}

export type Service = (request: WireRequest) => WireReply | Promise<WireReply>;

export interface Gateway {
  /** Without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

const maxBody = 20 * 1024 * 1024;

/**
 * One loopback port for every AWS service of the sandbox: the name in the credential scope of the signature
 * (`…/us-east-1/sqs/aws4_request`) says which one is meant. An unknown service gets an error that names the known ones.
 */
export async function startGateway(services: Record<string, Service>): Promise<Gateway> {
  const server = createServer((request, response) => {
    answer(services, request).then(
      (reply) => respond(response, reply),
      (error: unknown) => respond(response, jsonError(500, 'InternalFailure', error instanceof Error ? error.message : String(error))),
    );
  });
  const port = await listen(server, 0);
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
}

async function answer(services: Record<string, Service>, request: IncomingMessage): Promise<WireReply> {
  const name = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(request.headers.authorization ?? '')?.[1];
  const service = name === undefined ? undefined : services[name];
  if (!service)
    return jsonError(
      403,
      'UnrecognizedClientException',
      `the sandbox serves ${Object.keys(services).join(', ')}; this call is signed for ${name ?? 'nothing'}`,
    );
  const target = request.headers['x-amz-target'];
  const bytes = await readBody(request, maxBody);
  return service({ target: typeof target === 'string' ? target : '', body: bytes.toString('utf8'), path: request.url ?? '/', bytes });
}

/** The whole body; throws when it is longer than `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) throw new Error(`the request is longer than ${limit} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function respond(response: ServerResponse, reply: WireReply) {
  response.writeHead(reply.status, { 'content-type': reply.type, 'x-amzn-requestid': crypto.randomUUID() }).end(reply.body);
}

export function json(value: unknown): WireReply {
  return { status: 200, type: 'application/x-amz-json-1.0', body: JSON.stringify(value) };
}

/** As the JSON protocols report errors: the SDK makes `code` the error's name. */
export function jsonError(status: number, code: string, message: string): WireReply {
  return { status, type: 'application/x-amz-json-1.0', body: JSON.stringify({ __type: code, message }) };
}

/** Listens on loopback only; resolves to the port. Port 0 takes any free one. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('the server has no port'));
    });
  });
}

export function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
