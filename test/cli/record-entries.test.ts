import { describe, expect, it } from 'vitest';
import { recordEntries } from '../../lib/cli/record-entries.ts';
import { customerOf, type DatedEntry } from '../../lib/usecases/import-entry.ts';

const entry = (customer: string, id: string): DatedEntry => ({
  at: 0,
  entry: { activity: { id, type: 'order.placed', customer, occurredAt: '2026-01-01T00:00:00Z' } },
});
const idOf = (recorded: DatedEntry) => ('activity' in recorded.entry ? recorded.entry.activity.id : customerOf(recorded));

describe('recording', () => {
  it('runs 16 at a time and keeps each customer in order', async () => {
    const entries = Array.from({ length: 200 }, (_, n) => entry(`c${n % 23}`, `${n}`));
    const order = new Map<string, number[]>();
    let running = 0;
    let most = 0;
    const result = await recordEntries(entries, async (recorded) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, Number(idOf(recorded)) % 3));
      running--;
      const n = Number(idOf(recorded));
      order.set(`c${n % 23}`, [...(order.get(`c${n % 23}`) ?? []), n]);
      return n % 2 === 0 ? 'new' : 'same';
    });
    expect(result).toEqual({ new: 100, same: 100, conflict: 0 });
    expect(most).toBe(16);
    for (const done of order.values()) expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  it('stops at the first failure and throws it once all calls have ended', async () => {
    let running = 0;
    const seen: string[] = [];
    const recording = recordEntries(
      Array.from({ length: 100 }, (_, n) => entry(`c${n}`, `${n}`)),
      async (recorded) => {
        running++;
        seen.push(idOf(recorded));
        await new Promise((resolve) => setTimeout(resolve, 1));
        running--;
        if (idOf(recorded) === '20') throw new Error('the table is away');
        return 'new';
      },
    );
    await expect(recording).rejects.toThrow('the table is away');
    expect(running).toBe(0);
    expect(seen.length).toBeLessThan(60);
  });
});
