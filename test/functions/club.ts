import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Campaign } from '../../lib/core/definition/campaign.ts';
import { couponPoolSchema, loyaltyProgramSchema } from '../../lib/core/definition/loyalty-program.ts';
import type { Account, LedgerEntry } from '../../lib/core/loyalty/account.ts';
import { lastEntries } from '../../lib/store/accounts.ts';
import { type Publication, publishCatalogue } from '../../lib/store/catalogue.ts';
import { importCodes } from '../../lib/store/coupon-stock.ts';
import { fromJson } from '../../lib/store/json.ts';
import { keys } from '../../lib/store/keys.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import type { World } from '../../lib/world.ts';
import { type Cloud, openCloud } from './cloud.ts';
import { callHttp } from './http-call.ts';
import { publication } from './publication.ts';
import { ann, noon, order, place } from './shop.ts';

/** A pound is a point; rewards with and without a code, a stock and limits. */
export const club = {
  id: 'club',
  name: 'Linden Club',
  owner: 'anna@linden.example',
  status: 'live',
  earn: [{ id: 'orders', activity: 'order.placed', points: 1, per: '1 GBP' }],
  rewards: [
    { id: 'mug', name: 'A mug', kind: 'gift', points: 10 },
    { id: 'tote', name: 'A tote bag', kind: 'gift', points: 5, stock: 3 },
    { id: 'five-off', name: '5 GBP off', points: 20, coupon: 'five', validFor: '30 days' },
    { id: 'cinema', name: 'Cinema', kind: 'prize', points: 15, coupon: 'cinema' },
    { id: 'poster', name: 'A poster', kind: 'gift', points: 1, perCustomer: { atMost: 1 } },
  ],
  pointCost: '0.01 GBP',
} as const;

export const pools = [
  { id: 'five', name: 'Five pounds', codes: 'generated', prefix: 'FIVE' },
  { id: 'cinema', name: 'Cinema', codes: 'imported' },
].map((pool) => couponPoolSchema.parse(pool));

/** The shop with the club. `over` changes it. */
export function withClub(over: object = {}, campaigns: Campaign[] = []): Publication {
  return { ...publication(), campaigns, programs: [loyaltyProgramSchema.parse({ ...club, ...over })], pools };
}

export async function publishClub(world: World, over: object = {}, campaigns: Campaign[] = []): Promise<void> {
  await publishCatalogue(world, withClub(over, campaigns), noon);
}

/** The shop with the club and ann, who has 49 points by her first order. */
export async function clubWithAnn(over: object = {}, campaigns: Campaign[] = []): Promise<Cloud> {
  const cloud = await openCloud({ now: noon });
  await publishClub(cloud.world, over, campaigns);
  await saveCustomer(cloud.world, {
    customer: 'ann',
    attributes: { firstName: 'Ann', country: 'GB', zone: 'Europe/London' },
    email: 'ann@private.example',
    consent: { email: { offers: true } },
    evidence: { source: 'api' },
    at: noon,
  });
  await place(cloud, order('o1'));
  await cloud.settle();
  return cloud;
}

/** Codes into the pool of imported ones. */
export async function loadCodes(world: World, ...codes: string[]): Promise<void> {
  await importCodes(world, {
    pool: 'cinema',
    codes: (async function* () {
      yield codes;
    })(),
  });
}

/** As API Gateway calls the function: HTTP API, payload 2.0. */
export function gatewayEvent(routeKey: string, { key, body }: { key?: string; body?: unknown }): APIGatewayProxyEventV2 {
  const [method = '', path = ''] = routeKey.split(' ');
  const rawPath = path.replace('{key}', key ?? '');
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: '',
    headers: {
      'content-type': 'application/json',
      host: 'abcdefghij.execute-api.eu-west-1.amazonaws.com',
      'x-amzn-trace-id': 'Root=1-6906f0a2-0123456789abcdef01234567',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName: 'abcdefghij.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'abcdefghij',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'shop/1.0' },
      requestId: 'TzXyZjJPDoEEJ8g=',
      routeKey,
      stage: '$default',
      time: '02/Nov/2026:12:00:00 +0000',
      timeEpoch: noon,
    },
    ...(key !== undefined && { pathParameters: { key } }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

/** Calls the API on the World of the function, with its rights. */
export async function call(
  cloud: Cloud,
  routeKey: string,
  request: { key?: string; body?: unknown },
): Promise<{ status: number | undefined; type: unknown; body: { [name: string]: unknown } }> {
  const { statusCode, headers, body } = await callHttp(cloud, gatewayEvent(routeKey, request));
  return { status: statusCode, type: headers?.['content-type'], body: JSON.parse(body ?? '{}') };
}

/** What a customer has in the club. */
export async function accountOf(world: World, cid = ann): Promise<Account> {
  return fromJson<Account>((await world.table.get(keys.account(cid, 'club')))?.account);
}
export async function balance(world: World, cid = ann): Promise<number> {
  const { lots, owed } = await accountOf(world, cid);
  return lots.reduce((sum, { points }) => sum + points, 0) - owed;
}
export async function ledger(world: World, cid = ann): Promise<LedgerEntry[]> {
  return (await lastEntries(world, cid, { program: 'club', most: Infinity })).reverse();
}
