import type { wiring } from '../wiring.ts';
import type { SchemaName } from './api-schemas.ts';

type Served = (typeof wiring)['http' | 'http-public']['source']['routes'][number];
/** "POST /activities" */
export type RouteKey = Served extends infer One
  ? One extends { method: infer M extends string; path: infer P extends string }
    ? `${M} ${P}`
    : never
  : never;

/** What a route of the shop's own systems takes and answers. `list`: one, or up to 100 of them. */
export interface SignedOperation {
  summary: string;
  description?: string;
  tag: 'customers' | 'activities' | 'points';
  request?: { schema: SchemaName; list?: true; example: unknown };
  query?: { name: string; description: string };
  reply: { status: 200 | 202; schema: SchemaName; description: string; example: unknown };
  /** Beside those that every such route has. */
  problems: { [status: number]: string };
}

/** A page that a link of a message opens; `posted`: what its form sends. */
export interface PageOperation {
  page: string;
  description?: string;
  posted?: { [field: string]: string };
}

const at = '2026-11-21T09:30:00Z';
const submitted = {
  status: 202,
  schema: 'Submission',
  description: 'all of it was taken',
  example: { recorded: 1, same: 0, refused: [] },
} as const;
const redemption = {
  ...{ program: 'club', key: 'basket-4711', customer: '4711', reward: 'five-off', points: 200, status: 'confirmed', balance: 150 },
  ...{
    reservedAt: '2026-11-21T09:30:00.000Z',
    until: '2026-11-21T10:00:00.000Z',
    code: 'FIVE-7KQM-2T9X-4HJD',
    codeUntil: '2026-12-21T09:30:00.000Z',
  },
};
const redeemed = { status: 200, schema: 'Redemption', description: 'the redemption as it stands', example: redemption } as const;
const conflicts = { 409: 'what stands there forbids it: the key names another redemption, it has ended, or no code is left' };
const named = { schema: 'RedemptionName', example: { program: 'club', customer: '4711' } } as const;
const unknown = { 404: 'nothing is known of a customer with this id' };
const refusedOf = { 422: 'some of it was refused: "refused" says which by the index, and why; the rest was taken' };

/** Every route of the HTTP API: `lib/wiring.ts` names them, and a test holds both together. */
export const apiOperations: Record<RouteKey, SignedOperation | PageOperation> = {
  'POST /activities': {
    summary: 'Tell what customers did',
    description:
      'One activity or a list. The same type and id again is the same activity. Of a customer who was erased it is taken and dropped.',
    tag: 'activities',
    request: {
      schema: 'Activity',
      list: true,
      example: {
        ...{ id: 'order-4711', type: 'order.placed', customer: '4711', occurredAt: at },
        data: { orderId: '4711', total: { amount: 4990, currency: 'GBP' } },
      },
    },
    reply: submitted,
    problems: refusedOf,
  },
  'POST /customers': {
    summary: 'Save who customers are',
    description: 'Addresses, attributes and consent, as they were true at "at": later knowledge wins.',
    tag: 'customers',
    request: {
      schema: 'Customer',
      list: true,
      example: {
        id: '4711',
        at,
        email: 'ann@shop.example',
        attributes: { firstName: 'Ann' },
        consent: { email: { offers: true } },
        evidence: { proof: 'checkout form' },
      },
    },
    reply: submitted,
    problems: refusedOf,
  },
  'POST /consents': {
    summary: 'Tell what customers agreed to, or withdrew',
    tag: 'customers',
    request: {
      schema: 'Consent',
      list: true,
      example: { customer: '4711', channel: 'email', topics: ['offers'], given: true, at, proof: 'checkout form' },
    },
    reply: submitted,
    problems: refusedOf,
  },
  'POST /responses': {
    summary: 'Tell that a customer answered a campaign',
    description: 'By her personal code, by the token of her link, or by a keyword from her phone. One answer to an occurrence counts.',
    tag: 'activities',
    request: { schema: 'Answer', example: { code: '7KQM-2T9X-4HJD' } },
    reply: {
      status: 200,
      schema: 'Answered',
      description: 'it counts',
      example: { campaign: 'spring', occurrence: '2026-11-03T09:00', customer: '4711', again: false },
    },
    problems: { 422: 'it does not count: nobody was asked so, or the time is over' },
  },
  'POST /redemptions': {
    summary: 'Take points for a reward',
    description: 'Reserves, or with "confirm" redeems at once. The same call again has the same outcome.',
    tag: 'points',
    request: {
      schema: 'RedemptionRequest',
      example: { program: 'club', customer: '4711', reward: 'five-off', key: 'basket-4711', confirm: true },
    },
    reply: redeemed,
    problems: { 404: 'there is no such program', ...conflicts, 422: 'the program refuses it, such as for too few points' },
  },
  'POST /redemptions/{key}/confirm': {
    summary: 'Make a reservation final',
    tag: 'points',
    request: named,
    reply: redeemed,
    problems: { 404: 'there is no such redemption', ...conflicts, 422: 'the request is malformed' },
  },
  'POST /redemptions/{key}/cancel': {
    summary: 'Give the points of a reservation back',
    tag: 'points',
    request: named,
    reply: { ...redeemed, example: { ...redemption, status: 'cancelled', code: undefined, codeUntil: undefined } },
    problems: { 404: 'there is no such redemption', ...conflicts, 422: 'the request is malformed' },
  },
  'GET /customers/{id}/export': {
    summary: 'Everything that is stored of a customer',
    description: 'A part at a time, each below 6 MB: ask again with "next" while there is one. Each entry says of what section it is.',
    tag: 'customers',
    query: { name: 'next', description: 'of the part before' },
    reply: {
      status: 200,
      schema: 'CustomerExport',
      description: 'a part',
      example: {
        ...{ format: 'rapport-customer/1', customer: '4711', exportedAt: '2026-11-21T09:30:00.000Z' },
        entries: [{ section: 'contact', entry: { email: 'ann@shop.example', zone: 'Europe/London' } }],
        next: 'eyJpbmRleCI6MX0',
      },
    },
    problems: { ...unknown, 422: '"next" is not one that an export gave' },
  },
  'POST /customers/{id}/erase': {
    summary: 'Erase a customer for good',
    description:
      'When this is answered nothing can be sent to her any more, and her addresses and her profile are gone. What she did and what became of it follows within minutes, ' +
      'and is looked for again after 25 hours and after 15 days. She stays erased: whatever names her id later is dropped. The same again is the same.',
    tag: 'customers',
    reply: {
      status: 202,
      schema: 'Erased',
      description: 'she is erased',
      example: { customer: '4711', erasedAt: '2026-11-21T09:30:00.000Z' },
    },
    problems: unknown,
  },
  'GET /r/{token}': { page: 'A page with one button, by which a customer answers a campaign' },
  'POST /r/{token}': { page: 'A customer answers a campaign' },
  'GET /survey/{token}': { page: 'A survey: a number from 0 to 10, and words' },
  'POST /survey/{token}': { page: 'A customer answers a survey' },
  'GET /unsubscribe/{token}': { page: 'A page with one button, by which a customer withdraws her consent to a topic' },
  'POST /unsubscribe/{token}': {
    page: 'A customer withdraws her consent to a topic',
    description: 'Mail programs post here by themselves: one click, RFC 8058.',
    posted: { 'List-Unsubscribe': '"One-Click"; not read' },
  },
  'GET /preferences/{token}': { page: 'What a customer gets, and by which channel' },
  'POST /preferences/{token}': { page: 'A customer says what she wants to get', posted: { '*': 'the fields of the page' } },
  'GET /confirm/{token}': { page: 'A page with one button, by which a customer confirms her consent' },
  'POST /confirm/{token}': { page: 'A customer confirms her consent' },
  'GET /tasks/{token}': { page: 'A page with one button, by which a colleague says that a task is done' },
  'POST /tasks/{token}': { page: 'A colleague says that a task is done' },
  'GET /stop/{token}': { page: 'A page with one button, by which the owner of a campaign stops a run' },
  'POST /stop/{token}': { page: 'The owner of a campaign stops a run' },
};
