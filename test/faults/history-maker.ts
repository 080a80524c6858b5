import { settingsSchema } from '../../lib/core/definition/settings.ts';
import type { Item, Sent, TableName, Value } from '../../lib/world.ts';
import { publication } from '../functions/publication.ts';
import { noon } from '../functions/shop.ts';
import type { CheckerOf, EndState, Scenario } from './checker.ts';
import type { Happening, Violation } from './history.ts';
import { nameOf } from './invariants/claim-book.ts';

export const minute = 60_000;
export const message = { id: 'news#2026-11-02T12:00#hello', sk: `MSG#${new Date(noon).toISOString()}#news#2026-11-02T12:00#hello` };

/** A made-up history of one customer, ann, who gets an offer at noon. Whoever wants it broken tells something else. */
export interface History {
  happenings: Happening[];
  at: number;
  /** Writes an item; what it was before is what was written last. */
  write(...items: Item[]): void;
  /** Takes items away. */
  remove(...items: Item[]): void;
  claim(over?: { at?: number; topic?: string; channel?: string; nonce?: string; id?: string; expiresAt?: number; cid?: string }): void;
  release(id?: string): void;
  /** Something of the contact changes, and its claims stay. */
  change(over: { [name: string]: Value }): void;
  call(over?: { told?: Sent | 'nothing'; accepted?: boolean; to?: string; sk?: string; sms?: { timeToLive: number }; cid?: string }): void;
  /** The provider is called with a mail that asks her to confirm. */
  ask(): void;
  record(state: string, over?: { [name: string]: Value }): void;
  tell(happening: { kind: 'calm' } | { kind: 'emit'; id: string; type: string }): void;
  /** What the checkers say against it: the first word, then whatever they say at the end. */
  judge(checkers: CheckerOf[], end?: Partial<Pick<EndState, 'waiting'>>): Promise<string[]>;
}

const settings = settingsSchema.parse({
  ...publication().settings,
  unitCosts: { email: '0.01 GBP' },
  caps: [{ class: 'marketing', atMost: 2, per: '7 days' }],
});

const campaigns = publication().campaigns.map((campaign) => ({
  ...campaign,
  id: campaign.id === 'offer' ? 'news' : campaign.id,
  limits: { budget: '0.02 GBP' },
}));

/** ann lives in London and wants offers by e-mail and by text. */
export const ann = (over: { [name: string]: Value } = {}): Item => ({
  table: 'relations',
  pk: 'ann',
  sk: 'CONTACT',
  v: 1,
  email: 'ann@private.example',
  phone: '+447700900123',
  zone: 'Europe/London',
  cons: { email: { offers: noon - minute }, sms: { offers: noon - minute } },
  sup: {},
  c: {},
  d: {},
  ...over,
});

export function history(at = noon): History {
  const stored = new Map<string, Item>();
  const scenario: Scenario = { seed: 1, from: noon, publication: { ...publication(), settings, campaigns } };
  const placeOf = ({ table, pk, sk }: Item) => `${table} ${pk} ${sk}`;
  const contact = (cid = 'ann') => stored.get(`relations ${cid} CONTACT`) ?? ann();
  const told: History = {
    happenings: [],
    at,
    write(...items) {
      const changes = items.map((after) => ({ key: after, before: stored.get(placeOf(after)), after }));
      told.happenings.push({ kind: 'write', changes, at: told.at, step: told.happenings.length, by: 'test' });
      for (const item of items) stored.set(placeOf(item), item);
    },
    remove(...items) {
      const changes = items.map((key) => ({ key, before: stored.get(placeOf(key)), after: undefined }));
      told.happenings.push({ kind: 'write', changes, at: told.at, step: told.happenings.length, by: 'test' });
      for (const item of items) stored.delete(placeOf(item));
    },
    claim({
      at: claimedAt = told.at,
      topic = 'offers',
      channel = 'email',
      nonce = 'first',
      id = message.id,
      expiresAt = noon + 1440 * minute,
      cid = 'ann',
    } = {}) {
      const { c, v, ...rest } = contact(cid);
      const claims = typeof c === 'object' && !Array.isArray(c) ? c : {};
      told.write({
        ...rest,
        v: Number(v) + 1,
        c: { ...claims, [nameOf(id)]: [channel, topic, claimedAt, 50, nonce, expiresAt].join('·') },
      });
    },
    change(over) {
      const { v, ...rest } = contact();
      told.write({ ...rest, v: Number(v) + 1, ...over });
    },
    release(id = message.id) {
      const { c, v, ...rest } = contact();
      const kept = Object.entries(Object(c)).filter(([name]) => name !== nameOf(id));
      told.write({ ...rest, v: Number(v) + 1, c: Object.fromEntries(kept.map(([name, text]) => [name, String(text)])) });
    },
    call({ told: answer = wentOut, accepted = true, to, sk = message.sk, sms, cid = 'ann' } = {}) {
      const tags = { 'rapport-customer': cid, 'rapport-message': Buffer.from(sk).toString('base64url') };
      const common = {
        kind: 'call' as const,
        at: told.at,
        calledAt: told.at,
        step: told.happenings.length,
        by: 'test',
        accepted,
        told: answer,
      };
      const email = { raw: new Uint8Array(), from: 'hello@linden.example', to: to ?? 'ann@private.example', tags };
      const text = { to: to ?? '+447700900123', body: 'hello', class: 'promotional' as const, context: tags };
      if (sms) told.happenings.push({ ...common, channel: 'sms', message: { ...text, timeToLive: sms.timeToLive } });
      else told.happenings.push({ ...common, channel: 'email', message: email });
    },
    ask() {
      const tags = { 'rapport-customer': 'ann', 'rapport-message': Buffer.from('ASK#1').toString('base64url') };
      const email = { raw: new Uint8Array(), from: 'hello@linden.example', to: 'ann@private.example', tags };
      const answer = { calledAt: told.at, accepted: true, told: wentOut };
      told.happenings.push({
        kind: 'asking',
        channel: 'email',
        message: email,
        ...answer,
        at: told.at,
        step: told.happenings.length,
        by: 'test',
      });
    },
    record(state, over = {}) {
      told.write({ table: 'relations', pk: 'ann', sk: message.sk, kind: 'message', state, at: told.at, ...over });
    },
    tell: (happening) => void told.happenings.push({ ...happening, at: told.at, step: told.happenings.length, by: 'test' }),
    async judge(checkers, end = {}) {
      const of: Scenario = { ...scenario };
      const all = checkers.map((checker) => checker(of));
      for (const happening of told.happenings) {
        const found = all.map((checker) => checker.see(happening)).find((violation) => violation !== undefined);
        if (found) return [inWords(found)];
      }
      const items = (table: TableName) => [...stored.values()].filter((item) => item.table === table);
      const state = { at: told.at, step: told.happenings.length, items, waiting: noTasks, buried: {}, world: noWorld, ...end };
      return (await Promise.all(all.map((checker) => checker.end(state)))).flat().map(inWords);
    },
  };
  return told;
}

const wentOut: Sent = { outcome: 'sent', providerId: '1' };
const noTasks: EndState['waiting'] = { triggered: 0, bulk: 0, work: 0, pages: 0, 'dead-letters': 0 };

function inWords({ invariant, what }: Violation): string {
  return `${invariant}: ${what}`;
}

/** No checker asks a World that is none. */
const noWorld: EndState['world'] = new Proxy(Object(), {
  get: () => {
    throw new Error('a checker has asked the World');
  },
});
