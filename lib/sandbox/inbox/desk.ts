import { setTimeout as sleep } from 'node:timers/promises';
import { activitySchema } from '../../core/activity.ts';
import { minorDigits } from '../../core/money.ts';
import type { Instant } from '../../core/time.ts';
import { closeFigures, type Figures } from '../../usecases/close-figures.ts';
import { customerNamed, findCustomer } from '../../usecases/find-customer.ts';
import { known } from '../../usecases/recognise-customer.ts';
import { recordActivity } from '../../usecases/record-activity.ts';
import { refuseErased } from '../../usecases/refuse-erased.ts';
import type { World } from '../../world.ts';
import type { Clock } from '../clock.ts';
import type { Mailbox, StoredMessage } from '../mailbox.ts';
import type { Queues } from '../queue.ts';
import { deadLetters } from '../services.ts';
import type { Timeline } from '../timeline.ts';
import type { Topics } from '../topics.ts';
import { instant, type Said, type Status } from './page.ts';

export interface DeskParts {
  world: World;
  clock: Clock;
  timeline: Timeline;
  mailbox: Mailbox;
  queues: Queues;
  topics: Topics;
}

/** What a person can do from the page, and what the page tells her. */
export interface Desk {
  status(): Promise<Status>;
  /** What came of the last thing she did, told once. */
  takeWord(): Said | undefined;
  /** Resolves to what is wrong with it; undefined when the order is recorded. */
  placeOrder(form: Record<string, string>): Promise<string | undefined>;
  jump(to: string): Promise<string | undefined>;
  /** Answers a text from the telephone that it was sent to. */
  answer(message: StoredMessage, text: string): Promise<string | undefined>;
  /** The shop's own id of the customer whom messages know under this key; the key where nothing is known of her. */
  customerId(key: string): Promise<string>;
  /** The key under which messages know the one customer who is known by this id, e-mail address or phone number. */
  customerKey(text: string): Promise<string | undefined>;
}

const lengths: Record<string, number> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 };
const year = 366 * 86_400_000;

/** A page waits so long for what it started; what takes longer goes on and shows in the next one. Milliseconds. */
const patience = 3000;

export function openDesk({ world, clock, timeline, mailbox, queues, topics }: DeskParts): Desk {
  let word: string | undefined;
  let jumpingTo: Instant | undefined;
  let problem: string | undefined;
  const figures = countInBackground(() => closeFigures(world));

  /** Goes on when the page does not wait for it any more; a failure is told on the next page. */
  async function patiently(work: Promise<unknown>) {
    const guarded = work.catch((error: unknown) => {
      problem = messageOf(error);
    });
    await Promise.race([guarded, sleep(patience, undefined, { ref: false })]);
  }

  async function jumpTo(target: Instant) {
    jumpingTo = target;
    await patiently(
      timeline.advanceTo(target).finally(() => {
        jumpingTo = undefined;
        figures.refresh();
      }),
    );
    return undefined;
  }

  return {
    async status() {
      const waiting = [...queues.names].filter((name) => name !== deadLetters).map((name) => queues.depth(name));
      return {
        now: clock.now(),
        ...mailbox.counts(),
        waiting: waiting.reduce((sum, { visible, invisible }) => sum + visible + invisible, 0),
        deadLetters: queues.depth(deadLetters).visible,
        figures: await figures.latest(),
        jumpingTo,
      };
    },

    takeWord() {
      const said = problem === undefined ? word && { kind: 'done' as const, text: word } : { kind: 'wrong' as const, text: problem };
      problem = undefined;
      word = undefined;
      return said || undefined;
    },

    async placeOrder(form) {
      const read = readOrder(form, clock.now());
      if (typeof read === 'string') return read;
      const customer = await customerNamed(world, read.customer).catch((error: unknown) => ({ problem: messageOf(error) }));
      if (typeof customer !== 'string') return customer.problem;
      const order = { ...read, customer };
      const failed = await refuseErased(world, customer)
        .then(() => recordActivity(world, order))
        .then(() => undefined, messageOf);
      if (failed !== undefined) return failed;
      await patiently(timeline.settle());
      figures.refresh();
      const next = await timeline.nextDueAt(clock.now() + year);
      word = `Order ${order.id} of ${order.customer} is recorded.${next === undefined ? '' : ` The next thing is due ${instant(next)}: jump there.`}`;
      return undefined;
    },

    async jump(to) {
      if (jumpingTo !== undefined) return `time is on its way to ${instant(jumpingTo)}: wait until it is there`;
      if (to !== 'due') {
        const length = Object.hasOwn(lengths, to) ? lengths[to] : undefined;
        return length === undefined
          ? `"${to}" is no jump; jumps are due, ${Object.keys(lengths).join(', ')}`
          : jumpTo(clock.now() + length);
      }
      const next = await timeline.nextDueAt(clock.now() + year);
      if (next !== undefined) return jumpTo(next);
      word = 'Nothing is due within a year.';
      return undefined;
    },

    async answer({ id, to, from, providerId }, text) {
      if (text.trim() === '' || text.length > longestAnswer) return `an answer has 1 to ${longestAnswer} characters, not ${text.length}`;
      mailbox.addAnswer(id, { at: clock.now(), text });
      topics.publish('texts', inboundText({ to, from, providerId, text }));
      await patiently(timeline.settle());
      figures.refresh();
      word = `The answer of ${to} was heard.`;
      return undefined;
    },

    async customerId(key) {
      return key === '' ? '' : ((await known(world, key, undefined))?.customer ?? key);
    },

    async customerKey(text) {
      const [customer, ...others] = await findCustomer(world, text).catch(() => []);
      return others.length === 0 ? customer?.cid : undefined;
    },
  };
}

/** What a telephone puts together from several parts. */
const longestAnswer = 1600;

/** https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html */
const inboundText = ({ to, from, providerId, text }: Pick<StoredMessage, 'to' | 'from' | 'providerId'> & { text: string }) => ({
  originationNumber: to,
  destinationNumber: from,
  messageKeyword: 'KEYWORD_000000000000',
  messageBody: text,
  inboundMessageId: crypto.randomUUID(),
  previousPublishedMessageId: providerId,
});

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The order as an activity, or a sentence on what is wrong with it. */
function readOrder({ customer = '', amount = '', currency = '', category = '' }: Record<string, string>, now: Instant) {
  const code = currency.trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(code)) return `the currency is three letters such as GBP, not "${currency}"`;
  const digits = minorDigits(code);
  if (!/^\d{1,10}([.,]\d+)?$/.test(amount.trim())) return `the amount is a number such as 49.90, not "${amount}"`;
  const [, fraction = ''] = amount.trim().split(/[.,]/);
  if (fraction.length > digits) return `${code} has ${digits} digits after the point, "${amount}" has ${fraction.length}`;
  const minor = Math.round(Number(amount.trim().replace(',', '.')) * 10 ** digits);
  const id = `page-${crypto.randomUUID().slice(0, 8)}`;
  const categories = category.trim() === '' ? {} : { categories: [category.trim()] };
  const parsed = activitySchema.safeParse({
    id,
    type: 'order.placed',
    customer,
    occurredAt: new Date(now).toISOString(),
    data: { orderId: id, total: { amount: minor, currency: code }, ...categories },
  });
  return parsed.success ? parsed.data : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}

/** Counting reads every item: it is done beside the page, for a tenth of the time at most, and the page shows the latest. */
function countInBackground(count: () => Promise<Figures>) {
  let latest: Figures | undefined;
  let freshUntil = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  const start = () => {
    const startedAt = performance.now();
    running ??= count()
      .then((figures) => {
        latest = figures;
        freshUntil = performance.now() + Math.max(5000, 10 * (performance.now() - startedAt));
      })
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  return {
    refresh() {
      freshUntil = Number.NEGATIVE_INFINITY;
    },
    async latest() {
      if (performance.now() > freshUntil) await Promise.race([start(), sleep(300, undefined, { ref: false })]);
      return latest;
    },
  };
}
