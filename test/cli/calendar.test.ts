import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { calendarPage } from '../../lib/cli/calendar-page.ts';
import { showCalendar } from '../../lib/cli/calendar-text.ts';
import { giveOrder } from '../../lib/cli/campaign-orders.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { planCalendar } from '../../lib/usecases/plan-calendar.ts';
import type { Cloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { ann, day, hour, noon, order, place, shop, thanks } from '../functions/shop.ts';

const news = thanks({
  id: 'news',
  kind: 'direct',
  topic: 'offers',
  entry: { trigger: { every: 'day', at: '09:00', zone: 'Europe/London' } },
  steps: [{ send: 'offer' }],
});
const later = thanks({ id: 'later', steps: [{ wait: '3 days' }, { send: 'hello' }] });

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

const plan = (cloud: Cloud, days = 5, most = 100) =>
  planCalendar(cloud.world, { until: cloud.world.now() + days * day, most, tell: () => undefined });

const dates = (rows: { day: string; campaign: string }[], wanted: string) =>
  rows.flatMap(({ day: on, campaign }) => (campaign === wanted ? [on] : []));

describe('the calendar', () => {
  it('plays runs and waits forward as they then come, and sends nothing itself', async () => {
    const cloud = await shop({ campaigns: [news, later] });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + hour);
    const { rows } = await plan(cloud);
    expect(dates(rows, 'news')).toEqual(['2026-11-03', '2026-11-04', '2026-11-05', '2026-11-06', '2026-11-07']);
    expect(dates(rows, 'later')).toEqual(['2026-11-05']);
    expect(rows.every(({ messages, error }) => messages === 1 && error === 0)).toBe(true);
    await cloud.advanceTo(noon + hour + 5 * day);
    const { items } = await cloud.world.table.query({ table: 'relations', pk: ann, prefix: 'MSG#' });
    expect(items.map(({ at }) => new Date(Number(at)).toISOString().slice(0, 10)).sort()).toEqual(rows.map(({ day: on }) => on).sort());
  });

  it('tells whom the caps hold or drop, blackouts, what is paused, and days on which campaigns begin', async () => {
    const base = publication();
    const settings = {
      ...base.settings,
      caps: [{ atMost: 2, per: '7 days', class: 'marketing' as const }],
      blackouts: [{ from: '2026-11-06', to: '2026-11-06' }],
    };
    const cloud = await shop();
    const begins = { ...later, id: 'begins', starts: '2026-11-04' };
    await publishCatalogue(cloud.world, { ...base, settings, campaigns: [news, later, begins] }, noon);
    await giveOrder(cloud.world, { campaign: 'later', order: 'pause' });
    await cloud.advanceTo(noon + 60_000);
    const found = await plan(cloud);
    expect(dates(found.rows, 'news')).toHaveLength(2);
    expect(found.capped.map(({ campaign, customers }) => [campaign, customers])).toContainEqual(['news', 1]);
    const text = showCalendar(found);
    expect(text).toContain('what goes out from 2026-11-02 12:01 to 2026-11-07 12:01 Europe/London, by all 1 customer');
    expect(text).toContain('blackouts: no marketing\n  Fri 2026-11-06');
    expect(text).toContain('begins and ends\n  begins begins on Wed 2026-11-04');
    expect(text).toMatch(/paused: .*\n {2}later, since 2026-11-02 12:00 UTC: rapport resume later/);
    const page = calendarPage(found);
    expect(page).toContain('<svg');
    expect(page).not.toContain('<script');
  });

  it('estimates those who will enter by what they do from how often that was lately', async () => {
    const cloud = await shop({ campaigns: [thanks()] });
    for (let n = 0; n < 14; n++) {
      await cloud.advanceTo(noon + n * day);
      await place(cloud, order(`o${n}`, { occurredAt: noon + n * day }));
    }
    await cloud.advanceTo(noon + 14 * day);
    const { rows } = await plan(cloud, 7);
    const messages = rows.reduce((sum, row) => sum + row.estimated, 0);
    expect(messages).toBeGreaterThanOrEqual(6);
    expect(messages).toBeLessThanOrEqual(8);
    expect(rows.every(({ error }) => error > 0)).toBe(true);
    expect(calendarPage(await plan(cloud, 7))).toMatch(/<td[^>]*>1\.\d<\/td>/);
  });

  it('says beside the days that they do not add up, where they are far off, and only there', async () => {
    const note = 'Each day is rounded to whole messages, below half a one to none: the days do not add up to the whole time.';
    const cloud = await shop({ campaigns: [thanks()] });
    for (let n = 0; n < 18; n++) {
      await cloud.advanceTo(noon + n * day);
      await place(cloud, order(`o${n}`, { occurredAt: noon + n * day }));
    }
    await cloud.advanceTo(noon + 27 * day);
    const found = await plan(cloud, 14);
    expect(found.totals[0]?.messages).toBeLessThan(10);
    expect(found.rows.reduce((sum, { messages }) => sum + messages, 0)).toBeGreaterThanOrEqual(13);
    expect(showCalendar(found).replace(/\s+/g, ' ')).toContain(`day by day ${note}`);
    expect(calendarPage(found)).toContain(note);
    const whole = await shop({ campaigns: [news] });
    const exact = await plan(whole);
    expect(exact.rows.length).toBeGreaterThan(0);
    expect(showCalendar(exact) + calendarPage(exact)).not.toContain('rounded');
  });

  it('of a small shop tells in all what no single day reaches', async () => {
    const cloud = await shop({ campaigns: [thanks()] });
    for (const n of [0, 9, 18]) {
      await cloud.advanceTo(noon + n * day);
      await place(cloud, order(`o${n}`, { occurredAt: noon + n * day }));
    }
    await cloud.advanceTo(noon + 27 * day);
    const found = await plan(cloud, 14);
    expect(found.rows).toEqual([]);
    expect(found.totals).toMatchObject([{ campaign: 'thanks', channel: 'email', messages: 1.556, estimated: 1.556, error: 1.994 }]);
    const text = showCalendar(found);
    expect(text).toContain(
      'in all these days\n  thanks  email  about 2 ± 2  all of them to those who will enter by what they do\n\nday by day\n  on no single day',
    );
    expect(text).toContain('"±" is one standard error of how many will go out');
    const page = calendarPage(found);
    expect(page).toContain('the chance of the days to come');
    expect(page).toContain('<h1>About 2 messages are on their way</h1>');
    expect(page).toContain('on no single day as much as half a message is to be expected.');
    expect(page).toContain('thanks · email');
    expect(page).not.toContain('<svg');
  });

  it('says of campaigns by lapse that they are the most that can be, in text, page and JSON', async () => {
    const lapse = (id: string, after: string) => thanks({ id, entry: { trigger: { lapse: after } } });
    const cloud = await shop({ campaigns: [lapse('back', '2 days'), lapse('far', '60 days'), thanks()] });
    await place(cloud, order('o1'));
    await cloud.advanceTo(noon + hour);
    const found = await plan(cloud);
    expect(found.atMost).toEqual(['back']);
    const note = 'the most that can be: counted as if nobody ordered in these days, since who orders does not lapse';
    expect(showCalendar(found)).toContain(`\n${note}\n  back`);
    expect(calendarPage(found)).toContain(`<h2>T${note.slice(1)}</h2><ul><li>back</li></ul>`);
    expect(showCalendar(await plan(cloud, 1))).not.toContain('the most that can be');
  });

  it('says of campaigns with limits that less may go out, in text, page and JSON, where they send something in these days', async () => {
    const limits = { entriesPerDay: 5, budget: '10 GBP', per: 'month' as const };
    const far = thanks({ id: 'far', limits, entry: { trigger: { lapse: '60 days' } } });
    const cloud = await shop({ campaigns: [{ ...news, id: 'daily', limits }, far, news] });
    await cloud.advanceTo(noon + hour);
    const found = await plan(cloud);
    const budget = { amount: 1_000, currency: 'GBP', per: 'month' };
    expect(found.limited).toEqual([{ campaign: 'daily', budget, entriesPerDay: 5 }]);
    const note = 'limits that are not counted with: less may go out than stands above';
    const words = 'daily: a budget of £10.00 each month and at most 5 customers may enter a day';
    const text = showCalendar(found);
    expect(text).toMatch(/^ {2}daily {2}email {2}at most about 5$/m);
    expect(text).toMatch(/^ {2}news {3}email {2}about 5$/m);
    expect(text).toContain(`\n${note}\n  ${words}`);
    const page = calendarPage(found);
    expect(page).toContain('<h1>At most about 10 messages are on their way</h1>');
    expect(page).toMatch(/daily · email<\/t[dh]><td[^>]*>at most 5</);
    expect(page).toContain(`<h2>L${note.slice(1)}</h2><ul><li>${words}</li></ul>`);
    const free = await shop({ campaigns: [news] });
    await free.advanceTo(noon + hour);
    const unlimited = await plan(free);
    expect(showCalendar(unlimited)).not.toMatch(/at most|limit/);
    expect(calendarPage(unlimited)).not.toMatch(/at most|limits/i);
  });

  it('of a shop without customers says that nothing goes out', async () => {
    const cloud = await shop({ campaigns: [news] });
    const { items } = await cloud.world.table.scan({ table: 'customers', index: 0, of: 1 });
    for (const { pk, sk } of items) await cloud.world.table.write([{ delete: { table: 'customers', pk, sk } }]);
    expect(showCalendar(await plan(cloud))).toContain('nothing goes out');
  });
});
