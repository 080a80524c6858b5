import { fromJson } from '../../lib/store/json.ts';
import { messagePrefix, runKeys } from '../../lib/store/keys.ts';
import { scanItems } from '../../lib/store/read-items.ts';
import { loadPage, type Released } from '../../lib/store/run-pages.ts';
import type { Run } from '../../lib/store/runs.ts';
import type { World } from '../../lib/world.ts';

/** Seconds of virtual time from the release of a recipient's stretch until her message was sent. */
export async function delaysOf(world: World, run: Run): Promise<{ p50: number; p99: number; longest: number }> {
  const sentAt = new Map<string, number>();
  for await (const { pk, sk, state, at } of scanItems(world, 'relations'))
    if (sk.startsWith(messagePrefix) && state === 'sent') sentAt.set(pk, Number(at));
  const delays: number[] = [];
  let after: string | undefined;
  do {
    const { pk } = runKeys.stock(run, '');
    const page = await world.table.query({ table: 'control', pk, prefix: 'DONE#', ...(after && { after }) });
    for (const item of page.items) {
      const stretch = fromJson<Released>(item.stretch);
      const selected = await loadPage(world, run, stretch);
      for (const cid of selected?.cids.slice(stretch.from, stretch.to) ?? []) {
        const at = sentAt.get(cid);
        if (at !== undefined) delays.push((at - stretch.releasedAt) / 1000);
      }
    }
    after = page.next;
  } while (after);
  delays.sort((a, b) => a - b);
  const quantile = (share: number) => delays[Math.min(delays.length - 1, Math.floor(share * delays.length))] ?? 0;
  return { p50: quantile(0.5), p99: quantile(0.99), longest: delays.at(-1) ?? 0 };
}
