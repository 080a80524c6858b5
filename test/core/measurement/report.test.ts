import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roiText } from '../../../lib/cli/report-text.ts';
import { type CampaignInput, campaignSchema } from '../../../lib/core/definition/campaign.ts';
import { compileCampaign } from '../../../lib/core/enrollment/program.ts';
import type { Counts } from '../../../lib/core/measurement/counts.ts';
import { reportOf } from '../../../lib/core/measurement/report.ts';
import { attributionDays, lastTouch, plusAttributed } from '../../../lib/core/measurement/report-attribution.ts';
import { reportedCampaign } from '../../../lib/core/measurement/report-campaign.ts';
import { addToCohorts, type CohortBooks, lifetimeCurve, valueCohorts } from '../../../lib/core/measurement/report-cohorts.ts';
import { purposeOf } from '../../../lib/core/measurement/report-purpose.ts';
import { armSentences, effectSentences, isGoalProvenHigher } from '../../../lib/core/measurement/report-words.ts';
import { day } from '../../../lib/core/time.ts';
import { letter, reported, winBackDay } from '../../cli/report-shop.ts';
import { data, fixture, program, settings, campaign as small } from '../definition/shop.ts';

/** When every window of November is over. */
const now = Date.UTC(2027, 1, 1);

const money = (minor: number) => `£${(minor / 100).toFixed(2)}`;

function reportOn(counts: Counts, campaign = reported()) {
  const tallied = [{ campaign: campaign.id, bucket: '2026-11-03', counts }];
  const [report] = reportOf({ campaigns: [campaign], tallied, money: { currency: 'GBP', margin: 0.5 }, now }).campaigns;
  if (!report) throw new Error('there is no report');
  return report;
}

describe('the figures of a campaign', () => {
  it('close: what was targeted was sent, dropped, held out, or waits', () => {
    const { all, control } = reportOn({
      ...{ entered: 10, heldOut: 2, targeted: 14, 'sent.email': 7, 'sent.sms': 1, bounced: 1, rejected: 1 },
      ...{ 'suppressed.held-out': 2, 'suppressed.no-consent': 1, 'failed.cannot-send': 1, 'held.quiet-hours': 2 },
    });
    expect(all).toMatchObject({
      entered: 10,
      sent: { email: 7, sms: 1 },
      delivered: 6,
      waiting: 2,
      controlGroup: 2,
      noMarketing: 0,
      notSent: { 'no-consent': 1, 'cannot-send': 1 },
    });
    expect(control).toMatchObject({ targeted: 2, controlGroup: 2 });
  });

  it('count messages and rewards as cost, and the return by the margin of what came beyond the control group', () => {
    const { returned, measured } = reportOn(winBackDay(9_000, { rate: 0.2, control: 0.1 }));
    const revenue = measured.effects.find(({ outcome }) => outcome === 'revenue');
    // 3,600 × (200 points of half a penny + a code of 1.50) and 15,300 mails of .00008.
    expect(returned.cost).toBeCloseTo(900_000 + 122.4, 6);
    expect(returned.net?.value).toBeCloseTo((revenue?.incremental.value ?? 0) * 0.5, 6);
    expect(returned.net?.roi?.low).toBeCloseTo(((revenue?.incremental.low ?? 0) * 0.5 - returned.cost) / returned.cost, 9);
  });

  it('keep steps in the order of the definition, and those of older versions behind them', () => {
    const counts = { 'step/old/targeted': 1, 'step/ten-percent/targeted': 1, 'step/miss-you/targeted': 2 };
    expect(reportOn(counts).steps.map(({ step }) => step)).toEqual(['miss-you', 'ten-percent', 'old']);
  });

  it('close in each part too, and are missing where a part has none', () => {
    const { all, steps, arms, control, rows } = reportOn({
      ...{ entered: 10, heldOut: 2, targeted: 15, 'suppressed.held-out': 3, 'sent.email': 11, goals: 2, 'heldOut/goals': 1 },
      ...{ 'step/miss-you/targeted': 10, 'step/miss-you/sent.email': 7, 'step/miss-you/suppressed.no-consent': 1 },
      ...{ 'arm/offer/points/entered': 4, 'arm/offer/points/targeted': 9, 'arm/offer/points/sent.email': 3 },
    });
    expect(all).toMatchObject({ controlGroup: 2, noMarketing: 1, waiting: 1 });
    expect(steps[0]?.figures).toMatchObject({ targeted: 10, sent: { email: 7 }, notSent: { 'no-consent': 1 }, waiting: 2 });
    expect(steps[0]?.figures).not.toHaveProperty('entered');
    expect(arms[0]?.figures).toMatchObject({ entered: 4, sent: { email: 3 } });
    expect(arms[0]?.figures).not.toHaveProperty('targeted');
    expect(control).toEqual({ targeted: 2, controlGroup: 2, goals: 1, orders: 0, buyers: 0, revenue: 0, revenueSquares: 0 });
    expect(rows.find(({ group }) => group === 'control group')?.figures).toBe(control);
  });

  it('tell no return before a goal window is over, and then of those alone whose window is', () => {
    const campaign = reported({ holdout: 0, prices: { point: 0, pools: {} } });
    const day = { entered: 10, 'first/entered': 10, 'sent.email': 10, cost: 1_000_000, revenue: 300, goals: 1 };
    const tallied = ['2026-11-03', '2026-11-10'].map((bucket) => ({ campaign: campaign.id, bucket, counts: day }));
    const at = (date: string) =>
      reportOf({ campaigns: [campaign], tallied, money: { currency: 'GBP' }, now: Date.parse(date) }).campaigns[0];
    const [none, one, all] = [at('2026-12-19'), at('2026-12-20'), at('2026-12-27')];
    expect(none?.returned).toEqual({ cost: 200 });
    expect(none?.open).toEqual({ first: Date.UTC(2026, 11, 20), last: Date.UTC(2026, 11, 27) });
    expect(one?.returned).toEqual({ cost: 200, gross: { value: 300, cost: 100, roi: 2 } });
    expect(one?.open).toEqual({ first: Date.UTC(2026, 11, 27), last: Date.UTC(2026, 11, 27) });
    expect(all?.returned).toEqual({ cost: 200, gross: { value: 600, cost: 200, roi: 2 } });
    expect(all?.open).toBeUndefined();
    expect(none && roiText(none)).toBe('open until 2026-12-20');
    expect(one && roiText(one)).toBe('gross 200%');
  });

  it('are told of one in the singular', () => {
    const one = effectSentences(
      reportOn(
        { entered: 1, 'first/entered': 1, heldOut: 1, 'first/heldOut/entered': 1, 'first/universal/entered': 1 },
        reported({ holdout: 0.5 }),
      ),
      money,
    ).join(' ');
    expect(one).toMatch(/% of 1 customer at their first entry/);
    expect(one).toContain('1 customer gets no marketing at all and is in neither group');
    expect(one).not.toMatch(/\b1 (customers|entries|messages)\b/);
  });

  it('are the same whether days are added up before or after', () => {
    const counts = fc.dictionary(
      fc.constantFrom('entered', 'heldOut', 'goals', 'cost', 'sent.email', 'arm/offer/points/entered'),
      fc.nat(1_000),
    );
    fc.assert(
      fc.property(counts, counts, (one, other) => {
        const apart = reportOf({
          campaigns: [reported()],
          tallied: [one, other].map((each, n) => ({ campaign: 'win-back', bucket: `2026-11-0${n + 1}`, counts: each })),
          money: { currency: 'GBP' },
          now,
        });
        const whole = reportOf({
          campaigns: [reported()],
          tallied: [
            { campaign: 'win-back', bucket: '2026-11-01', counts: one },
            { campaign: 'win-back', bucket: '2026-11-01', counts: other },
          ],
          money: { currency: 'GBP' },
          now,
        });
        expect(apart.campaigns[0]?.all).toEqual(whole.campaigns[0]?.all);
        expect(apart.campaigns[0]?.measured).toEqual(whole.campaigns[0]?.measured);
      }),
    );
  });
});

describe('what a report says of an effect', () => {
  it('is a claim with its interval, or that there is not enough data', () => {
    const works = effectSentences(reportOn(winBackDay(9_000, { rate: 0.2, control: 0.1 })), money);
    expect(works[0]).toMatch(
      /^20\.0% of 9,000 customers at their first entry reached the goal within 45 days, 10\.0% of 1,000 in the control group\. That is 10\.0 points more \(95% interval \d+\.\d to \d+\.\d points\): the campaign brought 900 goals \[/,
    );
    const few = effectSentences(reportOn(winBackDay(45, { rate: 0.2, control: 0.2 })), money);
    expect(few[0]).toMatch(
      /Not enough data yet: the difference may be anything from -?[\d.]+ to [\d.]+ points\. About [\d,]+ more in each group are needed/,
    );
    expect(effectSentences(reportOn(winBackDay(200_000, { rate: 0.2, control: 0.2 })), money)[0]).toMatch(
      /No effect can be told from chance: the difference lies between/,
    );
  });

  it('names the windows and the goals of all by whom it is measured', () => {
    const [changed, since] = [
      Date.UTC(2026, 10, 12),
      { words: 'order.placed within 45 days', within: '45 days', from: Date.UTC(2026, 10, 12) },
    ];
    const earlier = (words: string, within?: string) =>
      reported({ goals: [{ words, ...(within !== undefined && { within }), from: 0, until: changed }, since] });
    const sentences = (campaign: ReturnType<typeof reported>, ...buckets: string[]) => {
      const counts = winBackDay(9_000, { rate: 0.2, control: 0.1 });
      const tallied = buckets.map((bucket) => ({ campaign: campaign.id, bucket, counts }));
      const [report] = reportOf({ campaigns: [campaign], tallied, money: { currency: 'GBP' }, now: Date.UTC(2027, 2, 1) }).campaigns;
      return report ? [...effectSentences(report, money), ...armSentences(report, money)].join(' ') : '';
    };
    const longer = earlier('order.placed within 60 days', '60 days');
    const both = sentences(longer, '2026-11-03', '2026-11-20');
    expect(both.match(/ within windows of 60 days and 45 days, /g)?.length).toBeGreaterThan(2);
    expect(both).not.toContain('reached the goal within 45 days');
    expect(both).toContain('The goal was changed meanwhile: order.placed within 60 days, then order.placed within 45 days. Each customer');
    expect(sentences(longer, '2026-11-03')).toMatch(
      /reached the goal within 60 days, .* changed since: .* with order\.placed within 60 days\./,
    );
    expect(sentences(longer, '2026-11-20')).toContain('reached the goal within 45 days');
    expect(sentences(longer, '2026-11-20')).not.toContain('changed');
    expect(sentences(earlier('no goal'), '2026-11-03', '2026-11-20')).toContain(
      'Whoever entered while there was none counts as not having reached it.',
    );
  });

  it('is seen and not certain, with the doubt, where the interval leaves out 0 and so few make up the sum', () => {
    const few = reportOn(winBackDay(70, { rate: 0.9, control: 0 }));
    const [goal] = few.measured.effects;
    expect(goal?.low).toBeGreaterThan(0);
    expect(effectSentences(few, money)[0]).toMatch(
      /An effect is seen, from [\d.]+ to [\d.]+ points, and it is not certain: so few customers did it, or did not, that/,
    );
  });

  it('never claims more or less without an interval', () => {
    fc.assert(
      fc.property(
        fc.nat(3_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (entered, rate, control) => {
          const report = reportOn(winBackDay(entered, { rate, control }));
          const said = [...effectSentences(report, money), ...armSentences(report, money)];
          for (const sentence of said)
            if (/\b(more|less) \(/.test(sentence)) expect(sentence).toMatch(/\(95% interval .+ to .+\).+\[.+, .+\]/);
          expect(said.join(' ')).not.toMatch(/NaN|Infinity|undefined/);
        },
      ),
    );
  });

  it('is what to add where nothing can be measured', () => {
    const { goal: _, ...goalless } = reported({ holdout: 0 });
    expect(effectSentences(reportOn(letter(100), { ...goalless, broadcast: true }), money)).toEqual([
      expect.stringContaining('this broadcast states no goal'),
    ]);
    expect(effectSentences(reportOn(letter(100), goalless), money)).toEqual([expect.stringContaining('the campaign states no goal')]);
    expect(effectSentences(reportOn({ entered: 10, goals: 3, 'first/entered': 10 }, reported({ holdout: 0 })), money)).toEqual([
      expect.stringContaining('there is no control group'),
    ]);
    expect(effectSentences(reportOn({}), money)).toEqual(['Nobody has entered yet.']);
    expect(effectSentences(reportOn({ entered: 7, 'first/entered': 7 }), money)).toEqual([
      expect.stringContaining('of 7 customers nobody is in the control group so far, where 10.0% are planned'),
    ]);
  });

  it('begins with an alarm when the control group has not the planned size', () => {
    const counts = winBackDay(9_000, { rate: 0.2, control: 0.1 });
    const [first] = effectSentences(reportOn({ ...counts, 'first/heldOut/entered': 700 }), money);
    expect(first).toContain('Do not trust the effects below: 700 of 9,700 customers stand in the control group, where 10.0% were planned');
  });

  it('holds arms against each other, and against the control group only where nobody can have left before the split', () => {
    const counts = winBackDay(9_000, { rate: 0.2, control: 0.1 });
    const references = (atEntry: boolean) => {
      const [split] = reported().splits;
      return reportOn(counts, reported({ splits: split ? [{ ...split, atEntry }] : [] })).measured.arms.map(({ reference }) => reference);
    };
    expect(references(false)).toEqual(['points']);
    expect(references(true)).toEqual(['points', 'control group']);
    const [, against] = reportOn(counts, reported({ splits: reported().splits.map((split) => ({ ...split, atEntry: true })) })).measured
      .arms;
    expect(against?.effects.map(({ arm, outcome }) => `${arm} ${outcome}`)).toContain('coupon revenue');
    expect(against?.effects.every(({ pHolm, p }) => pHolm !== undefined && pHolm >= p)).toBe(true);
  });
});

describe('an effect', () => {
  const works = winBackDay(9_000, { rate: 0.2, control: 0.1 });

  it('is judged by first entries alone, whatever else is counted', () => {
    const again = {
      ...works,
      entered: 90_000,
      goals: 50_000,
      revenue: 9e9,
      heldOut: 1_500,
      'heldOut/goals': 0,
      'arm/offer/points/goals': 0,
    };
    expect(reportOn(again).measured).toEqual(reportOn(works).measured);
    expect(reportOn(again).all).toMatchObject({ entered: 90_000, goals: 50_000 });
    expect(effectSentences(reportOn(again, reported({ repeats: true })), money).at(-1)).toBe(
      'What customers do after they entered again is in the figures and in no effect.',
    );
  });

  it('has no control group of customers to whom nothing was sent for another reason', () => {
    const dropped = { entered: 1_000, 'first/entered': 1_000, targeted: 1_000, 'sent.email': 900, 'suppressed.held-out': 100 };
    const report = reportOn({ ...dropped, 'first/universal/entered': 50, 'universal/entered': 60 });
    expect(report).toMatchObject({ control: { controlGroup: 0 }, measured: { missing: 'control group' }, universal: 50 });
    expect(effectSentences(report, money).at(-1)).toBe(
      '50 customers get no marketing at all and are in neither group; what all marketing brings is told by rapport report --recount.',
    );
  });

  it('waits until the goal window is over, with a day for other zones', () => {
    const campaign = reported();
    const tallied = ['2026-11-03', '2026-11-04T09:00'].map((bucket) => ({ campaign: campaign.id, bucket, counts: works }));
    const at = (date: string) => {
      const [report] = reportOf({ campaigns: [campaign], tallied, money: { currency: 'GBP' }, now: Date.parse(date) }).campaigns;
      if (!report) throw new Error('there is no report');
      return { open: report.measured.customers.open, said: effectSentences(report, money) };
    };
    // 45 days after the end of the 4th, and of the 5th.
    expect(at('2026-12-19T23:59Z')).toEqual({
      open: 20_000,
      said: [
        'No effect can be told yet: the goal window of 45 days is still open for all of 20,000 customers, the first of them until 2026-12-20.',
      ],
    });
    const one = at('2026-12-20T00:00Z');
    expect(one.open).toBe(10_000);
    expect(one.said[0]).toMatch(/^20\.0% of 9,000 customers/);
    expect(one.said).toContain('10,000 customers more are in no figure of this yet: their goal windows are still open until 2026-12-21.');
    expect(at('2026-12-21T00:00Z').open).toBe(0);
  });

  it('is neither claimed nor paid back where the groups are not of the planned sizes', () => {
    const lost = reportOn({ ...works, 'first/heldOut/entered': 700 });
    expect(lost.measured.ratio?.alarm).toBe(true);
    expect(lost.returned).toEqual({ cost: lost.returned.cost });
    expect(isGoalProvenHigher(lost)).toBe(false);
    const split = reported({ splits: reported().splits.map((each) => ({ ...each, atEntry: true })) });
    const against = armSentences(reportOn({ ...works, 'first/heldOut/entered': 700 }, split), money);
    expect(against.filter((text) => text.includes('in the control group'))).not.toEqual([]);
    for (const text of [...effectSentences(lost, money), ...against.filter((each) => each.includes('in the control group'))])
      expect(text).not.toMatch(/ (more|less) \(|It holds/);
    const uneven = armSentences(reportOn({ ...works, 'first/arm/offer/points/entered': 3_000 }, split), money);
    expect(uneven.join(' ')).not.toMatch(/ (more|less) \(|It holds/);
  });

  it('of arms is said with the window and the caveat of looking again, as of the whole campaign', () => {
    const said = armSentences(reportOn(works), money);
    expect(said[0]).toMatch(
      /^coupon: 24\.0% of 3,600 customers at their first entry reached the goal within 45 days, 16\.0% of 3,600 in the arm points/,
    );
    expect(said.some((text) => text.startsWith('It holds'))).toBe(true);
  });

  it('that is a loss is told as one', () => {
    const said = effectSentences(reportOn(winBackDay(9_000, { rate: 0.1, control: 0.2 })), money);
    expect(said[0]).toMatch(
      /That is 10\.0 points less \(95% interval \d+\.\d to \d+\.\d points\): the campaign cost 900 goals \[[\d,]+, [\d,]+\]\.$/,
    );
    expect(said[1]).toMatch(/less \(95% interval £[\d.]+ to £[\d.]+\): the campaign cost £[\d.]+ \[£[\d.]+, £[\d.]+\]\.$/);
  });

  it('proves that a campaign works by its goal, while nothing is proven worse', () => {
    expect(isGoalProvenHigher(reportOn(works))).toBe(true);
    expect(isGoalProvenHigher(reportOn(winBackDay(9_000, { rate: 0.1, control: 0.2 })))).toBe(false);
    // Few look like an effect once, and not to those who look again and again.
    const near = reportOn(winBackDay(1_800, { rate: 0.14, control: 0.075 }));
    expect(effectSentences(near, money)).toContainEqual(expect.stringContaining('It holds for one look'));
    expect(isGoalProvenHigher(near)).toBe(false);
    const dearer = {
      ...works,
      'first/heldOut/revenue': 100 * 16_000,
      'first/heldOut/revenueSquares': 100 * 16_000 ** 2,
      'first/revenue': 1_800 * 500,
      'first/revenueSquares': 1_800 * 500 ** 2,
    };
    const worse = reportOn(dearer);
    expect(effectSentences(worse, money).join(' ')).toContain('the campaign cost £');
    expect(isGoalProvenHigher(worse)).toBe(false);
  });
});

it.each([
  ['JPY', 9_001.224],
  ['KWD', 9_001_224],
])('what was spent is in minor units of %s', (currency, cost) => {
  const tallied = [{ campaign: 'win-back', bucket: '2026-11-03', counts: winBackDay(9_000, { rate: 0.2, control: 0.1 }) }];
  const { spend, campaigns } = reportOf({ campaigns: [reported()], tallied, money: { currency }, now });
  // 3,600 × (200 points of .005 + a code of 1.50) and 15,300 mails of .00008.
  expect(spend.retention).toBeCloseTo(cost, 6);
  expect(campaigns[0]?.returned.cost).toBe(spend.retention);
});

describe('a campaign that tells colleagues and sends nothing', () => {
  const live = (steps: CampaignInput['steps']) =>
    reportedCampaign(compileCampaign(small({ steps }), 'v1', { settings, data, segments: [] }), { settings, pools: [] });
  const sentence = 'It tells colleagues and sends nothing to customers: who entered is counted, how often colleagues were told is not.';
  const told = (campaign: ReturnType<typeof live>) => effectSentences(reportOn({ entered: 28 }, campaign), money);

  it('says so, since all its figures but the entries are 0', () => {
    expect(told(live([{ notify: 'hello', to: 'customer-care', due: '3 days' }]))[0]).toBe(sentence);
  });

  it('and one that sends as well does not', () => {
    expect(
      told(
        live([
          { notify: 'hello', to: 'customer-care', due: '3 days' },
          { send: 'hello', id: 'letter' },
        ]),
      ),
    ).not.toContain(sentence);
    expect(told(live([{ wait: '1 day' }]))).not.toContain(sentence);
  });
});

describe('what is known of a campaign', () => {
  const authored = (name: string) => campaignSchema.parse(fixture(name));
  const winBack = compileCampaign(authored('win-back.json'), 'v1', { settings, data, segments: [], programs: [program()] });

  it('is read of its definition: goal, control group, arms, sending steps', () => {
    expect(
      reportedCampaign(winBack, { settings, pools: [{ id: 'back-10', name: 'x', codes: 'imported', cost: '1.50 GBP' }] }),
    ).toMatchObject({
      id: 'win-back',
      purpose: 'retention',
      goal: { activity: 'order.placed', within: '45 days' },
      holdout: 0.1,
      scheduled: false,
      broadcast: false,
      repeats: true,
      steps: ['miss-you', 'points-offer', 'more-points', 'ten-percent', 'twenty-percent'],
      splits: [
        {
          step: 'offer',
          arms: [
            { arm: 'points', share: 0.5 },
            { arm: 'coupon', share: 0.5 },
          ],
          atEntry: false,
        },
      ],
      prices: { pools: { 'back-10': 1_500_000 } },
    });
  });

  it('says what its money is for', () => {
    const orders = (bounds: object) =>
      purposeOf(small({ entry: { trigger: { activity: 'account.opened' }, audience: { field: 'metrics.orders', ...bounds } } }));
    expect([orders({ atMost: 0 }), orders({ atMost: 1 }), orders({ atMost: 0, within: '90 days' })]).toEqual([
      'acquisition',
      'development',
      'development',
    ]);
    const rule = {
      all: [
        { field: 'customer.country', is: 'GB' },
        { field: 'metrics.orders', is: 0 },
      ],
    };
    expect(purposeOf(small({ entry: { trigger: { activity: 'account.opened' }, audience: rule } }))).toBe('acquisition');
    expect(purposeOf(small({ entry: { trigger: { activity: 'friend.joined', for: 'referrerId' } } }))).toBe('acquisition');
    expect(purposeOf(small({ entry: { trigger: { lapse: '90 days' } } }))).toBe('retention');
    expect([purposeOf(authored('win-back.json')), purposeOf(small({ kind: 'thank-you' })), purposeOf(small())]).toEqual([
      'retention',
      'retention',
      'development',
    ]);
  });
});

describe('last touch', () => {
  const touch = (at: number, campaign = 'news', step = 'letter') => ({ campaign, step, at });
  const order = (at: number, revenue = 1_000) => ({ order: `o${at}`, at, revenue });

  it('gives an order to the last message before it, for a week', () => {
    const touches = [touch(0), touch(day, 'win-back', 'miss-you')];
    const orders = [order(day / 2), order(2 * day), order(day + attributionDays * day), order(day + attributionDays * day + 1)];
    expect(lastTouch(touches, orders, new Map([[`o${2 * day}`, 400]]))).toEqual([
      { campaign: 'news', step: 'letter', orders: 1, revenue: 1_000 },
      { campaign: 'win-back', step: 'miss-you', orders: 2, revenue: 1_600 },
    ]);
  });

  it('gives none to a message that came at the same instant or later', () => {
    expect(lastTouch([touch(5), touch(9)], [order(5), order(1)])).toEqual([]);
  });

  it('gives each order to one message at most, and adds up over customers in any order', () => {
    const instants = fc.array(fc.nat(30 * day), { maxLength: 8 });
    fc.assert(
      fc.property(instants, instants, (sent, bought) => {
        const found = lastTouch(
          sent.map((at, n) => touch(at, `c${n % 3}`)),
          bought.map((at) => order(at)),
        );
        expect(found.reduce((sum, { orders }) => sum + orders, 0)).toBeLessThanOrEqual(bought.length);
        expect(plusAttributed(found, [])).toEqual(plusAttributed([], found));
      }),
    );
  });
});

describe('lifetime values by the month of the first order', () => {
  const began = Date.UTC(2026, 0, 10) / day;
  const buyer = (first: number, ...later: number[]) => ({
    id: 'c',
    days: [first, ...later].map((on): [number, number, number] => [on, 1, 1_000]),
    orders: 1 + later.length,
    revenue: 1_000,
    firstDay: first,
    lastDay: first,
  });

  it('are the mean of those who began long enough ago', () => {
    const books: CohortBooks = new Map();
    for (const one of [buyer(began, began + 30), buyer(began), buyer(began + 31)]) addToCohorts(books, one);
    addToCohorts(books, { ...buyer(began), days: [], firstDay: undefined });
    const cohorts = valueCohorts(books, { until: Date.UTC(2026, 2, 5) / day, months: 12 });
    expect(cohorts).toEqual([
      { month: '2026-01', customers: 2, revenue: [2_000, 1_000] },
      { month: '2026-02', customers: 1, revenue: [1_000] },
    ]);
    expect(lifetimeCurve(cohorts)).toEqual([
      { customers: 3, value: 1_000 },
      { customers: 2, value: 1_500 },
    ]);
    expect(lifetimeCurve([])).toEqual([]);
  });
});
