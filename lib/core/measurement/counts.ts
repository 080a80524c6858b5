/**
 * What is counted of a campaign, by name. All of it is additive: the counts of two parts of the customers are the sum.
 *
 * `entered` entries, `heldOut` entries of the control group, `targeted` messages planned (a held-out entry counts one);
 * `sent.email`, `sent.sms`, `parts` of texts, `suppressed.<reason>`, `failed.<reason>`, `held.<reason>`, `unknown`; of the messages that
 * were sent `bounced`, `rejected`, `complained`, `opened` and `clicked` by people, `responded`; `cost` of what was sent or may have been, in
 * millionths of the base currency, and `uncosted` for how many of these no cost is known; `goals` reached in the windows by which
 * customers are measured; of these windows `orders`, `buyers`, `revenue` in minor units of the base currency less refunds,
 * `revenueSquares` and `revenueSquaresHigh` (the sum of the squares of their revenues, in two parts) and `unpriced` for orders and
 * refunds in a currency without a rate.
 *
 * The same after a prefix: `heldOut/` for what the control group did (goals and purchases), `universal/` for those who get no
 * marketing of any campaign, `step/<step>/` for its messages, `arm/<split>/<arm>/` for the entries that came to this arm and their
 * messages. And all of these after `first/`, for the first window of each customer alone: she is what is drawn, so by these, and
 * `first/entered`, effects are judged.
 */
export interface Counts {
  [name: string]: number;
}

/** Counts of one campaign in one bucket: the UTC day on which customers entered ("2027-03-01"), or the run that selected them ("2027-03-01T09:00"). */
export interface Tallied {
  campaign: string;
  bucket: string;
  counts: Counts;
}

export const heldOutPrefix = 'heldOut/';
export const universalPrefix = 'universal/';
export const firstPrefix = 'first/';
export const stepPrefix = (step: string): string => `step/${step}/`;
export const armPrefix = (split: string, arm: string): string => `arm/${split}/${arm}/`;

/** The sum of both, without what is 0. `times` -1 takes the other away. What no double holds exactly stays at the largest that one does. */
export function plusCounts(one: Counts, other: Counts, times: 1 | -1 = 1): Counts {
  const sum = { ...one };
  for (const [name, n] of Object.entries(other)) sum[name] = safe((sum[name] ?? 0) + times * n);
  return Object.fromEntries(Object.entries(sum).filter(([, n]) => n !== 0));
}

const safe = (n: number) => Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, n));

/** The sum of all. */
export function sumOfCounts(counts: readonly Counts[]): Counts {
  return counts.reduce((sum, part) => plusCounts(sum, part), {});
}
