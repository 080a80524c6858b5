import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import type { Instant } from '../core/time.ts';

/** Virtual time: it stands still until someone advances it, and it never goes back. */
export interface Clock {
  now(): Instant;
  /** Persisted before it is true. Throws when `at` lies before now. */
  advanceTo(at: Instant): void;
}

/**
 * Opens the clock kept in a JSON file; `startAt` counts only where there is no file yet, so a sandbox that was killed
 * goes on at the instant it had reached. Throws when the file cannot be read as a clock.
 */
export function openClock(file: string, startAt: Instant): Clock {
  const known = existsSync(file);
  let now = known ? readClock(file) : startAt;
  if (!known) create(file, now);
  return {
    now: () => now,
    advanceTo(at) {
      if (!Number.isSafeInteger(at) || at < now)
        throw new RangeError(`virtual time cannot go from ${text(now)} to ${text(at)}: give ${text(now)} or a later whole millisecond`);
      if (at === now) return;
      overwrite(file, at);
      now = at;
    },
  };
}

/** Where a clock stands, read from outside: another process may move it. Throws when the file is not a clock's. */
export function readClock(file: string): Instant {
  const content = readFileSync(file, 'utf8');
  const parsed: unknown = safeJson(content);
  if (typeof parsed === 'object' && parsed !== null && 'now' in parsed && typeof parsed.now === 'string') {
    const at = Date.parse(parsed.now);
    if (Number.isSafeInteger(at)) return at;
  }
  throw new Error(
    `${file} is not a clock: expected {"now":"2026-11-21T09:00:00.000Z"}, found ${content.slice(0, 80)}. Delete the sandbox folder to start afresh`,
  );
}

function safeJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** Complete before it has its name, so a kill never leaves half a clock. */
function create(file: string, now: Instant) {
  writeFileSync(`${file}.next`, content(now), { flush: true });
  renameSync(`${file}.next`, file);
}

/** The same few bytes in place, in one call: a kill leaves the old instant or the new one. Time moves thousands of times. */
function overwrite(file: string, now: Instant) {
  const handle = openSync(file, 'r+');
  writeSync(handle, content(now), 0);
  closeSync(handle);
}

const content = (now: Instant) => `${JSON.stringify({ now: text(now) }).padEnd(60)}\n`;
const text = (at: Instant) => (Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at));
