import { pointsProperties } from '../loyalty/summary.ts';
import { scoreProperties } from '../scoring/score-names.ts';
import { metrics } from './built-in.ts';
import type { Campaign } from './campaign.ts';
import type { Properties, Property } from './data.ts';
import type { Library } from './library.ts';
import { channels, columnsOf, namedSteps, responseProperties, stepProperties, triggerProperties } from './paths.ts';

type Json = string | number | boolean | Json[] | { [name: string]: Json };
export type Sample = { [name: string]: Json };

/**
 * Made-up values of the declared types, for trying a template: once everything is known and lists are long, once only what
 * is always known. Without a campaign `trigger` has the properties of all activities, and `steps` nothing.
 */
export function sampleScopes(library: Library, campaign: Campaign | undefined): Sample[] {
  const declared = Object.values(library.data?.activities ?? {}).map(({ properties }) => properties);
  const rows = library.segments.map(({ value }) => columnsOf(value, true));
  const trigger = campaign ? triggerProperties(campaign, library) : Object.assign({}, ...rows, ...declared);
  const steps = [...namedSteps(campaign?.steps ?? [])].map(([id, step]) => ({ id, properties: stepProperties(step, library) ?? {} }));
  const topics = Object.keys(library.settings?.topics ?? {});
  return [true, false].map((full) => ({
    customer: objectOf(library.data?.attributes ?? {}, { full, depth: 0 }),
    metrics: objectOf(metrics, { full, depth: 0 }),
    points: objectOf(pointsProperties, { full, depth: 0 }),
    score: objectOf(scoreProperties, { full, depth: 0 }),
    trigger: objectOf(trigger ?? {}, { full, depth: 0 }),
    steps: Object.fromEntries(steps.map(({ id, properties }) => [id, objectOf(properties, { full, depth: 0 })])),
    response: objectOf(responseProperties(campaign ?? everyWay), { full, depth: 0 }),
    consent: Object.fromEntries(channels.map((channel) => [channel, Object.fromEntries(topics.map((topic) => [topic, true]))])),
  }));
}

const everyWay: Pick<Campaign, 'response'> = { response: { by: ['link', 'code', 'keyword'], within: '21 days' } };

interface Measure {
  full: boolean;
  /** How many lists stand around it. */
  depth: number;
}

const plain = {
  text: 'A text of usual length',
  number: 12,
  boolean: true,
  money: { amount: 123_456, currency: 'GBP' },
  date: '2027-03-01',
  time: 1_803_859_200_000,
};
/** Looks like the code of a coupon and is none. */
const sampleCode = 'SAMP-LE00-CODE';
/** A large order, whose lines have a few properties each; lists in lists would multiply. */
const lengths = [30, 3];

function objectOf(properties: Properties, measure: Measure): Sample {
  const shown = Object.entries(properties).filter(([, { required }]) => measure.full || required === true);
  return Object.fromEntries(
    shown.map(([name, property]) => [name, name === 'code' && property.type === 'text' ? sampleCode : sampleOf(property, measure)]),
  );
}

function sampleOf({ type, of, properties = {} }: Property, { full, depth }: Measure): Json {
  if (type === 'object') return objectOf(properties, { full, depth });
  if (type !== 'list') return plain[type];
  const element = sampleOf(of ?? { type: 'text' }, { full, depth: depth + 1 });
  return full ? Array.from({ length: lengths[depth] ?? 1 }, () => element) : [];
}
