import { describe, expect, it } from 'vitest';
import { simulationPage } from '../../../lib/cli/simulation/page.ts';
import { type RanOut, ranOutText } from '../../../lib/cli/simulation/ran-out.ts';
import { type SimulationReport, stepNames } from '../../../lib/cli/simulation/report.ts';
import { reportJson } from '../../../lib/cli/simulation/report-json.ts';
import { reportText } from '../../../lib/cli/simulation/report-text.ts';
import { campaignSchema } from '../../../lib/core/definition/campaign.ts';
import { type CampaignTally, emptyCampaign, emptyTally } from '../../../lib/core/simulation/tally.ts';
import { base } from '../../core/simulation/simulated-shop.ts';

const campaign: CampaignTally = {
  ...emptyCampaign(),
  ...{ entered: 30, heldOut: 5, targeted: 45, open: 4, cost: 2_000_000, parts: 9 },
  sent: { email: 10, sms: 6 },
  suppressed: { capped: 12, 'no-consent': 8 },
  held: { 'quiet-hours': 3 },
  notEntered: { 'not-in-audience': 7, 'entries-per-day': 1 },
  lostTo: { welcome: 2 },
  steps: { first: { planned: 40, sent: 16, dropped: 20, resting: 3 } },
};
const report: SimulationReport = {
  ...{ from: Date.UTC(2025, 0, 1), until: Date.UTC(2025, 0, 9), source: 'a file', customers: 50, currency: 'GBP', zone: 'Europe/London' },
  ...{
    caps: [],
    steps: { offer: [['first', 'first']] },
    idle: { offer: 'nobody came by its trigger: when she does that' },
    passes: 1,
    settled: true,
    warnings: [],
    ranOut: [],
    notes: [],
  },
  tally: { ...emptyTally(), customers: 50, messaged: 12, campaigns: { offer: campaign } },
};
const inOneLine = (text: string) => text.replace(/\s+/g, ' ');
const page = simulationPage(report);

it('given held out and dropped messages, when the table is read, then each column is one thing, and the sum is stated and true', () => {
  const text = reportText(report);
  expect(text).toMatch(/^ +enrollments +messages\ncampaign +entered +held out +planned +e-mail +SMS +dropped +open +cost\n/m);
  expect(text).toMatch(/^offer +30 +5 +40 +10 +6 +20 +4 +~£2\.00\n/m);
  expect(inOneLine(text)).toContain('planned = e-mail + SMS + dropped + open');
  expect(page).toContain('40 messages planned = 16 sent + 20 dropped + 4 open.');
  expect(JSON.parse(reportJson(report)).campaigns.offer).toEqual({
    ...{ entered: 30, heldOut: 5, planned: 40, sent: 16, email: 10, sms: 6, dropped: 20, open: 4, cost: 2_000_000 },
  });
});

it('given a warning, when it is read, then it stands right below the first line and above the figures, and JSON has it among the notes', () => {
  const warned = { ...report, warnings: ['Beware.'], notes: ['By the way.'] };
  expect(reportText(warned)).toMatch(/^\nSimulated from [^\n]*\n! Beware\.\n[^!]*messages to[^!]*\n! By the way\./);
  expect(simulationPage(warned)).toMatch(/<li>Beware\.<\/li><li>By the way\.<\/li>/);
  expect(JSON.parse(reportJson(warned)).notes).toEqual(['Beware.', 'By the way.']);
});

it('given costs in millionths beside revenue in minor units, when JSON is read, then it names the unit of each', () => {
  const units = (currency: string) => JSON.parse(reportJson({ ...report, currency })).units;
  expect(units('GBP')).toEqual({ cost: '0.000001 GBP', rewardCost: '0.000001 GBP', revenue: '0.01 GBP' });
  expect(units('JPY').revenue).toBe('1 JPY');
  const { totals } = JSON.parse(reportJson(report));
  expect([totals.cost * 0.000001, totals.rewardCost]).toEqual([2, 0]);
});

it('given steps, when the page is read, then they stand as in the campaign, and one without a name is called by what it does and where', () => {
  const one = { planned: 0, sent: 0, dropped: 0, resting: 3 };
  const counted = { 'a-last': one, 'steps.3.branch.0.then.0': one, welcome: one, 10: one, 20: one };
  const written = campaignSchema.parse({
    ...{ ...base, id: 'offer', entry: { trigger: { activity: 'order.placed' } } },
    steps: [
      { send: 'welcome', validFor: '2 days' },
      { id: '20', send: 'welcome', validFor: '2 days' },
      { id: '10', send: 'welcome', validFor: '2 days' },
      { branch: [{ if: { field: 'metrics.orders', atLeast: 2 }, then: [{ wait: '3 days' }] }] },
      { send: 'a-last', validFor: '2 days' },
    ],
  });
  const tally = { ...report.tally, campaigns: { offer: { ...campaign, steps: counted } } };
  const drawn = simulationPage({ ...report, tally, steps: { offer: stepNames(written) } });
  const rows = [...drawn.matchAll(/role="rowheader">([^<]*)</g)].map(([, name]) => name);
  expect(rows.filter((name = '') => /welcome|waits|last|^[12]0$/.test(name))).toEqual([
    'welcome',
    '20',
    '10',
    'waits 3 days (4th step, case 1, 1st step)',
    'a-last',
  ]);
});

describe('what runs out', () => {
  const at = Date.UTC(2011, 6, 3, 13, 5);
  const budget: RanOut = { campaign: 'win-back', limit: 'budget', zone: 'Europe/London', periods: [{ period: 'life', at }], refused: 777 };
  const said = 'The budget of campaign win-back ran out on 3 July 2011 at 14:05 (Europe/London): 777 messages were not sent.';

  it('stands in the text, on the page and in JSON', () => {
    const short = { ...report, ranOut: [budget] };
    expect(inOneLine(reportText(short))).toContain(said);
    expect(simulationPage(short)).toContain(`<li>${said}</li>`);
    expect(JSON.parse(reportJson(short)).ranOut).toEqual([{ ...budget, periods: [{ period: 'life', at: '2011-07-03T13:05:00.000Z' }] }]);
  });

  it('is told once of many periods, of rewards alone, and of entries that were taken before their day came', () => {
    const more = [...budget.periods, { period: '2012', at: at + 1 }];
    expect(ranOutText({ ...budget, periods: more, refused: 1 })).toMatch(
      /ran out 2 times, first on 3 July 2011 .*: 1 message was not sent\.$/,
    );
    expect(ranOutText({ ...budget, refused: 0 })).toMatch(/: rewards were no longer given; no message was lost to it\.$/);
    const entries: RanOut = { ...budget, limit: 'entriesPerDay', periods: [{ period: '2011-07-09', at }], refused: 1 };
    expect(ranOutText(entries)).toBe(
      'The entries a day of campaign win-back ran out for 9 July 2011: once a customer was not let in, or not yet.',
    );
  });

  it('is told of a draft where it does so otherwise', () => {
    const other = { ...report.tally, campaigns: { offer: { ...campaign, entered: 32 } } };
    const compared = { draft: 'draft.json', changed: ['offer'], tally: other, comparison: {} };
    const texts = (was: RanOut[], is: RanOut[]) => {
      const both = { ...report, ranOut: was, compared: { ...compared, ranOut: is } };
      return [inOneLine(reportText(both)), simulationPage(both)];
    };
    for (const text of texts([], [budget])) expect(text).toContain(`With the draft: ${said}`);
    for (const text of texts([budget], [])) expect(text).toContain('With the draft the budget of campaign win-back no longer runs out.');
    for (const text of texts([budget], [budget])) expect(text).not.toContain('With the draft');
  });
});

it('given several campaigns, when the table is read, then a last row adds them up', () => {
  const two = reportText({ ...report, tally: { ...report.tally, campaigns: { offer: campaign, other: campaign } } });
  expect(two).toMatch(/^all +60 +10 +80 +20 +12 +40 +8 +~£4\.00$/m);
});

it('given what happened anyway, when the page is read, then a phone has room for it: the rate and the purchases in a cell each', () => {
  const window = { entered: { n: 30, orders: 12, revenue: 60_000 }, heldOut: { n: 5, orders: 2, revenue: 10_000 }, open: 0 };
  const watched = { ...campaign, window, goals: { entered: 9, heldOut: 1 } };
  const drawn = simulationPage({ ...report, tally: { ...report.tally, campaigns: { offer: watched } } });
  expect(drawn).toContain('28.6%: 10 of 35 enrollments');
  expect(drawn).toContain('14 orders worth £700, £20.00 an enrollment');
});

it('given enrollments in the window of an earlier one, when what must be beaten is read, then they add up, and orders are those of all', () => {
  const window = { entered: { n: 20, orders: 1, revenue: 60_000 }, heldOut: { n: 2, orders: 0, revenue: 0 }, open: 4 };
  const shown = (watched: CampaignTally) => {
    const whole = { ...report, tally: { ...report.tally, campaigns: { offer: watched } } };
    return { text: inOneLine(reportText(whole)), page: inOneLine(simulationPage(whole)), json: JSON.parse(reportJson(whole)) };
  };
  const { text, page: drawn, json } = shown({ ...campaign, window, goals: { entered: 9, heldOut: 1 } });
  const sum =
    '35 enrollments = these 22 + 4 whose window is not over at the end + 9 that began in the window of an earlier one and are measured';
  for (const said of [text, drawn]) expect(said).toContain(sum);
  expect(text).toContain(
    'reached the goal in its window: what it must beat; all these windows together, the goal reached or not, hold 1 order',
  );
  expect(drawn).toContain('what all of them ordered in their windows, the goal reached or not');
  expect(json.baseRates.offer).toMatchObject({ n: 22, open: 4, within: 9 });
  const all = shown({ ...campaign, window: { ...window, entered: { ...window.entered, n: 33 }, open: 0 } });
  for (const said of [all.text, all.page]) expect(said).not.toContain('= these');
  expect(shown({ ...campaign, window: { ...window, entered: { ...window.entered, n: 28 } } }).text).toContain(
    '+ 1 that began in the window of an earlier one and is measured with it',
  );
});

it('given codes that no message showed, when rewards are read, then it says how many reached somebody, and what those cost', () => {
  const rewards = { tens: { granted: 40, shown: 12, cost: 80_000_000, points: 0 }, club: { granted: 9, shown: 0, cost: 0, points: 450 } };
  const texts = (tens: (typeof rewards)['tens']) => {
    const tally = { ...report.tally, campaigns: { offer: { ...campaign, rewards: { ...rewards, tens } } } };
    return { text: inOneLine(reportText({ ...report, tally })), page: simulationPage({ ...report, tally }) };
  };
  const some = texts(rewards.tens);
  expect(some.text).toContain('rewards: tens ×40 £80.00 (messages that went out show 12 of them, £24.00), club ×9 (450 points), £80.00');
  expect(some.page).toContain(' 28 of the codes stand in no message that went out until the last day: ');
  const none = texts({ ...rewards.tens, shown: 0 });
  expect(none.text).toContain('tens ×40 £80.00 (no message that went out shows one), club');
  const all = texts({ ...rewards.tens, shown: 40 });
  expect(all.text).toContain('tens ×40 £80.00, club');
  expect(all.page).not.toContain('of the codes');
});

it('given a campaign into which nobody came, when it is read, then it says what it begins with', () => {
  const alone = { ...report, tally: { ...report.tally, campaigns: { offer: emptyCampaign() } } };
  expect(reportText(alone)).toContain('\n    nobody came by its trigger: when she does that\n');
  expect(simulationPage(alone)).toContain('<li>offer: nobody came by its trigger: when she does that</li>');
  for (const text of [reportText(report), simulationPage(report)]) expect(text).not.toMatch(/nobody came/i);
  const refused = {
    ...alone,
    tally: { ...alone.tally, campaigns: { offer: { ...emptyCampaign(), notEntered: { 'not-in-audience': 7 } } } },
  };
  for (const text of [reportText(refused), simulationPage(refused)]) expect(text).not.toMatch(/nobody came/i);
  expect(simulationPage(refused)).toContain('Came and did not enter: 7 because');
});

it('given days of a zone, when they are read, then the first lines name it, and JSON has it', () => {
  expect(reportText(report)).toMatch(/^\nSimulated .*\n {2}Days are counted in Europe\/London, the first and the last one cut by UTC\n/);
  expect(page).toMatch(/class="lead">[^<]*Days are counted in Europe\/London/);
  expect(JSON.parse(reportJson(report)).zone).toBe('Europe/London');
  expect(reportText({ ...report, zone: 'UTC' })).toContain('\n  Days are counted in UTC\n');
});

it('given one of each, when it is read, then it is one', () => {
  const one = { ...emptyTally(), customers: 1, messaged: 1, activities: 1, perCustomer: { 0: 1, 1: 1 } };
  const offer = { ...emptyCampaign(), entered: 1, targeted: 1, sent: { email: 1, sms: 0 }, uncosted: 1 };
  const short = { ...report, tally: { ...one, campaigns: { offer } } };
  for (const said of [reportText(short), simulationPage(short)]) {
    expect(said).toMatch(/1 message to 1 customer/);
    expect(said).not.toMatch(/\b1 (messages|e-mails|customers|activities|have)\b/);
  }
  expect(simulationPage(short)).toMatch(/1 customer with 1 activity in that time[\s\S]*1 customer gets none\./);
});

it('given reasons, when they are read, then they are words, with the code in brackets at most', () => {
  for (const text of [inOneLine(reportText(report)), page]) {
    expect(text).toContain('12 because she has had as many messages as the caps allow (capped)');
    expect(text).toContain('8 because she has not agreed to the topic, or no longer does (no-consent)');
    expect(text).toContain('3 because it is outside the open hours where she lives (quiet-hours)');
    expect(text).toContain('7 because she was not in the audience (not-in-audience)');
    expect(text).toContain('1 because the entries of the day were taken (entries-per-day)');
    for (const code of ['capped', 'no-consent', 'quiet-hours', 'not-in-audience', 'entries-per-day'])
      expect(text.replaceAll(`(${code})`, '')).not.toContain(code);
  }
});

it('given texts, when their parts and cost are read, then it says at the figure that they are estimated', () => {
  expect(reportText(report)).toContain('10 e-mails, 6 SMS of about 9 parts, for ~£2.00');
  expect(page).toContain('6 SMS of about 9 parts');
  expect(page).toContain('~£2.00');
  expect(page).toContain('SMS are estimated');
  const other = { ...report.tally, campaigns: { offer: { ...campaign, entered: 32, cost: 3_000_000 } } };
  const compared = { draft: 'draft.json', changed: ['offer'], tally: other, comparison: {}, ranOut: [] };
  expect(reportText({ ...report, compared })).toMatch(/cost +~£2\.00 → +~£3\.00 {2}\+£1\.00\n/);
  const letters = { ...campaign, sent: { email: 16, sms: 0 }, parts: 0 };
  const plain = { ...report, tally: { ...report.tally, campaigns: { offer: letters } } };
  for (const text of [reportText(plain), simulationPage(plain)]) expect(text).not.toMatch(/about |~|estimated/);
});

describe('a comparison', () => {
  const who = { gained: 0, lost: 0, both: 30, more: 0, fewer: 0, sent: 0, cost: 0, gains: [], loses: [] };
  const watched = (n: number, goals: number): CampaignTally => ({
    ...{ ...campaign, entered: n, heldOut: 0 },
    window: { entered: { n, orders: goals, revenue: 0 }, heldOut: { n: 0, orders: 0, revenue: 0 }, open: 0 },
    goals: { entered: goals, heldOut: 0 },
  });
  const before = { changed: watched(40, 10), later: campaign, news: campaign, still: campaign };
  const after = { ...before, changed: watched(50, 20), later: { ...campaign, held: { 'quiet-hours': 3, capped: 2 } } };
  const tallyOf = (campaigns: { [id: string]: CampaignTally }) => ({ ...report.tally, campaigns });
  const both: SimulationReport = {
    ...report,
    tally: tallyOf(before),
    compared: {
      ...{ draft: 'draft.json', changed: ['changed'], tally: tallyOf(after), ranOut: [] },
      comparison: { changed: who, later: who, news: { ...who, more: 2, fewer: 2 }, still: who },
    },
  };

  it('tells of each campaign what differs, be it for one customer, and names those in which nothing does', () => {
    const text = reportText(both);
    const block = text.slice(text.indexOf('Compared with'));
    expect(block).toMatch(/ {2}later\n {4}had to wait +3 → +5 {2}\+2 times\n {2}news\n/);
    expect(block).toMatch(/ {2}news\n {4}more messages to 2 customers, fewer to 2\n/);
    expect(block).toContain('  Nothing comes out otherwise in still.');
    expect(block).not.toMatch(/ 0 enrollments| 0 messages/);
    const drawn = simulationPage(both);
    expect(drawn).toContain('Nothing comes out otherwise in still.');
    expect(drawn).toContain('2 get more messages of it, 2 fewer.');
  });

  it('tells the base rate of the draft beside that of what it would replace, in text, page and JSON', () => {
    expect(inOneLine(reportText(both))).toContain(
      'without it, 25.0% of 40 enrollments reached the goal in its window → 40.0% of 50 enrollments',
    );
    expect(simulationPage(both)).toContain(
      'Without it, 25.0% of 40 enrollments reached the goal in its window; with the draft 40.0% of 50',
    );
    expect(JSON.parse(reportJson(both)).compared.baseRates).toEqual({
      changed: { n: 50, open: 0, within: 0, bought: 20, rate: 0.4, orders: 20, revenue: 0 },
    });
  });
});

it('given many counts on a phone, when they are drawn, then every fifth has its name, and all of them where there is room', () => {
  const perCustomer = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [n === 20 ? '20+' : String(n), 1000 * n]));
  const drawn = simulationPage({ ...report, tally: { ...report.tally, perCustomer } });
  const names = (size: string) => {
    const [, of = ''] = drawn.slice(drawn.indexOf('How many she gets in all')).split(`<div class="${size}">`);
    const svg = of.slice(0, of.indexOf('</svg>'));
    return ['0', '1', '4', '5', '14', '15', '19', '20+'].filter((name) => svg.includes(`>${name}<`));
  };
  expect(names('narrow')).toEqual(['0', '5', '15', '20+']);
  expect(names('wide')).toEqual(['0', '1', '4', '5', '14', '15', '19', '20+']);
});
