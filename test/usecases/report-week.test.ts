import PostalMime from 'postal-mime';
import { expect, it } from 'vitest';
import type { CampaignInput } from '../../lib/core/definition/campaign.ts';
import type { Counts } from '../../lib/core/measurement/counts.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { addChanges } from '../../lib/store/counters.ts';
import { nextReportAt, reportWeek } from '../../lib/usecases/report-week.ts';
import { letter, winBackDay } from '../cli/report-shop.ts';
import type { Cloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { day, hour, shop, thanks } from '../functions/shop.ts';

const anna = 'anna@linden.example';
const olga = 'olga@linden.example';
const monday = Date.UTC(2026, 10, 9, 7);
const quarter = 15 * 60_000;

const goal: Partial<CampaignInput> = { goal: { activity: 'order.placed', within: '2 days' } };

/** Two campaigns of anna's, of which one does nothing, and one of olga's. On a Monday at noon. */
async function office(): Promise<Cloud> {
  const cloud = await shop({
    campaigns: [
      thanks({ ...goal, name: 'Thanks <b>&', entry: { trigger: { activity: 'order.placed' }, holdout: '10%' } }),
      thanks({ id: 'quiet' }),
      thanks({ id: 'letters', owner: olga }),
    ],
  });
  await reportWeek(cloud.limited('send-reports').world);
  return cloud;
}

let sequence = 0;

function count(cloud: Cloud, campaign: string, { bucket, n }: { bucket: string; n: Counts }): Promise<void> {
  sequence += 1;
  return addChanges(cloud.world, 'shard', [{ sequence: String(sequence), at: cloud.now, change: { campaign, bucket, n, gone: {} } }]);
}

async function week(cloud: Cloud): Promise<void> {
  await count(cloud, 'thanks', { bucket: '2026-11-04', n: winBackDay(900, { rate: 0.2, control: 0.1 }) });
  await count(cloud, 'letters', { bucket: '2026-11-05', n: letter(10) });
}

const tick = (cloud: Cloud) => reportWeek(cloud.limited('send-reports').world);
const receivers = (cloud: Cloud) => cloud.world.emails.filter(({ result }) => result.outcome === 'sent').map(({ message }) => message.to);

it('tells each owner on Monday at seven what her campaigns did in the week before, once', async () => {
  const cloud = await office();
  await week(cloud);
  expect(await nextReportAt(cloud.world)).toBe(monday);
  cloud.now = monday - 1;
  expect(await tick(cloud)).toEqual({ mails: 0, failures: [], givenUp: false });
  cloud.now = monday;
  expect(await tick(cloud)).toEqual({ mails: 2, failures: [], givenUp: false });
  expect(receivers(cloud)).toEqual([olga, anna]);
  for (const later of [0, 60_000, hour, 6 * day]) {
    cloud.now = monday + later;
    await tick(cloud);
  }
  expect(receivers(cloud)).toHaveLength(2);
});

it('says it with figures and effects, as text too, and shows no markup that a name brings along', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.now = monday;
  await tick(cloud);
  const mail = await PostalMime.parse(cloud.world.emails[1]?.message.raw ?? '');
  expect(mail.subject).toBe('Your campaigns, 2 November 2026 to 8 November 2026: 1 campaign, 1,530 messages');
  expect(mail.html).toContain('Thanks &#60;b&#62;&#38;');
  expect(mail.html).not.toContain('<b>&');
  expect(mail.text).toContain('entered 900, sent 1,530');
  for (const part of [mail.text, mail.html])
    expect(part).toContain(
      '20.0% of 900 customers at their first entry reached the goal within 2 days, 10.0% of 100 in the control group. That is 10.0 points more (95% interval',
    );
  expect(mail.text).not.toContain('quiet');
});

it('counts for a week what happened in it, also to those who had entered before', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.now = monday;
  await tick(cloud);
  await count(cloud, 'thanks', {
    bucket: '2026-11-04',
    n: { 'sent.email': 7, goals: 2, orders: 2, buyers: 2, revenue: 8_000, revenueSquares: 3.2e7 },
  });
  cloud.now = monday + 7 * day;
  await tick(cloud);
  expect(receivers(cloud)).toEqual([olga, anna, anna]);
  const mail = await PostalMime.parse(cloud.world.emails[2]?.message.raw ?? '');
  expect(mail.text).toContain('entered 0, sent 7, opened 0, clicked 0, goals 2, revenue £80.00');
});

it('comes late rather than not at all, and to nobody after a week in which nothing ran', async () => {
  const cloud = await office();
  cloud.now = monday;
  await tick(cloud);
  expect(receivers(cloud)).toEqual([]);
  await count(cloud, 'letters', { bucket: '2026-11-10', n: letter(3) });
  cloud.now = monday + 9 * day;
  await tick(cloud);
  expect(receivers(cloud)).toEqual([olga]);
  expect(await nextReportAt(cloud.world)).toBe(monday + 14 * day);
});

it('is one mail for each owner when two ticks run at once', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.now = monday;
  await Promise.all([tick(cloud), tick(cloud)]);
  cloud.now += quarter;
  await tick(cloud);
  expect(receivers(cloud).sort()).toEqual([anna, olga]);
});

it('is finished by the next tick when one was refused or died half-way', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.world.outcomes.email = ({ to }) => ({ outcome: to === anna ? 'throttled' : 'sent', reason: 'Throttling', providerId: 'm' });
  cloud.now = monday;
  expect((await tick(cloud)).failures).toHaveLength(1);
  expect(receivers(cloud)).toEqual([olga]);
  cloud.world.outcomes.email = () => ({ outcome: 'sent', providerId: 'm' });
  cloud.now += quarter;
  expect(await tick(cloud)).toEqual({ mails: 1, failures: [], givenUp: false });
  expect(receivers(cloud)).toEqual([olga, anna]);
});

/** Every quarter of an hour from Monday at seven on: what each tick did that had something to do. */
async function ticks(cloud: Cloud, until = 12 * hour): Promise<{ at: string; mails: number; failures: number; givenUp: boolean }[]> {
  const told: Awaited<ReturnType<typeof ticks>> = [];
  // A scheduler is a little late, and never the same.
  for (let late = 0; late < until; late += quarter) {
    cloud.now = monday + late + (late % 7_000);
    const { mails, failures, givenUp } = await tick(cloud);
    const at = new Date(monday + late).toISOString().slice(11, 16);
    if (mails + failures.length > 0) told.push({ at, mails, failures: failures.length, givenUp });
  }
  return told;
}

const tries = ['07:00', '07:15', '07:45', '08:45', '09:45', '10:45'];

it('gives up for the week when it cannot be sent for long', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.world.outcomes.email = () => ({ outcome: 'throttled', reason: 'Throttling' });
  expect(await ticks(cloud)).toEqual(tries.map((at, index) => ({ at, mails: 0, failures: 2, givenUp: index === 5 })));
  expect(await nextReportAt(cloud.world)).toBe(monday + 7 * day);
});

it('is not sent again when no reply came', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.world.outcomes.email = () => ({ outcome: 'unknown', reason: 'socket hang up' });
  await ticks(cloud);
  expect(cloud.world.emails.map(({ message }) => message.to)).toEqual([olga, anna]);
});

it('gives up for the week when nothing can be read, and says so once', async () => {
  const cloud = await office();
  await week(cloud);
  const { query } = cloud.world.table;
  cloud.world.table.query = async (range) => {
    if (range.pk === 'DEF') throw new Error('cannot be read');
    return query(range);
  };
  cloud.now = monday;
  expect(await ticks(cloud)).toEqual(tries.map((at, index) => ({ at, mails: 0, failures: 1, givenUp: index === 5 })));
  expect(await nextReportAt(cloud.world)).toBe(monday + 7 * day);
});

it('gives up for the week when each try dies', async () => {
  const cloud = await office();
  await week(cloud);
  const { query } = cloud.world.table;
  cloud.world.table.query = (range) => (range.pk === 'DEF' ? new Promise(() => undefined) : query(range));
  for (let late = 0; late < 4 * hour; late += quarter) {
    cloud.now = monday + late;
    void tick(cloud);
    await new Promise((done) => setImmediate(done));
  }
  expect(await nextReportAt(cloud.world)).toBe(monday + 4.75 * hour);
  cloud.now = monday + 5 * hour;
  expect(await tick(cloud)).toMatchObject({ mails: 0, givenUp: true, failures: [expect.any(Error)] });
  expect(await nextReportAt(cloud.world)).toBe(monday + 7 * day);
});

it('costs one campaign that cannot be read nobody else their figures', async () => {
  const cloud = await office();
  await week(cloud);
  await count(cloud, 'quiet', { bucket: '2026-11-05', n: letter(10) });
  const { query } = cloud.world.table;
  cloud.world.table.query = async (range) => {
    if (range.pk === 'CNT#quiet') throw new Error('cannot be read');
    return query(range);
  };
  expect(await ticks(cloud)).toEqual(
    tries.map((at, index) => ({ at, mails: index === 0 || index === 5 ? 1 : 0, failures: 1, givenUp: index === 5 })),
  );
  expect(receivers(cloud)).toEqual([olga, anna]);
  const { text } = await PostalMime.parse(cloud.world.emails[1]?.message.raw ?? '');
  expect(text).toContain('Its figures could not be read.');
  expect(text).toContain('entered 900');
});

it('tells of a campaign that was taken out of force before Monday', async () => {
  const cloud = await office();
  await week(cloud);
  cloud.now = monday - 12 * hour;
  await publishCatalogue(cloud.world, { ...publication(), campaigns: [thanks({ ...goal })] }, cloud.now);
  cloud.now = monday;
  expect(await tick(cloud)).toMatchObject({ mails: 2 });
  expect(receivers(cloud)).toEqual([olga, anna]);
  cloud.now = monday + 7 * day;
  expect(await tick(cloud)).toMatchObject({ mails: 0 });
});
