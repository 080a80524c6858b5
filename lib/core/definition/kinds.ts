import type { Campaign, Kind } from './campaign.ts';
import { checkBasis } from './check-consent.ts';
import { error, type Problem, warning } from './problem.ts';
import type { Settings } from './settings.ts';
import type { PartOf } from './walk.ts';

type Steps = PartOf<'step'>[];

/** The craft of each kind. */
const rules: { [kind in Kind]: (campaign: Campaign, steps: Steps) => Problem[] } = {
  direct: (campaign) => [
    ...(campaign.response ? [] : [error([], 'kind direct says how she can answer: "response" is missing', { missing: 'response' })]),
    ...(isChosen(campaign) ? [] : [error(['entry'], 'kind direct is for chosen people: "audience" is missing', { missing: 'audience' })]),
  ],
  database: ({ entry }) => {
    const called =
      entry.audience !== undefined ||
      entry.key !== undefined ||
      ('activity' in entry.trigger && entry.trigger.where !== undefined) ||
      'segment' in entry.trigger ||
      'lapse' in entry.trigger;
    return called
      ? []
      : [
          error(
            ['entry'],
            'kind database is for what her data or behaviour calls for: it needs "audience", "key", or "where" in the trigger',
            { missing: 'audience' },
          ),
        ];
  },
  loyalty: (campaign) =>
    campaign.program === undefined ? [error([], 'kind loyalty belongs to a program: "program" is missing', { missing: 'program' })] : [],
  'thank-you': (_campaign, steps) =>
    steps.flatMap(({ value, path }) =>
      'send' in value && value.validFor === undefined
        ? [error(path, 'a thank-you must not come too late: "validFor" is missing, such as "validFor": "2 days"', { missing: 'validFor' })]
        : [],
    ),
  'win-back': checkWinBack,
};

function isChosen({ entry }: Campaign): boolean {
  return entry.audience !== undefined || 'segment' in entry.trigger || 'lapse' in entry.trigger;
}

function checkWinBack(campaign: Campaign): Problem[] {
  const { goal, limits, entry } = campaign;
  const problems: Problem[] = [];
  if (goal?.activity !== 'order.placed') {
    const place = goal
      ? error(['goal', 'activity'], 'kind win-back has the goal order.placed', { given: goal.activity, allowed: ['order.placed'] })
      : undefined;
    problems.push(place ?? error([], 'kind win-back has the goal order.placed: "goal" is missing', { missing: 'goal' }));
  }
  if (goal?.stay === true)
    problems.push(error(['goal', 'stay'], 'kind win-back ends when she has come back: take "stay" away', { given: true }));
  if (limits?.timesPerCustomer === undefined) {
    problems.push(
      error(limits ? ['limits'] : [], 'kind win-back says when to let go: "limits.timesPerCustomer" is missing', {
        missing: 'timesPerCustomer',
      }),
    );
  }
  if (entry.holdout === undefined)
    problems.push(warning(['entry'], 'a win-back without "holdout" cannot show what it earned', { missing: 'holdout' }));
  return problems;
}

/** The rules of the kind, and what holds for all kinds: topic, brand, priority of what exists. */
export function checkKind(campaign: Campaign, steps: Steps, settings: Settings | undefined): Problem[] {
  return [...rules[campaign.kind](campaign, steps), ...checkSpeaker(campaign, steps, settings), ...checkEntry(campaign)];
}

/** Topics and the brand are those of the settings. */
export function checkSpeaker(campaign: Campaign, steps: Steps, settings: Settings | undefined): Problem[] {
  return [...checkTopics(campaign, steps, settings), ...checkBrand(campaign, settings)];
}

function checkTopics(campaign: Campaign, steps: Steps, settings: Settings | undefined): Problem[] {
  const sends = steps.some(({ value }) => 'send' in value);
  if (sends && campaign.topic === undefined)
    return [error([], 'a campaign that sends has a topic: "topic" is missing', { missing: 'topic' })];
  if (!settings) return [];
  const named = steps.flatMap(({ value, path }) =>
    'send' in value && value.topic !== undefined ? [{ topic: value.topic, path: [...path, 'topic'] }] : [],
  );
  const all = campaign.topic === undefined ? named : [{ topic: campaign.topic, path: ['topic'] }, ...named];
  const allowed = Object.keys(settings.topics);
  return [
    ...all
      .filter(({ topic }) => !allowed.includes(topic))
      .map(({ topic, path }) => error(path, 'there is no such topic in settings.json', { given: topic, allowed })),
    ...checkCoupons(campaign, steps, settings),
    ...checkBasis(campaign, settings),
  ];
}

function checkCoupons({ topic }: Campaign, steps: Steps, settings: Settings): Problem[] {
  if (topic === undefined || !Object.hasOwn(settings.topics, topic) || settings.topics[topic]?.class !== 'service') return [];
  return steps.flatMap(({ value, path }) =>
    'reward' in value && 'coupon' in value.reward
      ? [
          error([...path, 'reward', 'coupon'], `topic "${topic}" is of class service: a coupon is marketing`, {
            given: value.reward.coupon,
          }),
        ]
      : [],
  );
}

/** A brand of the settings; a shop with one need not name it. */
export function checkBrand({ brand }: { brand?: string | undefined }, settings: Settings | undefined): Problem[] {
  const allowed = settings?.brands.map(({ id }) => id);
  if (!allowed) return [];
  if (brand === undefined)
    return allowed.length > 1
      ? [error([], `there are several brands: "brand" is missing, one of ${allowed.join(', ')}`, { missing: 'brand' })]
      : [];
  return allowed.includes(brand) ? [] : [error(['brand'], 'there is no such brand in settings.json', { given: brand, allowed })];
}

function checkEntry({ entry, limits, starts, ends }: Campaign): Problem[] {
  const problems: Problem[] = [];
  if (entry.includeExisting === true && limits?.entriesPerDay === undefined) {
    problems.push(
      error(['entry', 'includeExisting'], 'needs "limits.entriesPerDay", so that the first day does not mail everybody', {
        given: true,
        atKey: true,
      }),
    );
  }
  if (starts !== undefined && ends !== undefined && ends < starts)
    problems.push(error(['ends'], `must not come before "starts", ${starts}`, { given: ends }));
  if (limits?.per !== undefined && limits.budget === undefined)
    problems.push(error(['limits', 'per'], '"per" goes with "budget"', { given: limits.per, atKey: true }));
  if (entry.restart === true && !('activity' in entry.trigger)) {
    problems.push(error(['entry', 'restart'], 'only a trigger that is an activity can restart', { given: true, atKey: true }));
  }
  if (entry.restart === true && 'activity' in entry.trigger && entry.trigger.for !== undefined)
    problems.push(error(['entry', 'restart'], 'a trigger that enters another customer cannot restart', { given: true, atKey: true }));
  return problems;
}
