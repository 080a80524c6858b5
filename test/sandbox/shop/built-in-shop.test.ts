import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { activitySchema } from '../../../lib/core/activity.ts';
import { checkActivityData } from '../../../lib/core/definition/activity-data.ts';
import { withBuiltIns } from '../../../lib/core/definition/built-in.ts';
import { dataSchema } from '../../../lib/core/definition/data.ts';
import type { Entry } from '../../../lib/orders/entry.ts';
import { builtInShop } from '../../../lib/sandbox/shop/built-in-shop.ts';

const endAt = Date.parse('2026-11-21T12:00:00Z');
const liveFrom = endAt - 21 * 86_400_000;
const shop = builtInShop({ endAt, liveFrom });
const history = [...shop.history];
const live = [...shop.live];
const activities = (entries: Entry[]) => entries.flatMap((entry) => ('activity' in entry ? [entry.activity] : []));
const customerOf = (entry: Entry) => ('activity' in entry ? entry.activity.customer : entry.customer.customer);
const at = (text: string) => Date.parse(text);

describe('the built-in shop', () => {
  it('has a thousand customers and five thousand orders, few of whom buy most', () => {
    const orders = activities([...history, ...live]).filter(({ type }) => type === 'order.placed');
    const counts = new Map<string, number>();
    for (const { customer } of orders) counts.set(customer, (counts.get(customer) ?? 0) + 1);
    const sorted = [...counts.values()].sort((a, b) => b - a);
    expect(new Set([...history, ...live].map(customerOf)).size).toBe(1000);
    expect(orders.length).toBeGreaterThan(4_500);
    expect(orders.length).toBeLessThan(5_500);
    expect(sorted.slice(0, 200).reduce((sum, count) => sum + count, 0) / orders.length).toBeGreaterThan(0.45);
  });

  it('is the same each time', () => {
    const again = builtInShop({ endAt, liveFrom });
    expect([...again.history]).toEqual(history);
    expect([...again.live]).toEqual(live);
  });

  it('tells its history customer by customer, each in time order, and its last weeks in time order', () => {
    const past = activities(history);
    const present = activities(live);
    for (const [n, activity] of past.entries()) {
      const next = past[n + 1];
      if (next?.customer === activity.customer) expect(at(next.occurredAt)).toBeGreaterThanOrEqual(at(activity.occurredAt));
    }
    expect(new Set(past.map(({ customer }) => customer)).size).toBe(
      past.filter(({ customer }, n) => customer !== past[n - 1]?.customer).length,
    );
    expect(present.map(({ occurredAt }) => at(occurredAt))).toEqual(present.map(({ occurredAt }) => at(occurredAt)).sort((a, b) => a - b));
    expect(past.every(({ occurredAt }) => at(occurredAt) < liveFrom)).toBe(true);
    expect(present.every(({ occurredAt }) => at(occurredAt) >= liveFrom && at(occurredAt) < endAt)).toBe(true);
  });

  it('introduces everybody once, before the first thing that she does', () => {
    const known = new Set<string>();
    for (const entry of [...history, ...live]) {
      if ('customer' in entry) known.add(entry.customer.customer);
      else expect(known.has(entry.activity.customer)).toBe(true);
    }
    const introduced = [...history, ...live].flatMap((entry) =>
      'customer' in entry ? [`${entry.customer.customer} ${entry.customer.consent?.channel}`] : [],
    );
    expect(new Set(introduced).size).toBe(introduced.length);
  });

  it('gives activities that the record accepts, each with an id of its own', () => {
    const all = activities([...history, ...live]);
    for (const activity of all) expect(activitySchema.safeParse(activity).success).toBe(true);
    expect(new Set(all.map(({ type, id }) => `${type} ${id}`)).size).toBe(all.length);
  });

  it('tells what happens as campaigns/data.json declares it', () => {
    const declared = withBuiltIns(
      dataSchema.parse(JSON.parse(readFileSync(new URL('../../../campaigns/data.json', import.meta.url), 'utf8'))),
    );
    const problems = activities([...history, ...live]).flatMap(({ type, data = {} }) => checkActivityData({ type, data }, declared));
    expect(new Set(problems)).toEqual(new Set());
  });

  it('has what a marketer meets: many languages, baskets left standing, refunds, no consent, no address, odd zones', () => {
    const details = [...history, ...live].flatMap((entry) => ('customer' in entry ? [entry.customer] : []));
    const types = new Set(activities(live).map(({ type }) => type));
    expect([...types].sort()).toEqual([
      ...['account.opened', 'basket.emptied', 'basket.updated', 'complaint.opened', 'complaint.resolved', 'friend.joined'],
      ...['order.delivered', 'order.placed', 'order.refunded', 'points.expiring', 'points.redeemed', 'survey.answered', 'tier.changed'],
    ]);
    for (const language of ['en', 'de', 'fr', 'ja', 'zh-Hans-CN', 'de-AT'])
      expect(details.some(({ attributes }) => attributes.language === language)).toBe(true);
    expect(details.some(({ email, phone }) => !email && phone)).toBe(true);
    expect(details.some(({ consent }) => consent === undefined)).toBe(true);
    expect(details.some(({ consent }) => consent?.given === false)).toBe(true);
    expect(details.some(({ attributes }) => attributes.zone === 'Mars/Olympus')).toBe(true);
    expect(details.every(({ email }) => email === undefined || /@(mail\.)?example\.(com|org|net)$/.test(email))).toBe(true);
  });

  it('moves with the day that it ends on', () => {
    const later = [...builtInShop({ endAt: endAt + 30 * 86_400_000, liveFrom, customers: 50 }).live];
    expect(activities(later).length).toBeGreaterThan(0);
    expect(activities([...builtInShop({ endAt, liveFrom: endAt, customers: 50 }).live])).toEqual([]);
  });
});
