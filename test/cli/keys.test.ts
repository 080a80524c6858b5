import { afterEach, expect, it, vi } from 'vitest';
import { keysCommand } from '../../lib/cli/keys.ts';
import { openCloud } from '../functions/cloud.ts';
import { noon } from '../functions/shop.ts';

afterEach(() => vi.restoreAllMocks());

it('keys are rotated and shown by names and dates, never by their secrets', async () => {
  const { world } = await openCloud({ now: noon });
  const said: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
  const run = (name: string) => keysCommand(async () => world).parseAsync([name], { from: 'user' });
  await run('show');
  await run('rotate');
  expect(said[0]).toBe('key 1: made 2026-11-02, signs');
  expect(said[1]?.split('\n')).toEqual([
    'key 2: made 2026-11-02, signs',
    'key 1: made 2026-11-02, retired 2026-11-02; links work until 2027-01-01, answers to campaigns until 2027-12-07',
  ]);
  expect(said.join()).not.toMatch(/s{10}|p{10}/);
});

it('keys that leaked are revoked only when somebody says so', async () => {
  const { world } = await openCloud({ now: noon });
  const said: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
  const revoke = (word: string) =>
    keysCommand(
      async () => world,
      async () => word,
    ).parseAsync(['rotate', '--revoke'], { from: 'user' });
  await expect(revoke('no')).rejects.toThrow('no key was changed');
  await revoke('revoke');
  expect(said[0]).toContain('every link in mails and texts that were sent until now stops working');
  expect(said).toContain('key 2: made 2026-11-02, signs');
});
