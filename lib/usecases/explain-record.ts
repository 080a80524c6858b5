import type { Activity } from '../core/activity.ts';
import type { ConsentRecord } from '../core/consent.ts';
import type { Enrollment } from '../core/enrollment/enrollment.ts';
import type { CustomerRecord, RecordedActivity, RecordedMessage, RecordedRedemption } from '../core/explanation-record.ts';
import type { LedgerEntry } from '../core/loyalty/account.ts';
import type { Instant } from '../core/time.ts';
import { fromJson } from '../store/json.ts';
import { consentPrefix, enrollmentPrefix, messagePrefix, redemptionPrefix } from '../store/keys.ts';
import { messageOf } from '../store/told-messages.ts';
import type { Item, TableName, World } from '../world.ts';

/** So much of a customer is read of each of two tables: thirty megabytes at most. */
const mostItems = 20_000;

/** What stands of one customer by her own keys; `cut`: there is more than was read. */
export type HerRecord = Pick<CustomerRecord, 'activities' | 'enrollments' | 'messages' | 'consents' | 'ledger' | 'redemptions'> & {
  cut: boolean;
};

/** Reads what is recorded of a customer: two queries, and one more for each megabyte. */
export async function loadRecord(world: World, cid: string): Promise<HerRecord> {
  const [done, stands] = await Promise.all([itemsOf(world, 'activities', cid), itemsOf(world, 'relations', cid)]);
  const enrollments = stands.items.flatMap(({ sk, enrollment }) =>
    sk.startsWith(enrollmentPrefix) ? [fromJson<Enrollment>(enrollment)] : [],
  );
  const known = stands.items.flatMap((item) => (item.sk.startsWith(messagePrefix) ? [messageOf(item)] : []));
  return {
    activities: done.items.flatMap(activityOf).sort((a, b) => a.activity.occurredAt - b.activity.occurredAt),
    enrollments,
    messages: [...known, ...enrollments.flatMap((one) => openMessages(one, known))],
    consents: done.items.flatMap(({ sk, record }) => (sk.startsWith(consentPrefix) ? [fromJson<ConsentRecord>(record)] : [])),
    ledger: done.items.flatMap(({ entry }) => (entry === undefined ? [] : [fromJson<LedgerEntry>(entry)])),
    redemptions: stands.items.flatMap(({ sk, redemption }) => (sk.startsWith(redemptionPrefix) ? [redemptionOf(redemption)] : [])),
    cut: done.cut || stands.cut,
  };
}

async function itemsOf(world: World, table: TableName, pk: string): Promise<{ items: Item[]; cut: boolean }> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await world.table.query({ table, pk, ...(after !== undefined && { after }) });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined && items.length < mostItems);
  return { items, cut: after !== undefined };
}

function activityOf({ activity, recordedAt, appliedAt }: Item): RecordedActivity[] {
  if (activity === undefined) return [];
  const known = fromJson<Activity>(activity);
  const told = { activity: known, recordedAt: typeof recordedAt === 'number' ? recordedAt : known.occurredAt };
  return [{ ...told, ...(typeof appliedAt === 'number' && { appliedAt }) }];
}

/** Planned ones of which there is no word. */
function openMessages({ campaign, occurrence, outbox }: Enrollment, known: RecordedMessage[]): RecordedMessage[] {
  return outbox.flatMap((out) => {
    if (out.kind !== 'message') return [];
    const settled = known.some((one) => one.campaign === campaign && one.step === out.step && one.plannedAt === out.plannedAt);
    return settled ? [] : [{ campaign, occurrence, step: out.step, plannedAt: out.plannedAt, state: 'planned' as const, facts: {} }];
  });
}

function redemptionOf(stored: Item[string] | undefined): RecordedRedemption {
  const { program, reward, points, status, reservedAt } = fromJson<Omit<RecordedRedemption, 'at'> & { reservedAt: Instant }>(stored);
  return { program, reward, points, status, at: reservedAt };
}
