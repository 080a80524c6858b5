import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * The sandbox's own file: queues, checkpoints, dead letters and the index of messages. Held exclusively, so two sandboxes
 * cannot run in one folder; the lock goes with the process, however it ends.
 */
export function openDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'sandbox.sqlite'));
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      ${schema}`);
  } catch (error) {
    database.close();
    if (error instanceof Error && error.message.includes('locked'))
      throw new Error(`a sandbox is already running in ${folder}: stop it first`, { cause: error });
    throw error;
  }
  return database;
}

const schema = `
  CREATE TABLE IF NOT EXISTS queued (
    id INTEGER PRIMARY KEY, queue TEXT NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL,
    sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL, receives INTEGER NOT NULL DEFAULT 0, first_received_at INTEGER, receipt TEXT, origin TEXT);
  CREATE INDEX IF NOT EXISTS queued_visible ON queued (queue, visible_at);
  CREATE UNIQUE INDEX IF NOT EXISTS queued_receipt ON queued (receipt) WHERE receipt IS NOT NULL;
  CREATE TABLE IF NOT EXISTS checkpoint (reader TEXT PRIMARY KEY, sequence TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS answer (message INTEGER NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, behind INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, channel TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL,
    preheader TEXT NOT NULL, customer TEXT NOT NULL, campaign TEXT NOT NULL, tags TEXT NOT NULL, provider_id TEXT NOT NULL, file TEXT, body TEXT);
  CREATE INDEX IF NOT EXISTS message_campaign ON message (campaign, id);`;
