import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyExamples } from '../example-shop.ts';
import { played, simulated } from '../sandbox/both-ways.ts';
import { folder as data, dataPresent } from './shops.ts';

/** The lines of every 120th customer, in the order of the file. */
function someOfOnlineRetail(): string {
  const [head = '', ...lines] = gunzipSync(readFileSync(`${data}online_retail/online_retail.csv.gz`))
    .toString('utf8')
    .split('\n');
  return [head, ...lines.filter((line) => Number(line.split(',').at(-2)) % 120 === 4)].join('\n');
}

describe.skipIf(!dataPresent)('Online Retail', () => {
  it('is simulated as the functions do it: campaign by campaign the same messages, sent and dropped for the same reasons', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rapport-both-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'orders.csv');
    writeFileSync(file, someOfOnlineRetail());
    const campaigns = join(folder, 'campaigns');
    await copyExamples(campaigns, ['thank-you', 'first-order', 'newsletter', 'win-back', 'win-back-light', 'tier-upgrade']);
    // The Tuesday letter is written for 2026; its weeks have the same numbers in 2011.
    for (const week of [41, 42, 43, 44]) {
      const at = join(campaigns, `templates/newsletter/2011-W${week}`);
      renameSync(join(campaigns, `templates/newsletter/2026-W${week}`), at);
      const template = join(at, 'template.json');
      writeFileSync(template, readFileSync(template, 'utf8').replace('newsletter/2026-', 'newsletter/2011-'));
    }
    const letter = JSON.parse(readFileSync(join(campaigns, 'newsletter.json'), 'utf8'));
    writeFileSync(join(campaigns, 'newsletter.json'), JSON.stringify({ ...letter, starts: '2011-10-10', ends: '2011-11-06' }));
    const job = { folder, file, liveFrom: '2011-10-01', port: 4690 };
    const [real, told] = [await played(job), await simulated(job)];
    expect(told).toEqual(real);
    expect(real['win-back']?.targeted).toBeGreaterThan(0);
    expect(real.newsletter?.sent).toBeGreaterThan(50);
  });
});
