import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { reportCommand } from '../../lib/cli/report.ts';
import { reportCsv } from '../../lib/cli/report-csv.ts';
import { reportPage } from '../../lib/cli/report-page.ts';
import { showReport } from '../../lib/cli/report-text.ts';
import { publishCatalogue } from '../../lib/store/catalogue.ts';
import { addChanges } from '../../lib/store/counters.ts';
import type { Cloud } from '../functions/cloud.ts';
import { publication } from '../functions/publication.ts';
import { day, hour, noon, order, place, shop, thanks } from '../functions/shop.ts';
import { shownReport, winBackDay } from './report-shop.ts';

let printed = '';
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

/** A shop in which ann was thanked for an order and then ordered again. */
async function thanked(): Promise<Cloud> {
  const cloud = await shop({
    campaigns: [
      thanks({
        goal: { activity: 'order.placed', within: '14 days', stay: true },
        entry: { trigger: { activity: 'order.placed' }, reentry: 'never' },
      }),
      thanks({ id: 'costly', entry: { trigger: { activity: 'nothing.happened' } }, limits: { budget: '10 GBP', per: 'month' } }),
    ],
  });
  await place(cloud, order('o1'));
  await cloud.settle();
  cloud.now = noon + day;
  await place(cloud, order('o2', { occurredAt: noon + day }));
  await cloud.settle();
  return cloud;
}

/** Thanks for an order, with a goal within so long; half of them are held out. */
const half = (within: string) =>
  thanks({
    goal: { activity: 'order.placed', within, stay: true },
    entry: { trigger: { activity: 'order.placed' }, reentry: 'never', holdout: '50%' },
  });

const crowd = Array.from({ length: 12 }, (_, n) => `c${n}`);

/** A shop in which twelve customers ordered, of whom half are held out. */
async function crowded(): Promise<Cloud> {
  const cloud = await shop({ campaigns: [half('14 days')] });
  for (const customer of crowd) await place(cloud, order(`o-${customer}`, { customer }));
  await cloud.settle();
  return cloud;
}

/** All of them order again. */
async function orderAgain(cloud: Cloud): Promise<void> {
  for (const customer of crowd) await place(cloud, order(`p-${customer}`, { customer, occurredAt: cloud.now }));
  await cloud.settle();
}

async function run(cloud: Pick<Cloud, 'world'>, ...args: string[]): Promise<string> {
  printed = '';
  await reportCommand(async () => cloud.world).parseAsync(['node', 'report', ...args]);
  return printed;
}

const folder = () => mkdtempSync(join(tmpdir(), 'report-'));

it('shows the campaigns in force with their budgets, and one of them in full', async () => {
  const cloud = await thanked();
  const n = winBackDay(900, { rate: 0.2, control: 0.1 });
  await addChanges(cloud.world, 'more', [
    { sequence: '9', at: noon + hour, change: { campaign: 'thanks', bucket: '2026-11-01', n, gone: {} } },
  ]);
  const all = await run(cloud);
  expect(all).toMatch(/^thanks +9\d\d +100 /m);
  expect(all).toContain('counted up to 2026-11-03 12:00 UTC');
  expect(all).toContain('Nothing of: costly');
  expect(all).toMatch(/^costly 2026-11 +£10\.00 +£0\.00 +0\.0%/m);
  const one = await run(cloud, 'thanks', '--until', '2026-11-01');
  expect(one).toContain('Thanks (thanks): entered until 2026-11-01');
  expect(one).toMatch(/^all +900 +100 /m);
  expect(one).toMatch(/^offer: coupon +360 /m);
});

it('recounts from what is stored of each customer: figures, last touch and lifetime values', async () => {
  const cloud = await thanked();
  const text = await run(cloud, 'thanks', '--recount');
  expect(text).toMatch(/^all +1 +0 +1 +1 +1 +0 +0 +0 +1 +£/m);
  expect(text).toMatch(/^thanks thanks +1 +£49\.90$/m);
  expect(text).toContain('This is not causal');
  const { looked, campaigns } = JSON.parse(await run(cloud, '--recount', '--json'));
  expect(looked.attributed).toEqual([{ campaign: 'thanks', step: 'thanks', orders: 1, revenue: 4_990 }]);
  expect(looked.around).toEqual({
    entered: { periods: [], cohorts: [{ month: '2026-11', customers: 1, compared: 0 }] },
  });
  expect(looked.lifetime.entered.cohorts).toEqual([{ month: '2026-11', customers: 1, revenue: [] }]);
  expect(campaigns.find(({ campaign }: { campaign: { id: string } }) => campaign.id === 'thanks')).toMatchObject({
    all: { entered: 1, goals: 1 },
  });
});

it('tells beside each other what customers and the control group brought before and after they entered', async () => {
  const cloud = await crowded();
  cloud.now = noon + 5 * day;
  await orderAgain(cloud);
  cloud.now = noon + 40 * day;
  const text = await run(cloud, 'thanks', '--recount');
  const [, entered = '', control = ''] = /^1 to 30 days after +£49\.90 +(\d+) +£49\.90 +(\d+)$/m.exec(text) ?? [];
  expect(Number(entered) + Number(control)).toBe(12);
  expect(Number(control)).toBeGreaterThan(0);
  expect(text).toContain('A description and no effect');
  const file = join(folder(), 'report.html');
  await run(cloud, 'thanks', '--recount', '--html', file);
  expect(readFileSync(file, 'utf8')).toContain(
    'Who was in the control group brought an amount that is not known yet in the 30 days up to the entry and £49.90',
  );
  // Of all campaigns there is no control group that is one of the same campaigns.
  const all = await run(cloud, '--recount', '--html', file);
  expect(all).toMatch(new RegExp(`^1 to 30 days after +£49\\.90 +${entered}$`, 'm'));
  expect(all.replace(/\s+/g, ' ')).toContain('it is shown with the report of one campaign');
  expect(readFileSync(file, 'utf8')).not.toContain('Who was in the control group');
  const page = readFileSync(file, 'utf8');
  expect(page.slice(page.indexOf('id="around"'))).not.toContain('its before');
});

it('tells what all marketing brought, where the settings hold somebody out of it', async () => {
  const cloud = await crowded();
  cloud.now = noon + day;
  expect(await run(cloud, '--recount')).not.toContain('what all marketing brought');
  const { settings, ...rest } = publication();
  await publishCatalogue(cloud.world, { ...rest, settings: { ...settings, holdout: '50%' } }, cloud.now);
  const file = join(folder(), 'report.html');
  const text = (await run(cloud, '--recount', '--html', file)).replaceAll(/\s+/g, ' ');
  expect(text).toMatch(
    /what all marketing brought \d+\.\d% of \d+ customers with marketing bought in the last 90 days, \d+\.\d% of \d+ without any: /,
  );
  expect(text).toContain('Where that share was set or changed within these days');
  expect(readFileSync(file, 'utf8')).toMatch(
    /<h2 id="holdout">What all marketing brought<\/h2>\s*<div class="card"><p>[\d.]+% of \d+ customers with marketing/,
  );
  const { holdout } = JSON.parse(await run(cloud, '--recount', '--json')).looked;
  expect(holdout.customers.marketing + holdout.customers.none).toBe(13);
  expect(holdout.effects.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['buyers', 'revenue']);
  expect(await run(cloud, 'thanks', '--recount')).not.toContain('what all marketing brought');
});

it('counts who came in twice around the first entry, and among the customers of a campaign by any', async () => {
  const cloud = await shop({
    campaigns: [
      thanks({
        goal: { activity: 'order.placed', within: '3 days' },
        entry: { trigger: { activity: 'order.placed' }, reentry: 'always' },
      }),
    ],
  });
  await place(cloud, order('o1'));
  await cloud.settle();
  cloud.now = noon + 40 * day;
  await place(cloud, order('o2', { occurredAt: cloud.now }));
  await cloud.settle();
  cloud.now = noon + 100 * day;
  const looked = async (...days: string[]) => {
    const { around, lifetime } = JSON.parse(await run(cloud, 'thanks', '--recount', '--json', ...days)).looked;
    return { months: around.entered.cohorts.map(({ month }: { month: string }) => month), inside: lifetime.entered.cohorts.length };
  };
  expect(await looked('--until', '2026-11-30')).toEqual({ months: ['2026-11'], inside: 1 });
  expect(await looked('--since', '2026-12-01')).toEqual({ months: [], inside: 1 });
  expect(await looked('--since', '2026-11-03', '--until', '2026-11-30')).toEqual({ months: [], inside: 0 });
});

it('keeps a campaign that was taken out of force, with what was spent on it, while something was counted of it', async () => {
  const cloud = await thanked();
  const n = winBackDay(900, { rate: 0.2, control: 0.1 });
  await addChanges(cloud.world, 'more', [
    { sequence: '9', at: noon + hour, change: { campaign: 'thanks', bucket: '2026-11-01', n, gone: {} } },
  ]);
  const before = JSON.parse(await run(cloud, '--json'));
  await publishCatalogue(cloud.world, { ...publication(), campaigns: [thanks({ id: 'costly' })] }, cloud.now);
  const after = JSON.parse(await run(cloud, '--json'));
  expect(after.spend).toEqual(before.spend);
  expect(await run(cloud, '--until', '2026-11-01')).toMatch(/^thanks +900 +100 /m);
  expect(await run(cloud, '--since', '2026-11-03')).not.toContain('thanks');
});

it('compares with the amounts themselves as soon as the windows of first entries are over', async () => {
  const cloud = await crowded();
  cloud.now = noon + day;
  await orderAgain(cloud);
  const measured = async () => JSON.parse(await run(cloud, 'thanks', '--recount', '--json')).campaigns[0].measured;
  expect(await measured()).toMatchObject({ effects: [], missing: 'windows', customers: { open: 12 } });
  cloud.now = noon + 17 * day;
  const { effects, customers } = await measured();
  expect(customers).toMatchObject({ open: 0 });
  expect(customers.entered + customers.control).toBe(12);
  expect(effects).toMatchObject([{ outcome: 'goal', value: 1, control: 1 }, { outcome: 'buyers' }, { outcome: 'revenue', value: 4_990 }]);
});

it('waits for the windows of older versions when the goal is changed, and says so', async () => {
  const cloud = await crowded();
  cloud.now = noon + 4 * day;
  await publishCatalogue(cloud.world, { ...publication(), campaigns: [half('2 days')] }, cloud.now);
  await place(cloud, order('late', { customer: 'late', occurredAt: cloud.now }));
  await orderAgain(cloud);
  cloud.now = noon + 8 * day;
  const [early] = JSON.parse(await run(cloud, 'thanks', '--recount', '--json')).campaigns;
  expect(early).toMatchObject({ measured: { effects: [], missing: 'windows', customers: { open: 13 } } });
  expect(early.returned).not.toHaveProperty('gross');
  cloud.now = noon + 24 * day;
  const [{ measured }] = JSON.parse(await run(cloud, 'thanks', '--recount', '--json')).campaigns;
  expect(measured).toMatchObject({ customers: { open: 0 }, effects: [{ outcome: 'goal' }, { outcome: 'buyers' }, { outcome: 'revenue' }] });
  expect(measured.effects[2]).toHaveProperty('bootstrap');
  const text = (await run(cloud, 'thanks')).replaceAll(/\s+/g, ' ');
  expect(text).toContain('reached the goal within windows of 14 days and 2 days,');
  expect(text).toContain('The goal was changed meanwhile: order.placed within 14 days, then order.placed within 2 days.');
});

it('says what was wrong with what was asked', async () => {
  const cloud = await thanked();
  await expect(run(cloud, 'thakns')).rejects.toThrow(
    'no campaign "thakns" is in force; in force are costly, thanks; did you mean "thanks"?',
  );
  await expect(run(cloud, 'thakns', '--recount')).rejects.toThrow('did you mean "thanks"?');
  await expect(run(cloud, '--since', '2026-13-01')).rejects.toThrow('--since 2026-13-01: is no day; write it as 2027-03-01');
  await expect(run(cloud, '--until', 'yesterday')).rejects.toThrow('--until yesterday: is no day');
  await expect(run(cloud, '--since', '2026-11-02', '--until', '2026-11-01')).rejects.toThrow(
    '--since 2026-11-02 comes after --until 2026-11-01',
  );
  const missing = join(folder(), 'none', 'x');
  await expect(run(cloud, '--html', missing)).rejects.toThrow(`${missing} cannot be written: there is no folder`);
  await expect(run(cloud, '--csv', missing)).rejects.toThrow(`${missing} cannot be written: there is no folder`);
});

it('stands before anything was counted', async () => {
  const cloud = await shop({ campaigns: [thanks()] });
  expect(await run(cloud)).toContain('Campaigns: all who ever entered, nothing was counted yet\n\nNo campaign did anything in this time.');
  expect(await run(cloud, 'thanks')).toContain('targeted 0 = sent 0 + control group 0 + not sent 0 + unknown 0 + waiting 0');
});

it('writes a row for each campaign, run, step and arm, which add up', async () => {
  const file = join(folder(), 'report.csv');
  const cloud = await thanked();
  await run(cloud, '--csv', file, '--recount');
  expect(readFileSync(file, 'utf8')).toMatch(/^campaign,run,step,split,arm,group,entered,control_group,no_marketing,targeted,sent_email,/);
  const rows: Record<string, string>[] = parse(reportCsv(shownReport()), { columns: true });
  const whole = rows.filter(({ campaign, step, arm, group }) => campaign === 'win-back' && !step && !arm && group === 'entered');
  const sum = (column: string, of: typeof whole) => of.reduce((all, row) => all + Number(row[column]), 0);
  const [all, ...days] = whole;
  expect(days).toHaveLength(14);
  for (const column of ['entered', 'sent_email', 'goals', 'revenue', 'cost_rewards'])
    expect(sum(column, days)).toBeCloseTo(Number(all?.[column]), 6);
  expect(
    rows.filter(({ campaign, run: of, arm }) => campaign === 'win-back' && !of && arm).map(({ split, arm }) => `${split} ${arm}`),
  ).toEqual(['offer coupon', 'offer points']);
});

it('writes into the CSV file what closes in each row, and leaves empty what a part does not have', () => {
  const rows: Record<string, string>[] = parse(reportCsv(shownReport()), { columns: true });
  const winBack = rows.filter(({ campaign, run: of }) => campaign === 'win-back' && !of);
  const number = (row: Record<string, string>, ...columns: string[]) => columns.reduce((sum, column) => sum + Number(row[column]), 0);
  const [all, control, ...parts] = winBack;
  const settled = ['sent_email', 'sent_sms', 'control_group', 'no_marketing', 'not_sent', 'unknown', 'waiting'];
  expect(all && number(all, ...settled)).toBe(Number(all?.targeted));
  expect(control).toMatchObject({
    group: 'control group',
    entered: '',
    control_group: all?.control_group,
    sent_email: '',
    cost_messages: '',
  });
  const step = parts.find((row) => row.step === 'miss-you');
  expect(step).toMatchObject({ entered: '', goals: '', revenue: '', points: '', cost_rewards: '' });
  expect(step && number(step, ...settled)).toBe(Number(step?.targeted));
  expect(rows.find(({ campaign }) => campaign === 'letter')).toMatchObject({ entered: '8200', goals: '', orders: '', revenue: '' });
  expect(showReport(shownReport())).toMatch(/^letter .+ 0 +£0\.66 +–$/m);
  for (const arm of parts.filter((row) => row.arm)) expect(arm).toMatchObject({ targeted: '', waiting: '', control_group: '' });
});

it('says of coupons that they count also where no message showed them, and of points alone nothing of it', () => {
  const rule =
    'A coupon counts, with its cost, once she comes to its step, also where no message showed it to her, as one that was dropped.';
  const shown = shownReport();
  const text = showReport({ ...shown, campaign: 'win-back', campaigns: shown.campaigns.slice(0, 1) }).replaceAll(/\s+/g, ' ');
  expect(text).toMatch(/Granted [\d,]+ points and [\d,]+ coupons, worth £/);
  const asks = `${rule} How many codes of the pool were handed out, by whatever campaign: rapport coupons show back-10.`;
  expect(text).toContain(asks);
  expect(reportPage(shown)).toContain(` ${asks}</p>`);
  const [first] = shown.campaigns;
  if (!first) throw new Error('there is no campaign');
  const pointsAlone = { ...first, all: { ...first.all, coupons: {} } };
  const other = showReport({ ...shown, campaign: 'win-back', campaigns: [pointsAlone] });
  expect(other).toMatch(/Granted [\d,]+ points and 0 coupons/);
  expect(other).not.toContain('A coupon counts');
});

it('says of days that hold nothing which do, and no more', async () => {
  const cloud = await thanked();
  const nothing = 'Nobody entered a campaign in this time. What is counted was entered on 2026-11-02 (UTC): choose --since and --until';
  const text = await run(cloud, '--since', '2026-11-03');
  expect(text.replace(/\s+/g, ' ')).toContain(nothing);
  expect(text).not.toMatch(/Return on investment|Acquisition|budget/);
  const one = await run(cloud, 'thanks', '--until', '2026-01-01');
  expect(one).toContain('Nobody entered "thanks" in this time.');
  expect(one).not.toMatch(/targeted|Return on investment/);
  const page = reportPage({ ...shownReport(), campaigns: [], since: '2027-01-01', recorded: { first: '2026-11-01', last: '2026-11-14' } });
  expect(page).toContain('What is counted was entered from 2026-11-01 to 2026-11-14');
  expect(page).not.toContain('Return on investment');
});

it('refuses a first day that has not come, but not that of a run which is prepared', async () => {
  const cloud = await thanked();
  const refused = '--since 2026-11-04 is in the future, it is 2026-11-03 12:00 UTC: give a day that has come, or leave --since out';
  await expect(run(cloud, '--since', '2026-11-04')).rejects.toThrow(refused);
  await expect(run(cloud, 'costly', '--since', '2026-11-04')).rejects.toThrow(refused);
  await expect(run(await shop(), '--since', '2027-05-01')).rejects.toThrow('--since 2027-05-01 is in the future');
  await addChanges(cloud.world, 'more', [
    { sequence: '9', at: noon + day, change: { campaign: 'costly', bucket: '2026-11-04T09:00', n: { targeted: 3 }, gone: {} } },
  ]);
  expect(await run(cloud, '--since', '2026-11-04')).toMatch(/^costly +0 +0 +3 /m);
});

it('has counted one campaign up to the same instant as all', async () => {
  const cloud = await thanked();
  await addChanges(cloud.world, 'more', [
    { sequence: '9', at: noon + 5 * day, change: { campaign: 'costly', bucket: '2026-11-02', n: { 'sent.email': 1 }, gone: {} } },
  ]);
  for (const args of [[], ['thanks'], ['costly'], ['thanks', '--since', '2026-11-03']])
    expect(await run(cloud, ...args)).toContain('counted up to 2026-11-07 12:00 UTC');
});

it('tells costs below a penny with their digits', () => {
  const text = showReport(shownReport({ customers: 300 }));
  expect(text).toMatch(/^letter .+ £0\.66 /m);
  const cheap = {
    ...shownReport().campaigns[2],
    all: { ...shownReport().campaigns[2]?.all, cost: { messages: 80, rewards: 0, total: 80 } },
  };
  expect(showReport({ ...shownReport(), campaigns: [cheap as never] })).toMatch(/^letter .+ £0\.00008 /m);
});

it('says once of each campaign that nothing can be measured, and draws no empty plot', () => {
  const shown = shownReport();
  const [, , news, asleep] = shown.campaigns;
  if (!news || !asleep) throw new Error('there is no campaign');
  const page = reportPage({ ...shown, campaigns: [news, { ...news, campaign: { ...news.campaign, id: 'other' } }] });
  expect(page.match(/No effect can be measured/g)).toHaveLength(2);
  expect(page).not.toContain('<div class="pair"></div>');
  expect(page).not.toContain('A dot is the difference');
  expect(reportPage(shown)).toContain('A dot is the difference');
});

it('draws what there was day by day, and says of goals and messages that there were none', () => {
  const shown = shownReport();
  const [first] = shown.campaigns;
  if (!first) throw new Error('there is no campaign');
  const pageOf = (sent: number, goals: number, goal = first.campaign.goal) => {
    const buckets = first.buckets.map((bucket) => ({ ...bucket, all: { ...bucket.all, goals, sent: { email: sent, sms: 0 } } }));
    const { goal: _, ...campaign } = first.campaign;
    return reportPage({ ...shown, campaigns: [{ ...first, buckets, campaign: { ...campaign, ...(goal && { goal }) } }] });
  };
  expect(pageOf(3, 1)).not.toContain('No goal');
  const goalless = pageOf(3, 0);
  expect(goalless).toContain('No goal was reached.');
  expect(goalless).toContain('<b>Messages sent</b>');
  expect(goalless).not.toContain('<b>Goals reached</b>');
  const silent = pageOf(0, 0);
  expect(silent).toContain('No message was sent. No goal was reached.');
  expect(silent).not.toContain('<b>Messages sent</b>');
});

it('counts people by whole numbers on its axes', () => {
  const shown = shownReport();
  const few = shown.campaigns.slice(0, 1).map((each) => ({
    ...each,
    buckets: each.buckets.map((bucket) => ({ ...bucket, all: { ...bucket.all, goals: 1, sent: { email: 3, sms: 0 } } })),
  }));
  const page = reportPage({ ...shown, campaigns: few });
  const axis = page.slice(page.indexOf('Goals reached'), page.indexOf('</figure>', page.indexOf('Goals reached')));
  expect(axis).toMatch(/<text[^>]*>1<\/text>/);
  expect(axis).not.toMatch(/<text[^>]*>0\.\d/);
});

it('writes what looks like a formula as text into the CSV file, and numbers as numbers', () => {
  const shown = shownReport();
  const [first] = shown.campaigns;
  const [row] = first?.rows ?? [];
  if (!first || !row) throw new Error('there is no row');
  const starts = ['=1+1', '+1', '-x', '@SUM(A1)', '\tx', '\rx', 'a,"b"'];
  const rows = starts.map((step) => ({ ...row, step, figures: { ...row.figures, revenue: -12_345 } }));
  const written: Record<string, string>[] = parse(reportCsv({ ...shown, campaigns: [{ ...first, rows }] }), { columns: true });
  expect(written.map(({ step }) => step)).toEqual(["'=1+1", "'+1", "'-x", "'@SUM(A1)", "'\tx", "'\rx", 'a,"b"']);
  expect(written.map(({ revenue }) => revenue)).toEqual(starts.map(() => '-123.45'));
});

it('heads the page with how many campaigns have proven their goal', () => {
  const shown = shownReport();
  expect(reportPage(shown)).toContain('<h1>1 of 2 campaigns with a control group: goal proven higher</h1>');
  const young = shown.campaigns.filter(({ measured }) => measured.effects.length === 0);
  expect(reportPage({ ...shown, campaigns: young })).toContain('<h1>No effect can be told yet</h1>');
});

it('is the same to the byte however often it is made', () => {
  expect(showReport(shownReport())).toBe(showReport(shownReport()));
  expect(reportPage(shownReport())).toBe(reportPage(shownReport()));
});

it('says of a campaign without a goal that nothing can be measured, and of one with few customers that it is too early', () => {
  const text = showReport(shownReport());
  expect(text).toMatch(/letter\n {2}No effect can be measured: this broadcast states no goal/);
  expect(text).toMatch(/^letter .+ –$/m);
  expect(text).toMatch(/^small .+ unclear \[-?\d+%, \d+%\]$/m);
});
