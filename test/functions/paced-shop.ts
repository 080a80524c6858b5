import { create as sendBroadcasts } from '../../functions/send-broadcasts.ts';
import { create as sendMessage } from '../../functions/send-message.ts';
import { create as sweepDue } from '../../functions/sweep-due.ts';
import { emptyProfile } from '../../lib/core/customer.ts';
import { campaignSchema } from '../../lib/core/definition/campaign.ts';
import { queueEvent } from '../../lib/memory/lambda-event.ts';
import { memoryWorld } from '../../lib/memory/world.ts';
import { loadCatalogue, publishCatalogue } from '../../lib/store/catalogue.ts';
import { saveContact } from '../../lib/store/contacts.ts';
import { enrollmentFromItem } from '../../lib/store/enrollments.ts';
import { loadIntent, sendTaskSchema } from '../../lib/store/intents.ts';
import { toJson } from '../../lib/store/json.ts';
import { besideKeys, keys } from '../../lib/store/keys.ts';
import { recordMessage } from '../../lib/store/messages.ts';
import { loadRate, saveRate } from '../../lib/store/permits.ts';
import { ensureSecrets } from '../../lib/store/secrets.ts';
import { applyActivities } from '../../lib/usecases/apply-activities.ts';
import { wiring } from '../../lib/wiring.ts';
import type { EmailMessage, QueueName, Task, Value, World } from '../../lib/world.ts';
import { invocation } from './crowd.ts';
import { limitedWorld } from './limited-world.ts';
import { publication } from './publication.ts';
import { cidOf, noon, order, thanks } from './shop.ts';

/** What a provider is asked to take, in seconds since the start. */
export interface Play {
  perSecond: number;
  /** Recipients of a run. */
  bulk?: number;
  /** When each triggered message was planned. */
  triggered?: number[];
  /** So many of the first of these were held until the start. */
  held?: number;
  seconds: number;
  /** The provider changes its rate. */
  change?: { at: number; perSecond: number };
  /** So many of a hundred invocations die after their first write: mostly the one that reserves. */
  dying?: number;
  /** Milliseconds by which the clocks of the workers differ, in turn. */
  clocks?: number[];
  seed?: number;
  /** So many seconds of its rate the provider takes at once: SES takes "short bursts" beyond its rate. */
  burst?: number;
}

export interface Played {
  /** Accepted in each second. */
  accepted: number[];
  /** In which second each refusal was. */
  refused: number[];
  /** Seconds from being planned until accepted, of triggered messages. */
  waits: number[];
  /** Writes of the rate's item, refused ones included. */
  writes: number;
  /** What workers took from the queue `triggered`. */
  receives: number;
  sent: { bulk: number; triggered: number };
  /** Messages that were accepted more than once. */
  twice: number;
}

const step = 50;
const workers = 10;

/**
 * Ten workers of each queue, each with a clock and a memory of its own, send by a provider that refuses what is over its rate:
 * a bucket that fills evenly. Runs on virtual time in steps of 50 milliseconds.
 */
export async function play({
  perSecond,
  bulk = 0,
  triggered = [],
  held = 0,
  seconds,
  change,
  dying = 0,
  clocks = [0],
  seed = 1,
  burst = 2,
}: Play): Promise<Played> {
  let now = noon;
  const world = memoryWorld({ now: () => now, publicUrl: 'https://shop.example' });
  const random = mulberry(seed);
  const played: Played = { accepted: [], refused: [], waits: [], writes: 0, receives: 0, sent: { bulk: 0, triggered: 0 }, twice: 0 };
  const plannedAt = new Map<string, number>();
  const seen = new Set<string>();
  world.quota.perSecond = perSecond;
  const fits = bucket(
    () => world.quota.perSecond,
    () => now,
    burst,
  );
  world.outcomes.email = (email) => {
    const second = (now - noon) / 1000;
    if (!fits()) {
      played.refused.push(second);
      return { outcome: 'throttled', reason: 'Maximum sending rate exceeded.' };
    }
    played.accepted[Math.floor(second)] = (played.accepted[Math.floor(second)] ?? 0) + 1;
    note(email, second);
    return { outcome: 'sent', providerId: `m${seen.size}` };
  };
  function note({ tags }: EmailMessage, second: number): void {
    const key = `${tags['rapport-customer']} ${tags['rapport-message']}`;
    if (seen.has(key)) played.twice += 1;
    seen.add(key);
    const since = plannedAt.get(tags['rapport-customer'] ?? '');
    played.sent[since === undefined ? 'bulk' : 'triggered'] += 1;
    if (since !== undefined) played.waits.push(second - since);
  }

  await publish(world);
  const chunks = await recipients(world, bulk);
  const tasks = await thankYous(world, triggered.length);
  for (const [index, { cid }] of tasks.entries()) plannedAt.set(cid, triggered[index] ?? 0);

  const agents = (['send-message', 'send-broadcasts'] as const).flatMap((name) =>
    Array.from({ length: workers }, (_, index) => {
      const limited = limitedWorld(world, name).world;
      const own = { ...limited, now: () => now + (clocks[index % clocks.length] ?? 0), table: { ...limited.table } };
      const { write } = limited.table;
      let writesLeft = Infinity;
      own.table.write = async (operations) => {
        if (writesLeft-- <= 0) throw new Error('killed');
        if (operations.some((operation) => 'put' in operation && operation.put.sk === besideKeys.rate.sk)) played.writes += 1;
        return write(operations);
      };
      const { queue, batchSize } = wiring[name].source;
      const handle = name === 'send-message' ? sendMessage(own) : sendBroadcasts(own);
      return { queue, batchSize, handle, freeAt: noon, live: (most: number) => (writesLeft = most) };
    }),
  );

  for (const { body } of tasks.slice(0, held)) {
    const intent = await loadIntent(world, sendTaskSchema.parse(body));
    if (intent) await recordMessage(world, intent, { state: 'held', reason: 'quiet-hours', at: noon, dueAt: noon });
  }
  const sweep = sweepDue(limitedWorld(world, 'sweep-due').world);
  let arrived = held;
  let released = 0;
  for (; now < noon + seconds * 1000; now += step) {
    const second = (now - noon) / 1000;
    if (change && second >= change.at) world.quota.perSecond = change.perSecond;
    for (; arrived < tasks.length && (triggered[arrived] ?? 0) <= second; arrived++)
      await put(world, 'triggered', tasks[arrived]?.body ?? null);
    if (held > 0 && second % 60 === 0) await sweep({}, invocation());
    // What `run-campaigns` does each minute while a run is open.
    if (released < chunks.length && second % 60 === 0) {
      await saveRate(world, await world.emailQuota());
      const room = (await loadRate(world, await world.waiting('bulk')))?.room ?? 0;
      for (const most = released + Math.floor(room / 25); released < Math.min(most, chunks.length); released++)
        await put(world, 'bulk', chunks[released] ?? null);
    }
    for (const agent of shuffled(agents, random)) {
      if (agent.freeAt > now) continue;
      const batch = world.queues.receive(agent.queue, agent.batchSize, now);
      if (batch.length === 0) continue;
      if (agent.queue === 'triggered') played.receives += batch.length;
      agent.live(100 * random() < dying ? 1 : Infinity);
      const { batchItemFailures } = await agent.handle(queueEvent(agent.queue, batch), invocation());
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }: { itemIdentifier: string }) => itemIdentifier));
      for (const { messageId, receipt } of batch) {
        if (failed.has(messageId)) world.queues.return(receipt, now + 30_000);
        else world.queues.delete(receipt);
      }
      // It took from a few to some hundred milliseconds.
      agent.freeAt = now + step + random() * 300;
    }
  }
  return played;
}

/** Fills evenly with the rate; holds so many seconds of it. */
function bucket(perSecond: () => number, now: () => number, burst: number): () => boolean {
  let [left, at] = [burst * perSecond(), now()];
  return () => {
    left = Math.min(burst * perSecond(), left + (perSecond() * (now() - at)) / 1000);
    at = now();
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

async function publish(world: World): Promise<void> {
  const { settings, ...rest } = publication();
  const news = campaignSchema.parse({
    id: 'news',
    kind: 'database',
    name: 'News',
    owner: 'anna@linden.example',
    status: 'live',
    topic: 'offers',
    entry: { trigger: { once: '2026-11-02 12:00', zone: 'Europe/London' } },
    steps: [{ send: 'hello', validFor: '1 day' }],
  });
  await ensureSecrets(world, { pepper: 'p'.repeat(40), tokens: [{ kid: '1', secret: 's'.repeat(40) }] });
  await publishCatalogue(world, { ...rest, settings, campaigns: [news, thanks()] }, noon - 1);
}

async function customer(world: World, name: string): Promise<string> {
  const cid = cidOf(name);
  const profile = { ...emptyProfile(name), attributes: { country: 'GB', zone: 'Europe/London' } };
  await world.table.write([{ put: { ...keys.profile(cid), v: 1, profile: toJson(profile) } }]);
  await saveContact(world, cid, {
    email: `${name}@private.example`,
    consent: { email: { offers: true } },
    at: noon,
    evidence: { source: 'import' },
  });
  return cid;
}

async function recipients(world: World, count: number): Promise<Value[]> {
  const { live } = await loadCatalogue(world);
  const version = live.find(({ id }) => id === 'news')?.version ?? '';
  const cids: string[] = [];
  for (let index = 0; index < count; index++) cids.push(await customer(world, `b${index}`));
  return Array.from({ length: Math.ceil(count / 25) }, (_, page) => ({
    ...{ campaign: 'news', occurrence: '2026-11-02T12:00', dueAt: noon, version, place: `1.0.${page}`, first: 0 },
    cids: cids.slice(page * 25, (page + 1) * 25),
  }));
}

/** Tasks of the queue `triggered`, as an order makes them. */
async function thankYous(world: World, count: number): Promise<{ cid: string; body: Value }[]> {
  const tasks: { cid: string; body: Value }[] = [];
  for (let index = 0; index < count; index++) {
    const name = `t${index}`;
    const cid = await customer(world, name);
    await applyActivities(world, cid, [order('o1', { customer: name })]);
    const item = await world.table.get(keys.relation(cid, 'ENR#thanks#o1'));
    const [message] = enrollmentFromItem(item ?? {}).enrollment.outbox;
    tasks.push({ cid, body: { cid, enrollment: 'ENR#thanks#o1', message: JSON.parse(JSON.stringify(message)) } });
  }
  return tasks;
}

async function put(world: World, queue: QueueName, body: Task['body']): Promise<void> {
  const [rejected] = await world.enqueue(queue, [{ id: 'one', body }]);
  if (rejected) throw new Error(rejected.reason);
}

function shuffled<T>(all: T[], random: () => number): T[] {
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

/** The share of what the provider allows between two seconds that was used. */
export function usedOf({ accepted }: Played, perSecond: number, [from, to]: [number, number]): number {
  let sum = 0;
  for (let second = from; second < to; second++) sum += accepted[second] ?? 0;
  return sum / (perSecond * (to - from));
}

export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** So many arrive in each second, at random instants of it. */
export function stream(perSecond: number, [from, to]: [number, number], seed = 7): number[] {
  const random = mulberry(seed);
  return Array.from({ length: Math.round(perSecond * (to - from)) }, () => from + random() * (to - from)).sort((a, b) => a - b);
}

/** Mulberry32: a small generator of numbers from 0 to 1, each seed a sequence of its own. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
