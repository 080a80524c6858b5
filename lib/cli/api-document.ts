import { apiOperations, type PageOperation, type SignedOperation } from './api-operations.ts';
import { apiSchemas, type SchemaName } from './api-schemas.ts';

type Json = { [name: string]: unknown };

const about =
  "The door of one installation. The shop's own systems sign each request (AWS Signature Version 4, service execute-api); pages for customers and " +
  'colleagues are opened by links that carry a signed token. A GET changes nothing. Errors are problems of RFC 9457.';

const parameters: { [name: string]: string } = {
  key: "the caller's own name of the redemption, as it was given when it was asked for",
  id: "the shop's own id of the customer, URL-encoded; no address",
  token: 'from a link that was made here; a secret of whoever got it',
};

const everywhere: { [status: number]: string } = {
  400: 'the body is not JSON',
  413: 'the body is too large',
  500: 'this failed on our side: the same call again is safe',
};

/** The OpenAPI document of the HTTP API, from the routes and from the schemas by which requests are read. */
export function apiDocument({ version, url }: { version: string; url: string | undefined }): Json {
  const paths: { [path: string]: Json } = {};
  for (const [route, operation] of Object.entries(apiOperations)) {
    const [method = '', path = ''] = route.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(route, operation) };
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Rapport', version, description: about, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: url ?? 'https://your-api.execute-api.eu-west-1.amazonaws.com', description: 'the output PublicUrl of the stack' }],
    tags: [
      { name: 'customers', description: 'who they are, what they agreed to, what they have a right to' },
      { name: 'activities', description: 'what they did' },
      { name: 'points', description: 'what they redeem' },
      { name: 'pages', description: 'what links in messages open' },
    ],
    paths,
    components: {
      schemas: apiSchemas(),
      securitySchemes: {
        signature: {
          ...{ type: 'apiKey', in: 'header', name: 'Authorization' },
          description: 'AWS Signature Version 4 of a role that may execute-api:Invoke the route',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
  };
}

const ref = (schema: SchemaName) => ({ $ref: `#/components/schemas/${schema}` });
const answer = (description: string, schema: SchemaName, more: Json = {}) => ({
  description,
  content: { [schema.endsWith('Problem') ? 'application/problem+json' : 'application/json']: { schema: ref(schema), ...more } },
});

function operationOf(route: string, operation: SignedOperation | PageOperation): Json {
  const [method = '', path = ''] = route.split(' ');
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    ...{ name, in: 'path', required: true },
    ...{ schema: { type: 'string', minLength: 1, maxLength: name === 'token' ? 2048 : 128 }, description: parameters[name] },
  }));
  // postRedemptionsKeyConfirm
  const operationId = method.toLowerCase() + path.replaceAll(/[/{}]+(\w?)/g, (_, letter: string) => letter.toUpperCase());
  return { operationId, ...('page' in operation ? pageOf(operation, named) : signedOf(operation, named)) };
}

function signedOf({ summary, description, tag, request, query, reply, problems }: SignedOperation, named: object[]): Json {
  const asked = query
    ? [{ name: query.name, in: 'query', required: false, description: query.description, schema: { type: 'string' } }]
    : [];
  const one = request && ref(request.schema);
  const refused = (status: number) => (reply.schema === 'Submission' && status === 422 ? 'RefusedProblem' : 'Problem');
  // Of those without a body nothing can be malformed.
  const told = Object.entries({ ...(request ? everywhere : { 500: everywhere[500] ?? '' }), ...problems });
  return {
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    security: [{ signature: [] }],
    parameters: [...named, ...asked],
    ...(request && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: request.list ? { anyOf: [one, { type: 'array', items: one, maxItems: 100 }] } : one,
            example: request.example,
          },
        },
      },
    }),
    responses: {
      [reply.status]: answer(reply.description, reply.schema, { example: reply.example }),
      ...Object.fromEntries(told.map(([status, sentence]) => [status, answer(sentence, refused(Number(status)))])),
      403: answer('the request is not signed, or by a role that may not', 'GatewayMessage'),
      429: answer('too many requests a second: wait and try again', 'GatewayMessage'),
    },
  };
}

function pageOf({ page, description, posted }: PageOperation, named: object[]): Json {
  const fields = Object.entries(posted ?? {}).filter(([name]) => name !== '*');
  const properties = Object.fromEntries(fields.map(([name, told]) => [name, { type: 'string', description: told }]));
  const html = { 'text/html': { schema: { type: 'string' } } };
  return {
    summary: page,
    ...(description !== undefined && { description }),
    tags: ['pages'],
    // The token in the path is all there is.
    security: [],
    parameters: named,
    ...(posted && {
      requestBody: { required: false, content: { 'application/x-www-form-urlencoded': { schema: { type: 'object', properties } } } },
    }),
    responses: {
      200: { description: 'the page', content: html },
      404: { description: 'the link was cut short, or it was not made here', content: html },
      ...(posted && { 413: { description: 'the form is larger than any of ours', content: html } }),
      429: answer('too many requests a second: wait and try again', 'GatewayMessage'),
      500: { description: 'this failed on our side: try again', content: html },
    },
  };
}
