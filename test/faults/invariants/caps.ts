import type { Cap, MessageClass } from '../../../lib/core/definition/settings.ts';
import type { Instant } from '../../../lib/core/time.ts';
import type { Checker, CheckerOf } from '../checker.ts';
import type { Happening, Violation } from '../history.ts';
import { type Claim, claimBookOf } from './claim-book.ts';
import { clock, violates } from './verdict.ts';

const hour = 3_600_000;
const units: Record<string, number> = {
  minute: 60_000,
  hour,
  day: 24 * hour,
  week: 168 * hour,
  month: 28 * 24 * hour,
  year: 365 * 24 * hour,
};

/**
 * Invariant 4. When a claim is committed no cap that it falls under holds more claims than allowed, over all campaigns and
 * channels: counted by the claims that were seen, less those that were given back, whatever the contact item remembers.
 */
export const caps: CheckerOf = (scenario): Checker => {
  const claims = claimBookOf(scenario);
  const { settings } = scenario.publication;
  const classOf = (topic: string): MessageClass => settings.topics[topic]?.class ?? 'marketing';
  const taken = new Map<string, Set<Claim>>();

  function crowded(claim: Claim): string | undefined {
    const mine = taken.get(claim.cid) ?? new Set();
    taken.set(claim.cid, mine.add(claim));
    for (const cap of settings.caps) {
      if (!falls(cap, claim, classOf)) continue;
      const since = claim.at - windowOf(cap);
      const counted = [...mine].filter((other) => other.at > since && falls(cap, other, classOf));
      if (counted.length > cap.atMost)
        return `the claim ${claim.key} at ${clock(claim.at)} is number ${counted.length} of at most ${cap.atMost} ${cap.topic ?? cap.channel ?? cap.class} per ${cap.per}`;
    }
    return undefined;
  }

  function see(happening: Happening): Violation | undefined {
    for (const event of claims.read(happening)) {
      if (event.kind === 'gone' && !event.pruned) taken.get(event.claim.cid)?.delete(event.claim);
      const claim = event.kind === 'claimed' ? event.claim : event.kind === 'replaced' ? event.by : undefined;
      const wrong = claim && crowded(claim);
      if (wrong) return violates(happening, 4, { what: wrong, about: claim.cid });
    }
    return undefined;
  }
  return { see, end: () => [] };
};

function falls(cap: Cap, { channel, topic }: Claim, classOf: (topic: string) => MessageClass): boolean {
  return cap.channel === channel || cap.topic === topic || cap.class === classOf(topic);
}

const windows = new Map<string, number>();

/** At least so long is "in any such time": a day may have 23 hours and a month 28 days. */
function windowOf({ per }: Cap): Instant {
  const known = windows.get(per);
  if (known !== undefined) return known;
  const [, count, unit = ''] = /^(\d+) (minute|hour|day|week|month|year)s?$/.exec(per) ?? [];
  const rough = Number(count) * (units[unit] ?? Number.NaN);
  const window = unit === 'minute' || unit === 'hour' ? rough : rough - hour;
  windows.set(per, window);
  return window;
}
