import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/** The lines of a file that were met, on the disk, so that memory does not grow with the file. */
export interface SeenRows {
  /** `same`: word for word as the line that was met first; a number: that line, which says something else. */
  meet(identity: string, met: { line: number; content: string }): 'new' | 'same' | number;
  begin(): void;
  commit(): void;
  close(): void;
}

export function openSeenRows(): SeenRows {
  // '' is SQLite's own temporary file, which no crash leaves behind.
  const database = new DatabaseSync('');
  database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;
    CREATE TABLE seen (identity BLOB PRIMARY KEY, content BLOB, line INTEGER) WITHOUT ROWID`);
  const put = database.prepare('INSERT OR IGNORE INTO seen VALUES (?, ?, ?)');
  const get = database.prepare('SELECT content, line FROM seen WHERE identity = ?');
  return {
    meet(identity, { line, content }) {
      const [key, hash] = [digest(identity), digest(content)];
      if (put.run(key, hash, line).changes > 0) return 'new';
      const known = get.get(key);
      return known?.content instanceof Uint8Array && hash.equals(known.content) ? 'same' : Number(known?.line ?? 0);
    },
    begin: () => database.exec('BEGIN'),
    commit: () => database.exec('COMMIT'),
    close: () => database.close(),
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, 12);
}
