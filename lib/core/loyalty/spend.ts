import { type Instant, instantText, localDate } from '../time.ts';
import type { Account, LedgerEntry } from './account.ts';
import { accountOf, add, balanceOf, closeChanged, enter, isEntered, openBooks, place, tell, touch } from './books.ts';
import { isMember } from './join.ts';
import { countedBy, remembered } from './limits.ts';
import type { LiveProgram, Reward, Title } from './live-program.ts';
import { sumOf, takeOut } from './lots.ts';
import type { Loyalty } from './loyalty.ts';
import { settle } from './settle.ts';

/** Why something cannot be, as a sentence for the one who asked for it. */
export interface Refused {
  refused: string;
}

/** What is asked for: `key` is the caller's, and names the redemption for ever. */
export interface Redemption {
  program: string;
  key: string;
  reward: string;
  /** When she asked for it. */
  at: Instant;
}

/**
 * Takes the price of a reward from her points, those that end first first. The entry says from which lots, so that
 * `returnPoints` can put them back. The same key again gives the entry that stands. Refused, with numbers, where she is no
 * member, the reward is not to be had by her now, a limit is reached, or points are missing. Where the program has ended, what
 * there is can be spent whatever became of the membership.
 */
export function reservePoints(before: Loyalty, redemption: Redemption, now: Instant): { loyalty: Loyalty; entry: LedgerEntry } | Refused {
  const loyalty = settle(before, now);
  const program = loyalty.programs.find(({ id }) => id === redemption.program);
  if (!program || program.status === 'draft')
    return { refused: `there is no program "${redemption.program}" in force; there are: ${listed(loyalty.programs)}` };
  const reward = program.rewards.find(({ id }) => id === redemption.reward);
  if (!reward) return { refused: `"${program.id}" has no reward "${redemption.reward}"; it has: ${listed(program.rewards)}` };
  const id = `spent#${redemption.key}`;
  const known = loyalty.change.entries.find((entry) => entry.program === program.id && entry.id === id);
  if (known) return { loyalty, entry: known };
  const account = accountOf(loyalty, program);
  const reason = isEntered(loyalty, program, id)
    ? `the redemption "${redemption.key}" stands in the ledger already`
    : refusalOf(account, { program, reward, now });
  if (!account || reason !== undefined) return { refused: reason ?? 'she is no member' };
  const books = openBooks(loyalty, account, { program, now });
  const { lots, taken } = takeOut(account.lots, reward.points);
  books.account.lots = lots;
  books.account.redeemed = remembered([...account.redeemed, [now, reward.id]], { program, now });
  add(books.account, 'spent', reward.points);
  touch(books, Math.min(redemption.at, now));
  const because = `reward ${reward.id}`;
  const entry = enter(books, {
    id,
    kind: 'spent',
    occurredAt: redemption.at,
    points: -reward.points,
    lots: taken,
    because,
    reward: reward.id,
  });
  return { loyalty: closeChanged(loyalty, books), entry };
}

interface Asked {
  program: LiveProgram;
  reward: Reward;
  now: Instant;
}

function refusalOf(account: Account | undefined, { program, reward, now }: Asked): string | undefined {
  const { zone } = program;
  const name = `"${titleText(reward.name, program)}"`;
  if (!account || now < account.joinedAt) return `she is no member of "${program.definition.name}"`;
  if (program.status !== 'ended' && !isMember(account, now))
    return `her membership ended on ${dateText((account.memberUntil ?? now) - 1, zone)}`;
  if (now < reward.from) return `${name} is to be had from ${dateText(reward.from, zone)} on`;
  if (now >= reward.until) return `${name} was to be had until ${dateText(reward.until - 1, zone)}`;
  if (reward.tiers && !reward.tiers.has(account.tier?.id ?? ''))
    return `${name} is for the tiers ${[...reward.tiers].join(', ')}, and hers is ${account.tier?.id ?? 'none'}`;
  return limitOf(account, { program, reward, now }) ?? shortOf(account, reward, name);
}

function limitOf(account: Account, { program, reward, now }: Asked): string | undefined {
  const { perCustomer } = reward;
  const had = countedBy(account.redeemed, { reward: reward.id, per: perCustomer?.per }, { program, now }).length;
  if (perCustomer && had >= perCustomer.atMost)
    return `"${titleText(reward.name, program)}" goes ${timesText(perCustomer.atMost)} to one customer, and she has had ${had}`;
  const { redemptions } = program;
  const all = countedBy(account.redeemed, { per: redemptions?.per }, { program, now }).length;
  if (redemptions && all >= redemptions.atMost)
    return `a member redeems ${timesText(redemptions.atMost)} in ${program.definition.redemptions?.per}, and she has redeemed ${all} times`;
  return undefined;
}

function shortOf({ lots, owed }: Account, { points }: Reward, name: string): string | undefined {
  const there = sumOf(lots);
  if (there >= points) return undefined;
  const has = owed > 0 ? `owes ${owed}` : `has ${there}`;
  return `${name} costs ${points} points and she ${has}: ${points - there + owed} are missing`;
}

/** A reservation that stands, or a redemption that is taken back. */
export interface Settled {
  program: string;
  key: string;
  /** What `reservePoints` entered. */
  entry: LedgerEntry;
}

/**
 * Puts points back into the lots that they came from, paying what is owed meanwhile first; those whose time is over by now are
 * gone. Limits no longer count the redemption. The same again changes nothing.
 */
export function returnPoints(before: Loyalty, { program: of, key, entry }: Settled, now: Instant): Loyalty {
  const loyalty = settle(before, now);
  const program = loyalty.programs.find(({ id }) => id === of);
  const account = program && accountOf(loyalty, program);
  const id = `returned#${key}`;
  if (!program || !account || isEntered(loyalty, program, id)) return loyalty;
  const books = openBooks(loyalty, account, { program, now });
  const index = account.redeemed.findIndex(([at, reward]) => at === entry.at && reward === entry.reward);
  books.account.redeemed = account.redeemed.filter((_, place) => place !== index);
  add(books.account, 'returned', sumOf(entry.lots));
  // Points that slide have no end of their own: where all others ended meanwhile, these begin anew.
  if (account.slidesUntil === null) touch(books, now);
  place(books, entry.lots, {
    id,
    kind: 'returned',
    occurredAt: now,
    because: entry.because,
    ...(entry.reward && { reward: entry.reward }),
  });
  return closeChanged(loyalty, books);
}

/** Tells campaigns that a redemption is for good, with the code and its last day where there is one. No points move: they went when reserved. */
export function confirmRedemption(
  loyalty: Loyalty,
  { program: of, key, entry, code, expiresAt }: Settled & { code?: string | undefined; expiresAt?: Instant | undefined },
  now: Instant,
): Loyalty {
  const program = loyalty.programs.find(({ id }) => id === of);
  const account = program && accountOf(loyalty, program);
  if (!program || !account) return loyalty;
  const books = openBooks(loyalty, account, { program, now });
  const points = -entry.points;
  const reward = entry.reward ?? '';
  const kind = program.rewards.find(({ id }) => id === reward)?.kind;
  tell(books, 'points.redeemed', { id: `redeemed#${key}`, at: now, data: { points, balance: balanceOf(account) } });
  tell(books, 'reward.granted', {
    id: `reward#${key}`,
    at: now,
    data: {
      reward,
      points,
      ...(kind && { kind }),
      ...(code !== undefined && { code }),
      ...(expiresAt !== undefined && { expiresAt: localDate(expiresAt - 1, program.zone) }),
    },
  });
  return { ...loyalty, change: { ...loyalty.change, told: [...loyalty.change.told, ...books.told] } };
}

/** A name for colleagues and other systems: in the default language of the brand, else the first. */
function titleText(title: Title, { language }: LiveProgram): string {
  return typeof title === 'string' ? title : (title[language] ?? Object.values(title)[0] ?? '');
}

function dateText(at: Instant, zone: string): string {
  return instantText(at, zone).slice(0, 10);
}

function timesText(times: number): string {
  return times === 1 ? 'once' : `at most ${times} times`;
}

function listed(all: readonly { id: string }[]): string {
  return all.map(({ id }) => id).join(', ') || 'none';
}
