import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openClock, readClock } from '../../lib/sandbox/clock.ts';
import { temporaryFolder } from './temporary-folder.ts';

const start = Date.UTC(2026, 10, 1, 9);

describe('the virtual clock', () => {
  it('stands still until it is advanced', () => {
    const clock = openClock(join(temporaryFolder(), 'clock.json'), start);
    expect(clock.now()).toBe(start);
    clock.advanceTo(start + 60_000);
    expect(clock.now()).toBe(start + 60_000);
  });

  it('goes on where it stood, whatever start it is given then', () => {
    const file = join(temporaryFolder(), 'clock.json');
    openClock(file, start).advanceTo(start + 5);
    expect(openClock(file, start - 1_000_000).now()).toBe(start + 5);
    expect(readClock(file)).toBe(start + 5);
  });

  it('has the new instant on disk before anyone can see it', () => {
    const file = join(temporaryFolder(), 'clock.json');
    openClock(file, start).advanceTo(start + 1);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ now: '2026-11-01T09:00:00.001Z' });
  });

  it.each([start - 1, Number.NaN, Number.POSITIVE_INFINITY, start + 0.5])('refuses to go to %d', (at) => {
    const clock = openClock(join(temporaryFolder(), 'clock.json'), start);
    expect(() => clock.advanceTo(at)).toThrow(/virtual time cannot go from 2026-11-01T09:00:00.000Z/);
    expect(clock.now()).toBe(start);
  });

  it.each(['', '{"now":12}', '{"now":"yesterday"}', '[]'])('says what is wrong with the file %s', (content) => {
    const file = join(temporaryFolder(), 'clock.json');
    writeFileSync(file, content);
    expect(() => openClock(file, start)).toThrow(`${file} is not a clock`);
  });
});
