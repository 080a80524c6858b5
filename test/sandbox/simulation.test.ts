import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { copyExamples } from '../example-shop.ts';
import { played, simulated } from './both-ways.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 5, 1);

/** Three dozen customers of three countries who come in rhythms of their own, the last few late; some stay away, and some send things back. */
function orderFile(): string {
  const lines = ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'];
  for (let who = 0; who < 36; who++) {
    const country = ['United Kingdom', 'Germany', 'Unspecified'][who % 8 === 7 ? 2 : who % 2];
    const [gap, until] = [6 + ((who * 5) % 21), who % 3 === 0 ? 95 : 150];
    for (let on = who < 30 ? who : 100 + who, number = 0; on < until; on += gap + (number++ % 4)) {
      const date = new Date(start + on * day + ((7 + who) % 24) * 3_600_000 + who * 60_000).toISOString().slice(0, 16).replace('T', ' ');
      lines.push(
        `${5000 + 100 * who + number},A,"Cup, blue",${1 + ((who * number) % 9)},${date},${4 + (who % 5)}.95,${100 + who},${country}`,
      );
      if ((who + number) % 9 === 8)
        lines.push(`C${5000 + 100 * who + number},A,"Cup, blue",-1,${date},${4 + (who % 5)}.95,${100 + who},${country}`);
    }
  }
  return lines.join('\n');
}

it('what is simulated is what the functions do: campaign by campaign the same messages, sent and dropped for the same reasons', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-both-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'orders.csv');
  writeFileSync(file, orderFile());
  await copyExamples(join(folder, 'campaigns'), ['thank-you', 'first-order', 'newsletter', 'win-back', 'win-back-light', 'tier-upgrade']);
  const job = { folder, file, liveFrom: '2026-10-01', port: 4680 };
  const [real, told] = [await played(job), await simulated(job)];
  expect(told).toEqual(real);
  // It says something only while these come to pass.
  expect(real['win-back']?.suppressed).toMatchObject({ 'held-out': 1, 'never-contact': 3 });
  // Of some no country is known: with made-up addresses they live where the first brand is.
  expect(Object.values(real).flatMap(({ suppressed }) => Object.keys(suppressed))).not.toContain('zone-unknown');
  expect(real.newsletter?.sent).toBeGreaterThan(50);
  expect(Object.keys(real)).toEqual(['first-order', 'newsletter', 'thank-you', 'tier-upgrade', 'win-back']);
});
