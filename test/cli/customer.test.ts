import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { customerCommand } from '../../lib/cli/customer.ts';
import { suppressAddress } from '../../lib/store/addresses.ts';
import { loadConsentRecords } from '../../lib/store/consent-records.ts';
import { loadContact, saveContact, suppress } from '../../lib/store/contacts.ts';
import { fromJson } from '../../lib/store/json.ts';
import { keys } from '../../lib/store/keys.ts';
import { noteSoftBounce } from '../../lib/store/soft-bounces.ts';
import { exportCustomer } from '../../lib/usecases/export-customer.ts';
import type { Item, Value } from '../../lib/world.ts';
import type { Cloud } from '../functions/cloud.ts';
import { clubWithAnn } from '../functions/club.ts';
import { ann, day, order, place, thanks } from '../functions/shop.ts';

let cloud: Cloud;
let folder: string;
let printed: string[];
beforeEach(async () => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(text));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  folder = await mkdtemp(join(tmpdir(), 'rapport-customer-'));
  cloud = await clubWithAnn({}, [thanks()]);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function run(args: string[], typed = 'nothing') {
  const command = customerCommand(
    async () => cloud.world,
    async () => typed,
  );
  await command.parseAsync(args, { from: 'user' });
  return printed.join('\n');
}

describe('rapport customer export', () => {
  it('tells everything in sections, with times in her zone', async () => {
    const text = await run(['export', 'ann']);
    for (const part of ['What is known of her', 'How she is reached', 'What she did', 'Every', 'Messages to her', 'Her memberships'])
      expect(text).toContain(part);
    expect(text).toContain('email: ann@private.example');
    expect(text).toContain('occurred at: 2026-11-02 12:00 Europe/London');
    expect(text).toMatch(/state: sent/);
  });

  it('tells money and days as a person reads them, and leaves out what only the program needs', async () => {
    const text = await run(['export', 'ann']);
    for (const line of ['orders spent GBP: 49.90 GBP', 'orders on: 2026-11-02', 'data total: 49.90 GBP', 'signs active at: 12:00 UTC (1×)'])
      expect(text).toContain(`  ${line}\n`);
    expect(text).toContain('what only the program itself needs is left out here');
    for (const technical of ['stamps', 'recentMessages', '·', '4990', 'outbox', 'forgettable']) expect(text).not.toContain(technical);
  });

  it('tells the same in the same order, whichever order the table gives', async () => {
    const turned = (value: Value): Value =>
      Array.isArray(value)
        ? value.map(turned)
        : value !== null && typeof value === 'object'
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([name, inner]) => [name, turned(inner)]),
            )
          : value;
    const file = join(folder, 'ann.json');
    const both = async () => {
      printed = [];
      await run(['export', 'ann', '--json', file, '--text']);
      return [printed, await readFile(file, 'utf8')];
    };
    const before = await both();
    for (const key of [keys.profile(ann), keys.contact(ann)]) {
      const item = await cloud.world.table.get(key);
      if (item) await cloud.world.table.write([{ put: { ...fromJson<Item>(turned(item)), ...key } }]);
    }
    expect(await both()).toEqual(before);
  });

  it('writes one JSON object with the same, to a file that nobody else may read', async () => {
    const file = join(folder, 'ann.json');
    await run(['export', 'ann', '--json', file]);
    const { format, customer, entries } = JSON.parse(await readFile(file, 'utf8'));
    expect({ format, customer }).toEqual({ format: 'rapport-customer/1', customer: 'ann' });
    const sections = new Set(entries.map(({ section }: { section: string }) => section));
    expect([...sections]).toEqual([
      'profile',
      'contact',
      'consent',
      'ledger',
      'order-points',
      'activity',
      'enrollment',
      'account',
      'message',
      'scores',
    ]);
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(printed).toEqual([]);
  });

  it('gives each of a long history once, a hundred at most at a time', async () => {
    for (let index = 0; index < 350; index++)
      await cloud.world.table.write([
        { put: { ...keys.activity(ann, order(`x${index}`)), kind: 'late', activity: { ...order(`x${index}`) } } },
      ]);
    const ids: unknown[] = [];
    for await (const { entries } of exportCustomer(cloud.world, { cid: ann, customer: 'ann' })) {
      expect(entries.length).toBeLessThanOrEqual(160);
      ids.push(...entries.flatMap(({ section, entry }) => (section === 'activity' && entry.type === 'order.placed' ? [entry.id] : [])));
    }
    expect(ids).toHaveLength(351);
    expect(new Set(ids).size).toBe(351);
  });

  it('of what no section knows gives what is stored', async () => {
    await cloud.world.table.write([{ put: { ...keys.relation(ann, 'NEW#1'), of: 'tomorrow' } }]);
    expect(await run(['export', 'ann'])).toContain('of: tomorrow');
  });

  it('lets nothing that is stored steer a terminal', async () => {
    await cloud.world.table.write([{ put: { ...keys.relation(ann, 'NEW#1'), of: '\u001b[2Jgone' } }]);
    expect(await run(['export', 'ann'])).not.toContain('\u001b');
  });

  it('of somebody unknown says so', async () => {
    await expect(run(['export', 'nobody'])).rejects.toThrow('no customer is known by "nobody"');
  });
});

describe('rapport customer erase', () => {
  it('shows what goes, and does nothing unless the id is typed', async () => {
    await expect(run(['erase', 'ann'], 'an')).rejects.toThrow('nothing was erased');
    expect(printed.join()).toContain('1 contact');
    expect((await cloud.world.table.get(keys.contact(ann)))?.erasedAt).toBeUndefined();
  });

  it('erases at once, and then says when', async () => {
    expect(await run(['erase', 'ann@private.example'], 'ann')).toContain('erased on 2026-11-02 12:00 UTC');
    expect((await cloud.world.table.query({ table: 'activities', pk: ann })).items).toEqual([]);
    expect(await run(['export', 'ann'])).toContain('her data was erased on 2026-11-02 12:00 UTC');
    const file = join(folder, 'ann.json');
    await run(['export', 'ann', '--json', file]);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ erasedAt: '2026-11-02T12:00:00.000Z', entries: [] });
    expect(await run(['erase', 'ann', '--yes'])).toContain('nothing is left but that she was erased');
  });

  it('erases more than one look takes', async () => {
    const write = Array.from({ length: 4_500 }, (_, index) => ({ put: { ...keys.activity(ann, order(`x${index}`)), kind: 'late' } }));
    for (let from = 0; from < write.length; from += 100) await cloud.world.table.write(write.slice(from, from + 100));
    await run(['erase', 'ann', '--yes']);
    expect((await cloud.world.table.query({ table: 'activities', pk: ann, limit: 1 })).items).toEqual([]);
  });

  it('takes an order of hers off the code of somebody else', async () => {
    await place(cloud, order('hers', { data: { coupon: 'ABCD' } }));
    await cloud.settle();
    await cloud.world.table.write([{ put: { ...keys.code('ABCD'), redeemed: { order: 'hers', at: 1 } } }]);
    await run(['erase', 'ann', '--yes']);
    expect(await cloud.world.table.get(keys.code('ABCD'))).toMatchObject({ redeemed: { order: 'erased', at: 1 } });
  });
});

describe('rapport customer release', () => {
  const release = (channel = 'email') => [
    ...['release', 'ann', '--channel', channel],
    ...['--reason', 'she pressed the wrong button, by phone', '--by', 'anna@linden.example'],
  ];
  const suppressed = async (cid = ann) => (await loadContact(cloud.world, cid))?.suppressed.email?.reason;

  it('lifts what keeps mail from her, also for who gets her address later, and keeps who did it and why', async () => {
    await suppress(cloud.world, ann, { channel: 'email', reason: 'complaint', at: cloud.now });
    expect(await run(release())).toContain('ann may get email again, which "complaint" kept from her since 2026-11-02');
    await saveContact(cloud.world, 'bob', { email: 'ann@private.example', at: cloud.now });
    expect([await suppressed(), await suppressed('bob')]).toEqual([undefined, undefined]);
    expect((await loadConsentRecords(cloud.world, ann)).find(({ said }) => said === 'released')).toMatchObject({
      ...{ source: 'colleague', by: 'anna@linden.example', proof: 'she pressed the wrong button, by phone' },
      ...{ channel: 'email', topic: '*' },
    });
    await expect(run(release())).rejects.toThrow('nothing keeps email from ann');
  });

  it('counts soft bounces from the beginning', async () => {
    const address = 'ann@private.example';
    for (const days of [1, 2, 3]) await noteSoftBounce(cloud.world, { channel: 'email', address, at: cloud.now + days * day });
    await suppressAddress(cloud.world, { channel: 'email', address, reason: 'soft-bounces', at: cloud.now });
    await run(release());
    expect(await noteSoftBounce(cloud.world, { channel: 'email', address, at: cloud.now + 4 * day })).toBe(false);
  });

  it('lifts nothing that somebody else may have said, nor for a stranger, nor for herself', async () => {
    await saveContact(cloud.world, 'bob', { email: 'ann@private.example', at: cloud.now });
    await suppress(cloud.world, 'bob', { channel: 'email', reason: 'complaint', at: cloud.now });
    await expect(run(release())).rejects.toThrow('others have the same address');
    for (const by of ['ann@private.example', 'nobody@else.example'])
      await expect(run([...release().slice(0, -1), by])).rejects.toThrow('colleague');
    expect([await suppressed(), await suppressed('bob')]).toEqual(['complaint', 'complaint']);
  });
});
