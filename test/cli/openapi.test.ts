import { Validator } from '@seriousme/openapi-schema-validator';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { apiDocument } from '../../lib/cli/api-document.ts';
import { wiring } from '../../lib/wiring.ts';
import type { Wiring } from '../../lib/wiring-shape.ts';
import type { Cloud } from '../functions/cloud.ts';
import { call, clubWithAnn } from '../functions/club.ts';
import { callHttp } from '../functions/http-call.ts';

const document = apiDocument({ version: '1.2.3', url: 'https://api.example' });
const validator = new Validator();
const validity = await validator.validate(JSON.parse(JSON.stringify(document)));
type Schema = Parameters<typeof z.fromJSONSchema>[0];
type Content = Record<string, { schema: Schema; example?: unknown }>;
interface Operation {
  operationId: string;
  security: object[];
  requestBody?: { content: Content };
  responses: Record<string, { content: Content }>;
}
const { paths } = validator.resolveRefs() as { paths: Record<string, Record<string, Operation>> };

const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
);
const operationOf = (route: string) => {
  const found = operations.find((one) => one.route === route);
  if (!found) throw new Error(`no ${route}`);
  return found.operation;
};
/** By the document alone, not by the schema that it was made from. */
const fits = (schema: Schema, value: unknown) => z.fromJSONSchema(schema).safeParse(value);

describe('the OpenAPI document', () => {
  it('is one, to a validator that others wrote', () => {
    expect(validity).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('has every route of the wiring and no other, signed where it is', () => {
    const all: Wiring[] = Object.values(wiring);
    const routes = all.flatMap(({ source }) => ('routes' in source ? source.routes : []));
    expect(operations.map(({ route, operation }) => [route, operation.security.length > 0]).sort()).toEqual(
      routes.map(({ method, path, signed }) => [`${method} ${path}`, signed]).sort(),
    );
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  it('gives examples that fit its schemas', () => {
    const contents = operations.flatMap(({ operation: { requestBody, responses } }) => [
      ...Object.values(requestBody?.content ?? {}),
      ...Object.values(responses).flatMap(({ content }) => Object.values(content)),
    ]);
    const shown = contents.filter(({ example }) => example !== undefined);
    expect(shown.length).toBeGreaterThan(15);
    for (const { schema, example } of shown)
      expect([example, fits(schema, JSON.parse(JSON.stringify(example))).error]).toEqual([example, undefined]);
  });

  it('says of each field what a sender reads who gets it wrong', () => {
    const { properties } =
      (document.components as { schemas: Record<string, { properties: Record<string, { description?: string }> }> }).schemas.Activity ?? {};
    expect(properties?.occurredAt?.description).toBe('an instant with its offset, such as "2026-11-21T09:30:00Z"');
  });
});

describe('what the functions answer', () => {
  let cloud: Cloud;
  beforeEach(async () => {
    for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
    cloud = await clubWithAnn();
    return () => vi.restoreAllMocks();
  });
  const at = '2026-11-02T11:00:00Z';
  const activity = {
    id: 'o7',
    type: 'order.placed',
    customer: 'ann',
    occurredAt: at,
    data: { orderId: 'o7', total: { amount: 990, currency: 'GBP' } },
  };
  const wish = { program: 'club', customer: 'ann', reward: 'mug', key: 'k1' };

  it.each<[string, number, { id?: string; key?: string; body?: unknown; next?: string }]>([
    ['POST /activities', 202, { body: activity }],
    ['POST /activities', 422, { body: [activity, { ...activity, id: '' }] }],
    ['POST /activities', 400, { body: '{' }],
    ['POST /activities', 413, { body: `"${'x'.repeat(1_000_001)}"` }],
    ['POST /customers', 202, { body: { id: 'ann', at, attributes: { firstName: 'Ann' } } }],
    ['POST /customers', 422, { body: { id: 'ann' } }],
    ['POST /consents', 202, { body: { customer: 'ann', channel: 'email', topics: ['offers'], given: true, at } }],
    ['POST /responses', 422, { body: { code: 'none' } }],
    ['POST /redemptions', 200, { body: wish }],
    ['POST /redemptions', 404, { body: { ...wish, program: 'none' } }],
    ['POST /redemptions', 422, { body: { ...wish, customer: 'nobody' } }],
    ['POST /redemptions/{key}/confirm', 404, { key: 'none', body: { program: 'club', customer: 'ann' } }],
    ['GET /customers/{id}/export', 200, { id: 'ann' }],
    ['GET /customers/{id}/export', 422, { id: 'ann', next: 'x' }],
    ['GET /customers/{id}/export', 404, { id: 'nobody' }],
    ['POST /customers/{id}/erase', 202, { id: 'ann' }],
  ])('to %s fits what is said of %i', async (routeKey, status, { id, key, body, next }) => {
    const event: Partial<APIGatewayProxyEventV2> = {
      ...{ version: '2.0', routeKey, rawPath: '', rawQueryString: '', headers: {}, isBase64Encoded: false },
      pathParameters: { ...(id !== undefined && { id }), ...(key !== undefined && { key }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(next !== undefined && { queryStringParameters: { next } }),
    };
    const answer = await callHttp(cloud, event as APIGatewayProxyEventV2);
    expect(answer.statusCode).toBe(status);
    const content = operationOf(routeKey).responses[status]?.content[String(answer.headers?.['content-type'])];
    expect(fits(content?.schema ?? { not: {} }, JSON.parse(answer.body ?? '')).error).toBeUndefined();
    const asked = operationOf(routeKey).requestBody?.content['application/json'];
    if (asked && status < 400) expect(fits(asked.schema, body).error).toBeUndefined();
  });

  it('is held by schemas that refuse what the functions refuse', () => {
    const schema = operationOf('POST /activities').requestBody?.content['application/json']?.schema ?? {};
    for (const wrong of [{ ...activity, id: '' }, { ...activity, extra: 1 }, [{}], 'text']) expect(fits(schema, wrong).success).toBe(false);
  });

  it('tells a reservation and its end by the same schema', async () => {
    for (const [route, request] of [
      ['POST /redemptions', { body: wish }],
      ['POST /redemptions/{key}/confirm', { key: 'k1', body: { program: 'club', customer: 'ann' } }],
    ] as const) {
      const { status, body } = await call(cloud, route, request);
      expect(
        fits(operationOf(route).responses[status ?? 0]?.content['application/json']?.schema ?? { not: {} }, body).error,
      ).toBeUndefined();
    }
  });
});
