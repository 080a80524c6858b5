import { day, type Instant, minute } from '../time.ts';
import type { CompiledPlan } from './compile-plan.ts';
import type { Limits } from './simulated.ts';

/** How near a customer asked for what runs out to where it does, the nearest of all her asks; by it customers are counted together. */
export const nearness = { never: 0, elsewhere: 1, near: 2, inTheMinute: 3 } as const;
export type Nearness = (typeof nearness)[keyof typeof nearness];
const levels = 4;

/** Where what customers share runs out in a pass, for each plan: campaign → the minutes, and how far around each is near. */
export type Ends = ReadonlyMap<string, readonly { at: Instant; near: number }[]>[];

/** Whether a budget or the entries of a day may run out. */
export function hasLimits({ limits }: CompiledPlan['campaigns'][number]): boolean {
  return limits.budget !== undefined || limits.entriesPerDay !== undefined;
}

/** `limits`: for each plan. What was thought too early or too late by a day, or by a twentieth of the time, is near. */
export function endsOf(plans: readonly CompiledPlan[], limits: readonly Limits[]): Ends {
  return plans.map(({ plan: { from } }, index) =>
    Map.groupBy(
      Object.entries(limits[index] ?? {}).map(([name, { at }]) => ({ campaign: campaignOf(name), at, near: day + (at - from) / 20 })),
      ({ campaign }) => campaign,
    ),
  );
}

/** How near an ask of a campaign was to where something of it runs out. */
export function nearnessOf(ends: Ends[number], campaign: string, now: Instant): Nearness {
  let nearest: Nearness = nearness.elsewhere;
  for (const { at, near } of ends.get(campaign) ?? []) {
    if (now >= at && now < at + minute) return nearness.inTheMinute;
    if (now >= at - near && now < at + minute + near) nearest = nearness.near;
  }
  return nearest;
}

/** The group of those whom a pass (from 0 on) counted, by how near they asked. */
export function groupOf(pass: number, nearest: Nearness): number {
  return pass * levels + nearest;
}

/**
 * Whether limits, one set for each plan, may mean something else for the customers of a group than those of the pass that counted
 * it, `before`; or where in a minute something runs out is still to be counted. Who asked only where nothing moved lives the same life.
 */
export function mayChange(
  group: number,
  { passes, plans, now }: { passes: Limits[][]; plans: readonly CompiledPlan[]; now: Limits[] },
): boolean {
  const before = passes[Math.floor(group / levels)] ?? [];
  const ends = endsOf(plans, before);
  const nearest = group % levels;
  return now.some((limits, index) =>
    movedIn(before[index] ?? {}, limits).some((moved) => nearest !== nearness.never && nearest >= leastOf(moved, ends[index])),
  );
}

/** Who asks in between is told something else. */
interface Moved {
  campaign: string;
  from: Instant;
  until: Instant;
}

/** Those who asked in there asked as near as that, or nearer. */
function leastOf({ campaign, from, until }: Moved, ends: Ends[number] | undefined): Nearness {
  let least: Nearness = nearness.elsewhere;
  for (const { at, near } of ends?.get(campaign) ?? []) {
    if (from >= at && until <= at + minute) return nearness.inTheMinute;
    if (from >= at - near && until <= at + minute + near) least = nearness.near;
  }
  return least;
}

/** What moved: from where it ran out before, or runs out now, to the other; to the end where it did not, or does not. */
function movedIn(before: Limits, now: Limits): Moved[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((name) => {
    const [was, is] = [before[name], now[name]];
    if (was?.at === is?.at && was?.turn === is?.turn) return [];
    const [one, other] = [was?.at ?? Infinity, is?.at ?? Infinity];
    return { campaign: campaignOf(name), from: Math.min(one, other), until: Math.max(one, other) + minute };
  });
}

/** The campaign whose limit it is, by `campaign#period`. */
export function campaignOf(limit: string): string {
  return limit.slice(0, limit.indexOf('#'));
}
