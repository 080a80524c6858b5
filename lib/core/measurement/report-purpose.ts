import type { Campaign } from '../definition/campaign.ts';
import type { Predicate } from '../definition/predicate.ts';

/** What the money of a campaign is for. */
export const purposes = ['acquisition', 'development', 'retention'] as const;
export type Purpose = (typeof purposes)[number];

/** The rule of `purposeOf`, for the page. */
export const purposeRule =
  'Acquisition: the audience is customers without an order, or the campaign works through a referral. Retention: thank-yous, loyalty campaigns, win-backs and whatever a lapse starts. Development: everything else.';

/** Derived of the definition, which has no field for it; by `purposeRule`. */
export function purposeOf({ kind, entry }: Campaign): Purpose {
  const { trigger, audience } = entry;
  if (('activity' in trigger && trigger.for !== undefined) || (audience && asksForNewcomers(audience))) return 'acquisition';
  return kind === 'win-back' || kind === 'loyalty' || kind === 'thank-you' || 'lapse' in trigger ? 'retention' : 'development';
}

/** Whether nobody with an order can be in it. */
function asksForNewcomers(predicate: Predicate): boolean {
  if ('all' in predicate) return predicate.all.some(asksForNewcomers);
  if ('any' in predicate) return predicate.any.every(asksForNewcomers);
  if (!('field' in predicate) || predicate.field !== 'metrics.orders' || predicate.within !== undefined) return false;
  return predicate.atMost === 0 || predicate.is === 0;
}
