import * as z from 'zod/mini';
import { day, type Instant, minute } from '../core/time.ts';
import type { Table, World } from '../world.ts';
import { keys } from './keys.ts';

const key = z.string().check(z.minLength(32));
const instant = z.optional(z.number());

/** One key that links and codes are signed with. `kid` names it inside a token. */
const signingKeySchema = z.object({ kid: z.string(), secret: key, madeAt: instant, retiredAt: instant });
export type SigningKey = z.infer<typeof signingKeySchema>;

/**
 * `pepper` makes the keys of customers and addresses and never changes: nobody would be found again under another one.
 * `tokens` sign what stands in links, newest first. `rotatedAt` tells one rotation from the next.
 */
const storedSchema = z.object({ pepper: key, tokens: z.array(signingKeySchema).check(z.minLength(1)), rotatedAt: instant });
export type StoredSecrets = z.infer<typeof storedSchema>;

type Key = Pick<SigningKey, 'kid' | 'secret'>;

/** What may be used now. */
export interface Secrets {
  pepper: string;
  /** The first one signs; links that any of them signed work. */
  tokens: Key[];
  /** Retired too long ago for links: an answer to a campaign may still come, by a code on paper or by a link that names its last day. */
  forAnswers?: Key[];
}

/** A worker keeps the keys for so long before it reads them again. */
const keptFor = 5 * minute;
/** A new key signs once every process has read it; the clocks of two of them differ. Until then the one before goes on. */
const readBeforeSigning = keptFor + minute;
/** A link works for so long after its key was retired, and for the minutes in which that signed on. */
export const linksWorkFor = 60 * day + readBeforeSigning;
/** Answers count for a year at most (`checkResponse`), and what is answered may wait before it is sent. */
export const answersWorkFor = 400 * day;

interface Cache {
  readAt: Instant;
  stored: Promise<StoredSecrets>;
  /** When a token that nothing fits last made us read again. */
  doubtedAt?: Instant;
}
const caches = new WeakMap<Table, Cache>();

/** The installation's keys, read every few minutes by each process. Rejects with a sentence when nothing was ever published. */
export async function loadSecrets(world: World): Promise<Secrets> {
  const now = world.now();
  const known = caches.get(world.table);
  const isFresh = known && Math.abs(now - known.readAt) < keptFor;
  return usableAt(now, await (isFresh ? known.stored : readAgain(world, known?.doubtedAt)));
}

/**
 * What `read` makes of the keys. When it finds nothing, the token may be of a key that this process does not know yet: they
 * are read again, at most once a minute, and `read` is asked once more.
 */
export async function readSigned<Found>(world: World, read: (secrets: Secrets) => Found | undefined): Promise<Found | undefined> {
  const found = read(await loadSecrets(world));
  const now = world.now();
  const doubtedAt = caches.get(world.table)?.doubtedAt ?? -Infinity;
  if (found !== undefined || Math.abs(now - doubtedAt) < minute) return found;
  return read(usableAt(now, await readAgain(world, now)));
}

function readAgain(world: World, doubtedAt: Instant | undefined): Promise<StoredSecrets> {
  const cache: Cache = { readAt: world.now(), stored: readStored(world), ...(doubtedAt !== undefined && { doubtedAt }) };
  caches.set(world.table, cache);
  cache.stored.catch(() => caches.get(world.table) === cache && caches.delete(world.table));
  return cache.stored;
}

/** As they are stored. Rejects with a sentence when nothing was ever published. */
export async function readStored(world: World): Promise<StoredSecrets> {
  const item = await world.table.get(keys.secrets);
  if (!item) throw new Error('this installation has no keys yet: publish the campaigns once (rapport publish), which makes them');
  return storedSchema.parse(item);
}

function usableAt(now: Instant, { pepper, tokens }: StoredSecrets): Secrets {
  const younger = (than: number) => tokens.filter(({ retiredAt }) => retiredAt === undefined || now - retiredAt < than);
  const usable = younger(linksWorkFor);
  const signs = usable.find(({ madeAt }) => madeAt === undefined || now - madeAt >= readBeforeSigning) ?? usable.at(-1);
  const forLinks = usable.toSorted((a, b) => Number(b === signs) - Number(a === signs));
  return { pepper, tokens: forLinks, forAnswers: younger(answersWorkFor).filter((each) => !forLinks.includes(each)) };
}

/** Stores the keys of a new installation; those that are already there stay, since every customer's key depends on them. */
export async function ensureSecrets(world: World, { pepper, tokens }: Secrets): Promise<void> {
  const fresh = storedSchema.parse({ pepper, tokens: tokens.map((each) => ({ ...each, madeAt: world.now() })) });
  await world.table.write([{ put: { ...keys.secrets, pepper: fresh.pepper, tokens: fresh.tokens.map(plain) }, if: { absent: ['pk'] } }]);
}

/** A key as an item holds it. */
export function plain({ kid, secret, madeAt, retiredAt }: SigningKey) {
  return { kid, secret, ...(madeAt !== undefined && { madeAt }), ...(retiredAt !== undefined && { retiredAt }) };
}
