import type { EventBridgeEvent } from 'aws-lambda';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { create as onDeliveryEvent } from '../../functions/on-delivery-event.ts';
import type { CampaignInput } from '../../lib/core/definition/campaign.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import type { Cloud } from './cloud.ts';
import { publication } from './publication.ts';
import { ann, context, day, enrollments, hour, noon, order, outcomes, place, shop, thanks } from './shop.ts';

/** Says thanks, waits for a click, and says hello to those who clicked. */
const journey: Partial<CampaignInput> = {
  steps: [
    { send: 'thanks', validFor: '2 days' },
    { id: 'click', wait: '3 days', for: { activity: 'email.clicked', step: 'thanks' }, then: [{ send: 'hello', validFor: '2 days' }] },
  ],
};

/** What SES publishes, as in https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html */
function sesEvent(detailType: string, eventType: string, tags: Record<string, string>, part: object): EventBridgeEvent<string, unknown> {
  return {
    version: '0',
    id: 'a7b8c9',
    'detail-type': detailType,
    source: 'aws.ses',
    account: '123456789012',
    time: '2026-11-02T13:00:00Z',
    region: 'eu-west-1',
    resources: ['arn:aws:ses:eu-west-1:123456789012:configuration-set/rapport'],
    detail: {
      eventType,
      mail: {
        timestamp: '2026-11-02T12:00:00.000Z',
        source: 'hello@linden.example',
        sendingAccountId: '123456789012',
        messageId: '010001',
        destination: ['ann@private.example'],
        headersTruncated: false,
        commonHeaders: { from: ['hello@linden.example'], to: ['ann@private.example'], messageId: '010001', subject: 'Thank you' },
        tags: { 'ses:configuration-set': ['rapport'], ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])) },
      },
      [eventType.toLowerCase()]: part,
    },
  };
}
const agent = { ipAddress: '192.0.2.1', userAgent: 'Mozilla/5.0' };
const iso = (at: number) => new Date(at).toISOString();
const click = (tags: Record<string, string>, link: string, at = noon + hour) =>
  sesEvent('Email Clicked', 'Click', tags, { ...agent, timestamp: iso(at), link, linkTags: null });
const open = (tags: Record<string, string>, at = noon + hour) => sesEvent('Email Opened', 'Open', tags, { ...agent, timestamp: iso(at) });
const delivered = (tags: Record<string, string>) =>
  sesEvent('Email Delivered', 'Delivery', tags, {
    timestamp: iso(noon + 1000),
    processingTimeMillis: 546,
    recipients: ['ann@private.example'],
  });

let cloud: Cloud;
let tags: Record<string, string>;
async function sent(more: Partial<CampaignInput>): Promise<void> {
  cloud = await shop({ campaigns: [thanks(more)] });
  await place(cloud, order('o1'));
  await cloud.settle();
  tags = cloud.world.emails[0]?.message.tags ?? {};
  cloud.now = noon + 2 * hour;
}
async function tell(...events: EventBridgeEvent<string, unknown>[]): Promise<void> {
  for (const each of events) await onDeliveryEvent(cloud.limited('on-delivery-event').world)(each, context);
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
    await tell(open(tags), delivered(tags));
    expect(await answers()).toEqual([]);
  });

  it('gives one activity for each link, whatever is repeated and in whatever order', async () => {
    const events = ['/a', '/b', '/a?again', '/a'].map((path, index) =>
      click(tags, `https://shop.example.org${path}`, noon + (1 + index) * 60_000),
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
    await tell(click(tags, `${own}/unsubscribe/secret.token`), click(tags, `${own}/r/secret.token`));
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
  await tell(
    open(tags),
    sesEvent('Email Bounced', 'Bounce', tags, { bounceType: 'Transient', bounceSubType: 'MailboxFull', timestamp: iso(noon + 2 * hour) }),
  );
  const [first, second] = (await enrollments(cloud)).map(({ enrollment }) => enrollment);
  expect(first).toMatchObject({ occurrence: 'o1', status: 'ended', ended: { because: 'exit' }, goal: { reachedAt: noon + hour } });
  expect(second).toMatchObject({ occurrence: 'o2', status: 'inside', goal: { reachedAt: null } });
});
