/** What became of recipients: every one of them is in one of these, each non-send by its reason. */
export interface Tally {
  sent: number;
  /** Of a campaign with more than one send: entered, and its messages are counted with her enrollment. */
  entered: number;
  suppressed: { [reason: string]: number };
  failed: { [reason: string]: number };
  unknown: number;
  /** Not settled yet: waiting for open hours or a free slot. */
  held: { [reason: string]: number };
  /** Not settled yet: no word of it. */
  open: number;
}

export const emptyTally = (): Tally => ({ sent: 0, entered: 0, suppressed: {}, failed: {}, unknown: 0, held: {}, open: 0 });

/** Adds one recipient, or several. */
export function count(tally: Tally, [state, reason = 'no-reason']: [state: keyof Tally, reason?: string | undefined], times = 1): void {
  if (times === 0) return;
  const part = tally[state];
  if (typeof part === 'object') part[reason] = (part[reason] ?? 0) + times;
  else if (state === 'sent' || state === 'entered' || state === 'unknown' || state === 'open') tally[state] += times;
}

/** Those that will not change any more. */
export function settled({ sent, entered, suppressed, failed, unknown }: Tally): number {
  return sent + entered + unknown + total(suppressed) + total(failed);
}

/** Those of whom more will be known. */
export function unsettled({ held, open }: Tally): number {
  return total(held) + open;
}

/** The sum over all reasons. */
export function total(byReason: { [reason: string]: number }): number {
  return Object.values(byReason).reduce((sum, times) => sum + times, 0);
}

/** Both together. */
export function plus(one: Tally, other: Tally): Tally {
  const both: Tally = { ...one, suppressed: { ...one.suppressed }, failed: { ...one.failed }, held: { ...one.held } };
  for (const state of ['sent', 'entered', 'unknown', 'open'] as const) both[state] += other[state];
  for (const state of ['suppressed', 'failed', 'held'] as const)
    for (const [reason, times] of Object.entries(other[state])) count(both, [state, reason], times);
  return both;
}
