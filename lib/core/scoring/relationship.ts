import type { Instant } from '../time.ts';
import type { Look } from './look.ts';

/** Answers of 0 to 10: who gives less is not content. */
export const contentFrom = 7;

/** Her latest answer about the whole, 0 to 10; where she gave none, the mean of those about product and service. */
export function satisfactionOf({ profile }: Pick<Look, 'profile'>): number | undefined {
  const { overall, product, service } = profile.signs?.satisfaction ?? {};
  if (overall) return overall[0];
  const known = [product, service].flatMap((answer) => answer?.[0] ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, score) => sum + score) / known.length;
}

export const loyaltyKinds = ['loyal', 'easily-poached', 'still-hoping', 'saboteur'] as const;
export type LoyaltyKind = (typeof loyaltyKinds)[number];

/**
 * The matrix of content with the product × content with the service, each from 7 of 10: both = loyal, the product only =
 * easily poached, the service only = still hoping, neither = saboteur. Undefined until she answered about both.
 */
export function loyaltyOf({ profile }: Pick<Look, 'profile'>): LoyaltyKind | undefined {
  const { product, service } = profile.signs?.satisfaction ?? {};
  if (!product || !service) return undefined;
  if (product[0] >= contentFrom) return service[0] >= contentFrom ? 'loyal' : 'easily-poached';
  return service[0] >= contentFrom ? 'still-hoping' : 'saboteur';
}

/** A signal counts for so many days. */
const fresh = 180 * 86_400_000;

/** Signals of discontent of the last 180 days with the instant of each, by name. Orders that fall are one of another kind. */
export function discontentOf({ profile, valuation, now }: Pick<Look, 'profile' | 'valuation' | 'now'>): [signal: string, at: Instant][] {
  const complaints = (valuation?.complaints ?? []).flatMap((type) => profile.activities[type]?.lastAt ?? []);
  const noted = Object.entries(profile.signs?.discontent ?? {});
  const all = complaints.length === 0 ? noted : [...noted, ['complaints', Math.max(...complaints)] as const];
  return all
    .filter(([, at]) => at > now - fresh)
    .map(([signal, at]): [string, Instant] => [signal, at])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

export const stages = ['stranger', 'acquaintance', 'friend', 'customer', 'family'] as const;
export type Stage = (typeof stages)[number];

/** What each stage needs of the company, in one sentence. */
export const stageNeeds: { [stage in Stage]: string } = {
  stranger: 'she needs to hear that there is something for her',
  acquaintance: 'she needs a reason for a first order, and an easy one',
  friend: 'she needs thanks, and a good second time',
  customer: 'she needs to be known: what she likes, when she wants it',
  family: 'she needs to be thanked before all others, and asked for her opinion',
};

/** What we or a colleague did is no sign that she came; mail can be opened by a machine. */
const notHers = /^(email\.(?!clicked$)|sms\.delivered$|points\.|tier\.|reward\.|task\.|discontent\.|customer\.updated$)/;

/**
 * How far the relationship has come. Without an order: stranger, or acquaintance once she answered, clicked, visited or did
 * anything else that is recorded of her. One order: friend; more: customer; family, where she is of value class A, has not
 * lapsed, and is content or in the highest tier. Undefined where that cannot be said.
 */
export function stageOf(look: Look, asked: { isBest(): boolean | undefined; lapsed(): boolean | undefined }): Stage | undefined {
  const { profile } = look;
  const { count } = profile.orders;
  if (count === 0) return Object.keys(profile.activities).some((type) => !notHers.test(type)) ? 'acquaintance' : 'stranger';
  if (count === 1) return 'friend';
  if (!isContent(look) && !isInTopTier(look)) return 'customer';
  const best = asked.isBest();
  const lapsed = best === false ? undefined : asked.lapsed();
  if (best === false || lapsed === true) return 'customer';
  return best && lapsed === false ? 'family' : undefined;
}

export function isContent(look: Pick<Look, 'profile'>): boolean {
  return (satisfactionOf(look) ?? 0) >= contentFrom;
}

export function isInTopTier({ profile, valuation }: Pick<Look, 'profile' | 'valuation'>): boolean {
  return (valuation?.programs ?? []).some(({ id, topTier }) => topTier !== undefined && profile.points?.[id]?.tier === topTier);
}
