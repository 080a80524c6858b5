import type { Data, Properties, Property } from './data.ts';
import { error, type Problem } from './problem.ts';

const text: Property = { type: 'text' };
const needed = (type: Property['type']): Property => ({ type, required: true });

/** Which message it answers. */
const ofMessage: Properties = { campaign: needed('text'), occurrence: needed('text'), step: needed('text') };
const ofProgram: Properties = { program: needed('text') };

/** What Rapport itself tells: of its messages, what was answered to them, and of loyalty programmes. */
const told: Data['activities'] = {
  'email.delivered': { properties: ofMessage },
  'email.opened': { properties: ofMessage },
  'email.clicked': { properties: { ...ofMessage, link: text } },
  // What mail gateways, privacy proxies and scripts do: it drives a branch only where a definition names it.
  'email.opened-by-machine': { properties: ofMessage },
  'email.clicked-by-machine': { properties: { ...ofMessage, link: text } },
  'email.bounced': { properties: { ...ofMessage, permanent: { type: 'boolean', required: true } } },
  'email.complained': { properties: ofMessage },
  'sms.delivered': { properties: ofMessage },
  'sms.replied': { properties: { text: needed('text'), campaign: text, occurrence: text, step: text } },
  'survey.answered': {
    properties: { score: needed('number'), about: text, text, campaign: needed('text'), occurrence: text, step: text },
  },
  'discontent.noted': { properties: { signal: needed('text'), text, by: text } },
  'campaign.responded': {
    properties: { campaign: needed('text'), occurrence: needed('text'), step: text, by: needed('text'), code: text },
  },
  'task.done': { properties: ofMessage },
  'tier.changed': { properties: { ...ofProgram, direction: needed('text'), tier: needed('text'), before: text } },
  'points.earned': { properties: { ...ofProgram, points: needed('number'), balance: needed('number') } },
  'points.expiring': {
    properties: { ...ofProgram, points: needed('number'), expiresAt: needed('date'), daysLeft: needed('number') },
  },
  'points.expired': { properties: { ...ofProgram, points: needed('number'), balance: needed('number') } },
  'points.redeemed': { properties: { ...ofProgram, points: needed('number'), balance: needed('number') } },
  'reward.granted': {
    properties: { ...ofProgram, reward: needed('text'), kind: text, points: { type: 'number' }, code: text, expiresAt: { type: 'date' } },
  },
};

/** What every shop has; `campaigns/data.json` adds to it. */
export const builtIn: Data = {
  attributes: { firstName: text, lastName: text, language: text, country: text, zone: text, birthday: { type: 'date' } },
  activities: {
    'order.placed': {
      properties: {
        orderId: needed('text'),
        total: needed('money'),
        categories: { type: 'list', of: text },
        lines: {
          type: 'list',
          of: {
            type: 'object',
            properties: { sku: text, name: text, category: text, quantity: { type: 'number' }, price: { type: 'money' } },
          },
        },
        country: text,
        coupon: text,
      },
    },
    'order.refunded': { properties: { orderId: text, amount: needed('money') } },
    'customer.updated': { properties: {} },
    ...told,
  },
};

/** Compared as "-30%" against the window before. */
export const spendChange = 'spendChange';
export const windowedMetrics = ['orders', 'spend', 'averageOrder', spendChange] as const;

/** Folded from the activities of each customer. */
export const metrics: Properties = {
  orders: needed('number'),
  spend: needed('money'),
  averageOrder: { type: 'money' },
  lastOrderAt: { type: 'time' },
  firstOrderAt: { type: 'time' },
  categories: { type: 'list', of: text },
  daysBetweenOrders: { type: 'number' },
  [spendChange]: { type: 'number' },
};

/** Everything that is known of customers and activities: what the shop declared, over what every shop has. */
export function withBuiltIns(data: Data): Data {
  const activities = Object.fromEntries(
    [...new Set([...Object.keys(builtIn.activities), ...Object.keys(data.activities)])].map((name) => [
      name,
      { properties: { ...propertiesOf(data, name), ...sameKinds(propertiesOf(builtIn, name), propertiesOf(data, name)) } },
    ]),
  );
  const attributes = { ...data.attributes, ...sameKinds(builtIn.attributes, data.attributes) };
  const updated = { properties: { ...attributes, ...activities['customer.updated']?.properties } };
  return { attributes, activities: { ...activities, 'customer.updated': updated } };
}

/** The shop may tell more of a built-in property (its inner properties, that it is always there), never another type. */
function sameKinds(own: Properties, declared: Properties): Properties {
  return Object.fromEntries(
    Object.entries(own).map(([name, property]) => {
      const told = declared[name];
      return [
        name,
        told?.type === property.type ? { ...property, ...told, required: property.required === true || told.required === true } : property,
      ];
    }),
  );
}

function propertiesOf(data: Data, activity: string): Properties {
  return (Object.hasOwn(data.activities, activity) ? data.activities[activity]?.properties : undefined) ?? {};
}

/** The properties of an activity, undefined when it is not declared. */
export function activityProperties(data: Data, activity: string): Properties | undefined {
  return Object.hasOwn(data.activities, activity) ? data.activities[activity]?.properties : undefined;
}

/** A declaration that cannot hold: another type than every shop has, a list of nothing, an object without properties. */
export function checkData(data: Data): Problem[] {
  const activities = Object.entries(data.activities).flatMap(([name, { properties }]) =>
    checkProperties(properties, ['activities', name, 'properties'], propertiesOf(builtIn, name)),
  );
  return [...checkProperties(data.attributes, ['attributes'], builtIn.attributes), ...activities];
}

function checkProperties(properties: Properties, path: (string | number)[], own: Properties): Problem[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const fixed = own[name]?.type;
    const clash = fixed !== undefined && fixed !== property.type;
    const problems = clash
      ? [error([...path, name, 'type'], `"${name}" is ${fixed} in every shop`, { given: property.type, allowed: [fixed] })]
      : [];
    return [...problems, ...checkShape(property, [...path, name])];
  });
}

function checkShape(property: Property, path: (string | number)[]): Problem[] {
  const { type, of, properties } = property;
  const problems: Problem[] = [];
  if (type === 'list' && !of) problems.push(error(path, 'a list says "of" what, such as "of": { "type": "text" }', { missing: 'of' }));
  if (type === 'object' && !properties) problems.push(error(path, 'an object says its "properties"', { missing: 'properties' }));
  if (type !== 'list' && of) problems.push(error([...path, 'of'], 'only a list has "of"', { atKey: true }));
  if (type !== 'object' && properties) problems.push(error([...path, 'properties'], 'only an object has "properties"', { atKey: true }));
  if (of) problems.push(...checkShape(of, [...path, 'of']));
  if (properties) problems.push(...checkProperties(properties, [...path, 'properties'], {}));
  return problems;
}
