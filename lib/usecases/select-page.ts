import type { Profile } from '../core/customer.ts';
import { heldOutBy } from '../core/enrollment/enter.ts';
import type { LiveCampaign } from '../core/enrollment/program.ts';
import { groupByDue, selectCustomer } from '../core/select.ts';
import { wasCancelled } from '../core/standing-orders.ts';
import type { Instant } from '../core/time.ts';
import type { Catalogue } from '../store/catalogue.ts';
import { contactFromItem, loadContactItems } from '../store/contact-item.ts';
import { fromJson } from '../store/json.ts';
import { loadCursor, type SelectedPage } from '../store/run-pages.ts';
import { type Run, segments } from '../store/runs.ts';
import type { Item, World } from '../world.ts';

/** The last page of a segment, with nobody on it. */
export const nobody = ({ broadcast }: Run): SelectedPage => ({
  broadcast: broadcast !== undefined,
  cids: [],
  groups: [],
  heldOut: [],
  failed: [],
});

interface Selecting {
  run: Run;
  campaign: LiveCampaign;
  catalogue: Catalogue;
}

/** Scans one page of a segment and asks the audience of each customer. Nobody is selected any more for a run that is cancelled. */
export async function selectPage(
  world: World,
  selecting: Selecting,
  { segment, page }: { segment: number; page: number },
): Promise<SelectedPage> {
  const { run, campaign, catalogue } = selecting;
  const over = wasCancelled(catalogue.orders(campaign.id), run.startedAt) || !catalogue.live.some(({ id }) => id === campaign.id);
  if (over) return nobody(run);
  const cursor = page === 0 ? undefined : await loadCursor(world, run, { segment, page: page - 1 });
  const { items, next } = await world.table.scan({ table: 'customers', index: segment, of: segments }, cursor);
  const contacts = campaign.entry.audienceReadsContact
    ? await loadContactItems(
        world,
        items.map(({ pk }) => pk),
      )
    : undefined;
  const found: { cid: string; dueAt: number }[] = [];
  const heldOut: string[] = [];
  const failed: string[] = [];
  let universal = 0;
  for (const item of items) {
    const selection = select(selecting, item, { contact: contacts?.get(item.pk), now: world.now() });
    if (selection === 'failed') failed.push(item.pk);
    else if (selection === 'held-out') {
      heldOut.push(item.pk);
      if (isUniversal(selecting, item)) universal += 1;
    } else if (selection !== 'not-in') found.push({ cid: item.pk, dueAt: selection.dueAt });
  }
  return {
    ...{ broadcast: run.broadcast !== undefined, ...groupByDue(campaign, found), heldOut, failed },
    ...(universal > 0 && { universal }),
    ...(next !== undefined && { next }),
  };
}

function isUniversal({ campaign, catalogue: { settings } }: Selecting, { profile }: Item): boolean {
  return heldOutBy({ profile: fromJson<Profile>(profile), settings }, campaign) === 'universal';
}

/** Whatever is wrong with one customer takes nobody along: the run counts her as failed, and the page names her. */
function select({ run, campaign, catalogue }: Selecting, item: Item, { contact, now }: { contact: Item | undefined; now: Instant }) {
  if (item.erasedAt !== undefined) return 'not-in';
  try {
    const { shop, rhythm } = catalogue;
    const customer = { profile: fromJson<Profile>(item.profile), contact: contact && contactFromItem(contact), shop, rhythm };
    return selectCustomer(campaign, customer, { occurrence: run.occurrence, settings: catalogue.settings, now });
  } catch {
    return 'failed';
  }
}
