import type { MessageRecord } from '../store/messages.ts';
import type { EditionNotice } from '../store/notices.ts';
import type { Table, World } from '../world.ts';
import type { SendContext } from './send-context.ts';

/** What this process has reported: a run has a hundred thousand recipients and one owner. */
const reported = new WeakMap<Table, Set<string>>();

/**
 * Nobody is sent anything in the place of an edition that was not published; the owner is told once for each run. Rejects when
 * the queue did not take it.
 */
export async function reportMissingEdition(
  world: World,
  { campaign, enrollment, intent }: Pick<SendContext, 'campaign' | 'enrollment' | 'intent'>,
): Promise<Omit<MessageRecord, 'at'>> {
  const { template } = intent.message;
  // A journey has an occurrence for each customer; the owner is told once for the edition.
  const missing: EditionNotice = { campaign: campaign.id, version: campaign.version, template, occurrence: enrollment.run ?? '' };
  const known = reported.get(world.table) ?? new Set();
  reported.set(world.table, known);
  const name = `${missing.campaign}#${template}#${missing.occurrence}`;
  if (!known.has(name)) {
    const [rejected] = await world.enqueue('triggered', [{ id: 'n', body: { notice: { about: 'no-edition', ...missing } } }]);
    if (rejected) throw new Error(`the queue refused a notice: ${rejected.reason}`);
    known.add(name);
  }
  return { state: 'suppressed', reason: 'no-edition' };
}
