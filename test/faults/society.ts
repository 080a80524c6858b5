import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Instant } from '../../lib/core/time.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { customerKey } from '../../lib/store/keys.ts';
import { signPreferences, signUnsubscription } from '../../lib/store/tokens.ts';
import { importConsent, importSuppression } from '../../lib/usecases/import-consent.ts';
import { orderCampaign } from '../../lib/usecases/order-campaign.ts';
import { saveCustomer } from '../../lib/usecases/save-customer.ts';
import { armSchedules } from '../../lib/usecases/start-runs.ts';
import { wiring } from '../../lib/wiring.ts';
import type { Wiring } from '../../lib/wiring-shape.ts';
import type { World } from '../../lib/world.ts';
import type { Engine } from './engine.ts';
import { type Environments, runHandler } from './environments.ts';
import type { Result } from './fleet.ts';
import { secrets } from './opening.ts';
import type { Doing, Person } from './people.ts';
import type { Accepted } from './providers.ts';
import { publicationOf } from './publication.ts';
import { topicEvent } from './topic-event.ts';

/** People and systems outside of the program, who try again until they are heard. */
export interface Society {
  /** Lets somebody do something now. */
  act(doing: Doing): void;
  arrive(person: Person): void;
  /** Lets somebody open the mail that she got. */
  open(accepted: Accepted): void;
  /** Calls a function with one event, again and again until it succeeds. */
  send(name: string, event: object): void;
  /** Who still tries. */
  busy(): number;
}

export interface SocietyOptions {
  engine: Engine;
  environments: Environments;
}

interface Sending {
  path?: Record<string, string>;
  body?: unknown;
  form?: Record<string, string>;
  /** The only status with which it can be answered for good. */
  taken?: number;
}

const minute = 60_000;
const day = 86_400_000;

export function createSociety({ engine, environments }: SocietyOptions): Society {
  const { random, agenda } = engine;
  let busy = 0;
  const phones = new Map<string, string>();

  /** Tries until `settled` says of what came back that it is. */
  function insist(start: (done: (result: Result) => void) => void, settled: (result: Result) => boolean): void {
    busy += 1;
    const attempt = () =>
      start((result) => {
        if (settled(result)) busy -= 1;
        else agenda.at(engine.now() + 1000 + random.below(2 * minute), attempt);
      });
    attempt();
  }

  function request(routeKey: string, { path = {}, body, form, taken }: Sending, then?: () => void): void {
    const serves = ({ source }: Wiring) =>
      'routes' in source && source.routes.some(({ method, path: of }) => `${method} ${of}` === routeKey);
    const name = Object.entries(wiring).find(([, each]) => serves(each))?.[0];
    if (!name) throw new Error(`no function serves ${routeKey}`);
    const event = {
      version: '2.0',
      routeKey,
      headers: { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' },
      pathParameters: path,
      requestContext: { http: { method: 'POST', sourceIp: '203.0.113.7' }, requestId: 'r' },
      isBase64Encoded: false,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(form && { body: new URLSearchParams(form).toString() }),
    } as unknown as APIGatewayProxyEventV2;
    insist(
      (done) => {
        const environment = environments.of(name);
        engine.invoke(environment, { seconds: 10, run: runHandler(environment, event), done });
      },
      (result) => {
        const status = 'answer' in result ? Number((result.answer as { statusCode?: number }).statusCode) : 500;
        if (status >= 500) return false;
        if (taken !== undefined && status !== taken) engine.fail(`${routeKey} answered ${status}: ${JSON.stringify(result)}`);
        then?.();
        return true;
      },
    );
  }

  /** On the command line of a colleague, or in a job of the shop. */
  function command(run: (world: World) => Promise<unknown>): void {
    insist(
      (done) => {
        const environment = environments.of('cli');
        engine.invoke(environment, { seconds: 900, run: () => run(environment.world), done });
      },
      (result) => 'answer' in result,
    );
  }

  function activity(
    type: string,
    { who, id, data = {}, at = engine.now() }: { who: string; id: string; data?: object; at?: Instant },
  ): void {
    const body = { id, type, customer: who, occurredAt: new Date(at).toISOString(), data };
    if (random.chance(0.7)) request('POST /activities', { body: random.chance(0.5) ? body : [body], taken: 202 });
    else send('on-event', { 'detail-type': 'activity', source: 'shop', detail: body });
  }

  function send(name: string, event: object): void {
    insist(
      (done) => {
        const environment = environments.of(name);
        engine.invoke(environment, { seconds: 30, run: runHandler(environment, event), done });
      },
      // What Lambda gave up is put in once more by a person.
      (result) => 'answer' in result,
    );
  }

  const money = (amount: number) => ({ amount, currency: 'GBP' });
  const evidence = { source: 'api', proof: 'simulation' } as const;

  function subscribe({ who, by, confirmed }: Extract<Doing, { does: 'subscribe' }>, at: Instant): void {
    const said = { channel: 'email' as const, topics: ['letters'], given: true };
    if (by === 'api') request('POST /consents', { body: { ...said, customer: who, at: new Date(at).toISOString() } });
    else
      command((world) =>
        importConsent(world, { ...said, who: { customer: who }, confirmed }, { fileAt: at, source: 'import', proof: 'new.csv, line 1' }),
      );
  }

  function act(doing: Doing): unknown {
    const now = engine.now();
    switch (doing.does) {
      case 'order':
        for (let time = 0; time <= doing.again; time++) {
          // The same order may be told under another name.
          const id = time === 2 ? `${doing.order}-again` : doing.order;
          const data = { orderId: doing.order, total: money(doing.amount) };
          agenda.at(now + time * random.below(3 * minute), () => activity('order.placed', { who: doing.who, id, data, at: now }));
        }
        return undefined;
      case 'refund':
        return activity('order.refunded', {
          who: doing.who,
          id: `r-${doing.order}`,
          data: { orderId: doing.order, amount: money(doing.amount) },
        });
      case 'basket':
        return activity('basket.updated', { who: doing.who, id: `${doing.basket}-${now}`, data: { basketId: doing.basket } });
      case 'empty basket':
        return activity('basket.emptied', { who: doing.who, id: `e-${doing.basket}-${now}`, data: { basketId: doing.basket } });
      case 'visit':
        return activity('customer.visited', { who: doing.who, id: `v-${now}` });
      case 'unsubscribe': {
        const subject = { cid: customerKey(secrets.pepper, doing.who), channel: doing.channel, topic: doing.topic };
        return request('POST /unsubscribe/{token}', { path: { token: signUnsubscription(secrets, subject) }, taken: 200 });
      }
      case 'subscribe':
        return subscribe(doing, now);
      case 'consent':
        return command((world) =>
          saveCustomer(world, {
            customer: doing.who,
            attributes: {},
            consent: { [doing.channel]: { offers: doing.yes } },
            at: now,
            evidence,
          }),
        );
      case 'import':
        return command((world) =>
          importConsent(
            world,
            {
              who: { customer: doing.who },
              channel: doing.channel,
              topics: ['offers'],
              given: doing.yes,
              confirmed: true,
              // Some files say of each line when it was said.
              ...(doing.ago % 2 === 0 && { at: now - doing.ago }),
            },
            { fileAt: now - doing.ago, source: 'import', proof: 'old.csv, line 1' },
          ),
        );
      case 'suppression': {
        const row = { channel: 'email', address: doing.address, reason: doing.reason } as const;
        return command((world) => importSuppression(world, row, { fileAt: now, source: 'import', proof: 'blocked.csv' }));
      }
      case 'move':
        return command((world) =>
          saveCustomer(world, { customer: doing.who, attributes: { zone: doing.zone, country: doing.country }, at: now }),
        );
      case 'new address':
        return command((world) => saveCustomer(world, { customer: doing.who, attributes: {}, email: doing.email, at: now }));
      case 'new number':
        phones.set(doing.who, doing.phone);
        return command((world) => saveCustomer(world, { customer: doing.who, attributes: {}, phone: doing.phone, at: now }));
      case 'redeem': {
        const name = { program: 'club', customer: doing.who };
        const body = { ...name, reward: doing.reward, key: doing.key, ...(doing.confirm === 'at once' && { confirm: true }) };
        const settleNow = (as: 'confirm' | 'cancel') => request(`POST /redemptions/{key}/${as}`, { path: { key: doing.key }, body: name });
        const settle = (as: 'confirm' | 'cancel') => () => agenda.at(engine.now() + random.below(40 * minute), () => settleNow(as));
        // Two colleagues, and one does not know of the other.
        const both = () => {
          settleNow('confirm');
          settleNow('cancel');
        };
        const then = { 'at once': undefined, never: undefined, later: settle('confirm'), cancel: settle('cancel'), both }[doing.confirm];
        return request('POST /redemptions', { body }, then);
      }
      case 'pause':
      case 'resume':
      case 'cancel': {
        const { campaign, does } = doing;
        return command((world) => orderCampaign(world, { campaign, order: does }).catch(refused));
      }
      case 'publish':
        return command(async (world) => {
          const from = engine.now();
          await publishCatalogue(world, publicationOf(doing.shop, from - day), from);
          await armSchedules(world);
        });
      case 'erase':
        return request('POST /customers/{id}/erase', { path: { id: doing.who } });
      case 'text': {
        const number = phones.get(doing.who);
        if (number === undefined) return undefined;
        const text = {
          originationNumber: number,
          destinationNumber: '+447700900999',
          messageKeyword: 'KEYWORD_1',
          messageBody: doing.words,
          inboundMessageId: doing.id,
          previousPublishedMessageId: null,
        };
        for (let time = 0; time < (doing.again ? 2 : 1); time++) send('on-text-event', topicEvent(text, now));
        return undefined;
      }
      case 'preferences': {
        const token = signPreferences(secrets, { cid: customerKey(secrets.pepper, doing.who) });
        const form = doing.wants === 'nothing' ? { do: 'none' } : { shownPause: 'off', pause: 'on' };
        return request('POST /preferences/{token}', { path: { token }, form });
      }
    }
  }

  return {
    act,
    send,
    open({ message }) {
      const [, token] = ('raw' in message && /\/confirm\/([\w.~-]+)/.exec(Buffer.from(message.raw).toString('utf8'))) || [];
      if (token === undefined || random.chance(0.3)) return;
      const press = () => request('POST /confirm/{token}', { path: { token }, taken: 200 });
      const at = engine.now() + random.below(random.pick([minute, 60 * minute, 2 * day]));
      agenda.at(at, press);
      if (random.chance(0.3)) agenda.at(at + random.below(day), press);
    },
    busy: () => busy,
    arrive({ id, details }) {
      if (typeof details.phone === 'string') phones.set(id, details.phone);
      command((world) => saveCustomer(world, { ...details, evidence, at: engine.now() } as Parameters<typeof saveCustomer>[1]));
    },
  };
}

/** A sentence for a person, who does not try that again. */
function refused(error: unknown): void {
  if (!(error instanceof Error && error.name === 'InvalidInputError') && !(error instanceof Error && 'allowed' in error)) throw error;
}
