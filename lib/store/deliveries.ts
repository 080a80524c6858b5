import type { Enrollment } from '../core/enrollment/enrollment.ts';
import type { Item, World } from '../world.ts';
import { fromJson } from './json.ts';
import { enrollmentPrefix, messagePrefix } from './keys.ts';
import { loadPage, type Released, type SelectedPage, type Stretch } from './run-pages.ts';

/** What became of one message to one customer. Who was held out, or never reached a step, has none. */
export interface Delivery {
  cid: string;
  campaign: string;
  occurrence: string;
  step: string;
  state: string;
  /** Why it was not sent. */
  reason: string;
  channel: string;
  /** ISO 8601, UTC. */
  plannedAt: string;
  /** When it came to this state; empty where a whole page did. */
  at: string;
}

const iso = (at: unknown) => (typeof at === 'number' ? new Date(at).toISOString() : '');
const text = (value: unknown) => (typeof value === 'string' ? value : '');
const nothing = { step: '', channel: '', at: '' };

/** The record of a message: its sort key names it. */
export function recordedMessages({ pk, sk, state, reason, channel, at }: Item): Delivery[] {
  if (!sk.startsWith(messagePrefix)) return [];
  const [plannedAt = '', campaign = '', ...rest] = sk.slice(messagePrefix.length).split('#');
  const step = rest.pop() ?? '';
  const row = { campaign, occurrence: rest.join('#'), step, state: text(state), reason: text(reason), channel: text(channel) };
  return [{ cid: pk, ...row, plannedAt, at: iso(at) }];
}

/** An entry of the control group, which is planned and never sent. */
export function heldOutEntries({ pk, sk, enrollment: stored }: Item): Delivery[] {
  if (!sk.startsWith(enrollmentPrefix)) return [];
  const { campaign, occurrence, status, enteredAt } = fromJson<Enrollment>(stored);
  if (status !== 'held-out') return [];
  return [{ ...nothing, cid: pk, campaign, occurrence, state: 'suppressed', reason: 'held-out', plannedAt: iso(enteredAt) }];
}

/**
 * Recipients of a run as its pages know them: the control group, those that failed, stretches that were never sent on, and
 * everybody of a broadcast as `open`; where another row says what became of her, that one counts.
 */
export async function unsentRecipients(world: World, item: Item): Promise<Delivery[]> {
  const [kind, campaign = '', occurrence = ''] = item.pk.split('#');
  const row = (cid: string, state: string, reason: string) => ({ ...nothing, cid, campaign, occurrence, state, reason, plannedAt: '' });
  if (kind === 'PAGE') {
    const { broadcast, heldOut, failed, cids } = fromJson<SelectedPage>(item);
    const open = broadcast ? cids : [];
    return [
      ...open.map((cid) => row(cid, 'open', '')),
      ...heldOut.map((cid) => row(cid, 'suppressed', 'held-out')),
      ...failed.map((cid) => row(cid, 'failed', 'not-selectable')),
    ];
  }
  if (kind !== 'STOCK' || !item.sk.startsWith('DONE#')) return [];
  const stretch = fromJson<Stretch | Released>(item.stretch);
  const { suppressed } = fromJson<{ suppressed: Record<string, number> }>(item.tally);
  const [reason = ''] = Object.keys(suppressed);
  const page = 'auditAt' in stretch ? undefined : await loadPage(world, { campaign, occurrence }, stretch);
  return (page?.cids.slice(stretch.from, stretch.to) ?? []).map((cid) => ({
    ...row(cid, 'suppressed', reason),
    plannedAt: iso(stretch.dueAt),
  }));
}
