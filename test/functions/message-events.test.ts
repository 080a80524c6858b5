import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { create as onDeliveryEvent } from '../../functions/on-delivery-event.ts';
import type { CampaignInput } from '../../lib/core/definition/campaign.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { byEventBridge, type bySns, click, delivery, open, type SesDetail, sentAt, softBounce } from './ses-events.ts';
import { ann, context, day, enrollments, hour, noon, order, outcomes, place, shop, thanks } from './shop.ts';

/** Says thanks, waits for a click, and says hello to those who clicked. */
const journey: Partial<CampaignInput> = {
  steps: [
    { send: 'thanks', validFor: '2 days' },
    { id: 'click', wait: '3 days', for: { activity: 'email.clicked', step: 'thanks' }, then: [{ send: 'hello', validFor: '2 days' }] },
  ],
};

const minute = 60_000;

let cloud: Cloud;
let tags: Record<string, string>;
async function sent(more: Partial<CampaignInput>): Promise<void> {
  cloud = await shop({ campaigns: [thanks(more)] });
  await place(cloud, order('o1'));
  await cloud.settle();
  tags = cloud.world.emails[0]?.message.tags ?? {};
  cloud.now = noon + 2 * hour;
}
const hear = (event: ReturnType<typeof byEventBridge> | ReturnType<typeof bySns>) =>
  onDeliveryEvent(cloud.limited('on-delivery-event').world)(event, context);
/** All of them at once, and then a minute goes by. */
async function tell(...events: SesDetail[]): Promise<void> {
  for (const each of events) await hear(byEventBridge(each));
  await cloud.settle();
  cloud.now += minute;
  await cloud.settle();
}
async function answers(): Promise<unknown[]> {
  const { items } = await cloud.world.table.query({ table: 'activities', pk: ann, prefix: 'email.' });
  return items.map(({ activity }) => activity);
}

describe('what SES tells of a message', () => {
  beforeEach(() => sent(journey));

  it('ends the wait of the enrollment whose message was clicked', async () => {
    await tell(click(tags, 'https://shop.example.org/sale?utm_source=rapport&c=ann#top'));
    expect(await answers()).toMatchObject([
      {
        type: 'email.clicked',
        customer: 'ann',
        occurredAt: noon + hour,
        data: { campaign: 'thanks', occurrence: 'o1', step: 'thanks', link: 'https://shop.example.org/sale' },
      },
    ]);
    expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
    expect((await enrollments(cloud))[0]?.enrollment).toMatchObject({
      status: 'ended',
      steps: { click: { link: 'https://shop.example.org/sale' } },
    });
  });

  it('is recorded only if something waits for it or counts it', async () => {
    await tell(open(tags), delivery(tags));
    expect(await answers()).toEqual([]);
  });

  it('gives one activity for each link, whatever is repeated and in whatever order', async () => {
    const events = ['/a', '/b', '/a?again', '/a'].map((path, index) =>
      click(tags, `https://shop.example.org${path}`, { at: noon + (1 + index) * minute }),
    );
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...events, ...events], { minLength: 8 }), async (shuffled) => {
        await sent(journey);
        await tell(...shuffled);
        expect(await answers()).toHaveLength(2);
        expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
      }),
      { numRuns: 5 },
    );
  });

  it('keeps no token of our own links, and takes no unsubscription for interest', async () => {
    const own = `${cloud.world.publicUrl}`;
    const paths = ['unsubscribe/secret.token', 'r/secret.token', 'preferences/secret.token'];
    await tell(...paths.map((path, index) => click(tags, `${own}/${path}`, { at: noon + (1 + index) * minute })));
    expect(await answers()).toMatchObject([{ data: { link: `${own}/r` } }]);
  });

  it('is left alone for a customer who is not known any more', async () => {
    await cloud.world.table.write([{ delete: { table: 'customers', pk: ann, sk: '-' } }]);
    await tell(click(tags, 'https://shop.example.org/a'));
    expect(await answers()).toEqual([]);
  });

  it('is still told to those inside a version that nobody enters any more', async () => {
    await publishCatalogue(cloud.world, { ...publication(), campaigns: [thanks()] }, noon);
    cloud.now += 20_000;
    await tell(click(tags, 'https://shop.example.org/a'));
    expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
    cloud.now += 181 * day;
    await tell(click(tags, 'https://shop.example.org/b'));
    expect(await answers()).toHaveLength(1);
  });
});

it('a goal is reached and an exit taken by what was answered to this enrollment, not to another', async () => {
  await sent({
    goal: { activity: 'email.opened', within: '9 days', stay: true },
    exit: [{ activity: 'email.bounced' }],
    steps: [{ send: 'thanks', validFor: '2 days' }, { wait: '5 days' }, { send: 'hello', validFor: '2 days' }],
  });
  await place(cloud, order('o2', { occurredAt: noon + hour }));
  await cloud.settle();
  await tell(open(tags), softBounce(tags, { at: noon + 2 * hour }));
  const [first, second] = (await enrollments(cloud)).map(({ enrollment }) => enrollment);
  expect(first).toMatchObject({ occurrence: 'o1', status: 'ended', ended: { because: 'exit' }, goal: { reachedAt: noon + hour } });
  expect(second).toMatchObject({ occurrence: 'o2', status: 'inside', goal: { reachedAt: null } });
});

describe('what a machine did', () => {
  const links = ['/a', '/b', '/c'].map((path) => `https://shop.example.org${path}`);
  const scan = (from: number) => links.map((link, index) => click(tags, link, { at: from + 300 * index }));
  const types = async () => (await told()).map(({ type }) => type).sort();
  const told = async () => {
    const { items } = await cloud.world.table.query({ table: 'activities', pk: ann, prefix: 'email.' });
    return items.map(({ activity }) => activity as { type: string; data: { link?: string } });
  };
  /** Both kinds are named: the machine's to be seen. */
  const both: Partial<CampaignInput> = {
    ...journey,
    exit: [
      { activity: 'email.clicked-by-machine', step: 'hello' },
      { activity: 'email.opened-by-machine', step: 'hello' },
    ],
    goal: { activity: 'email.opened', within: '9 days', stay: true },
  };
  beforeEach(() => sent(both));

  it('drives no branch: she is written to when she clicks herself, and not when a scanner follows every link', async () => {
    await tell(...scan(noon + hour));
    expect(await types()).toEqual(Array(3).fill('email.clicked-by-machine'));
    expect(await outcomes(cloud)).toEqual(['sent']);
    await tell(click(tags, 'https://shop.example.org/a', { at: noon + 2 * hour }));
    expect(await types()).toEqual(['email.clicked', ...Array(3).fill('email.clicked-by-machine')]);
    expect(await outcomes(cloud)).toEqual(['sent', 'sent']);
  });

  it('is told only where it is named', async () => {
    await sent(journey);
    await tell(...scan(noon + hour), open(tags, { userAgent: 'Mozilla/5.0' }));
    expect(await told()).toEqual([]);
    expect(await outcomes(cloud)).toEqual(['sent']);
  });

  it('is told the same in whatever order its events come, however often, and whoever settles them twice', async () => {
    const hers = click(tags, 'https://shop.example.org/a', { at: noon + 2 * hour });
    const events = [...scan(noon + hour), hers];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...events, ...events], { minLength: 8 }), async (shuffled) => {
        await sent(both);
        await tell(...shuffled);
        await tell(...shuffled.slice(0, 3));
        expect(await types()).toEqual(['email.clicked', ...Array(3).fill('email.clicked-by-machine')]);
      }),
      { numRuns: 10 },
    );
  });

  it('counts not even when the rest of its clicks are told seconds after the first', async () => {
    const [first, ...rest] = scan(noon + hour);
    if (first) await hear(byEventBridge(first));
    cloud.now += 20_000;
    for (const each of rest) await hear(byEventBridge(each));
    await cloud.settle();
    cloud.now += minute;
    await cloud.settle();
    expect(await types()).toEqual(Array(3).fill('email.clicked-by-machine'));
  });

  it('of many links leaves a bounded note beside the message, and her click after them counts', async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      click(tags, `https://shop.example.org/${index}`, { at: noon + hour + 100 * index }),
    );
    await tell(...many);
    await tell(click(tags, 'https://shop.example.org/0', { at: noon + 2 * hour }));
    expect((await types()).filter((type) => type === 'email.clicked')).toHaveLength(1);
    const { items } = await cloud.world.table.query({ table: 'relations', pk: ann, prefix: 'MSG#' });
    expect(items[0]?.clicks).toHaveLength(20);
    expect(JSON.stringify(items).length).toBeLessThan(10_000);
  });

  it.each([
    ['Apple fetches the pictures of', { userAgent: 'Mozilla/5.0' }],
    ['somebody opens in the second of sending', { at: sentAt + 800 }],
  ])('an open is told apart: %s the message', async (_, more) => {
    await tell(open(tags, more));
    expect(await types()).toEqual(['email.opened-by-machine']);
    await tell(open(tags));
    expect(await types()).toEqual(['email.opened', 'email.opened-by-machine']);
  });

  it('a click is told apart by its user agent too, and one that takes no reading', async () => {
    await tell(
      click(tags, 'https://shop.example.org/a', { userAgent: 'curl/8.5.0' }),
      click(tags, 'https://shop.example.org/b', { at: sentAt + 900 }),
    );
    expect(await types()).toEqual(['email.clicked-by-machine', 'email.clicked-by-machine']);
  });

  it('is decided once, though the first to decide died before it told', async () => {
    const { table } = cloud.world;
    await hear(byEventBridge(click(tags, 'https://shop.example.org/a')));
    cloud.now += minute;
    const { write } = table;
    // Dies where the click would be told; what came later must not change what was decided.
    table.write = async (operations) => {
      if (operations.some((operation) => 'put' in operation && operation.put.kind === 'activity')) throw new Error('killed');
      return write.call(table, operations);
    };
    await cloud.settle().catch(() => undefined);
    table.write = write;
    expect(await told()).toEqual([]);
    await hear(byEventBridge(click(tags, 'https://shop.example.org/b', { at: sentAt + hour + 500 })));
    cloud.now += 10 * minute;
    await cloud.settle();
    expect((await told()).map(({ type, data }) => [type, data.link])).toEqual([
      ['email.clicked', 'https://shop.example.org/a'],
      ['email.clicked-by-machine', 'https://shop.example.org/b'],
    ]);
  });

  it('says nothing of her click when its settling is lost: the event told again settles it', async () => {
    const event = byEventBridge(click(tags, 'https://shop.example.org/a'));
    const { enqueue } = cloud.world;
    cloud.world.enqueue = async (_, tasks) => tasks.map(({ id }) => ({ id, reason: 'down' }));
    await expect(onDeliveryEvent(cloud.world)(event, context)).rejects.toThrow('the queue "work" refused a task: down');
    cloud.world.enqueue = enqueue;
    await hear(event);
    cloud.now += minute;
    await cloud.settle();
    expect(await types()).toEqual(['email.clicked']);
  });
});
