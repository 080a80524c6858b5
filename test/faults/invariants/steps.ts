import type { Instant } from '../../../lib/core/time.ts';
import type { Item, Value } from '../../../lib/world.ts';
import type { Checker, CheckerOf, EndState } from '../checker.ts';
import type { Change, Happening, Violation } from '../history.ts';
import { isContact } from './claim-book.ts';
import { listAt, mapAt, numberAt, textAt } from './image.ts';
import { violates } from './verdict.ts';

/** What was planned for one customer, once it was seen in an outbox. */
interface Planned {
  cid: string;
  id: string;
  kind: string;
  occurrence: string;
  enrollment: string;
  plannedAt: Instant;
  expiresAt: Instant;
}

/**
 * Invariant 5, of enrollments: versions rise one by one; no step is gone back to, none plans a second time, and the count of
 * what was planned is right; who is inside has a due instant, and time moves nobody before it. At the end each message whose
 * time is over has a final record, each event was told with its key, each colleague was told.
 */
export const steps: CheckerOf = (): Checker => {
  const planned = new Map<string, Planned>();
  const counts = new Map<string, number>();
  const visited = new Map<string, Set<string>>();
  const told = new Set<string>();
  const records = new Map<string, string>();
  const notices = new Map<string, Set<string>>();
  const standing = new Map<string, Item>();
  const erased = new Set<string>();

  function see(happening: Happening): Violation | undefined {
    if (happening.kind === 'emit') told.add(happening.id);
    if (happening.kind !== 'write') return undefined;
    for (const change of happening.changes) {
      const { key, after } = change;
      if (isContact(change) && after?.erasedAt !== undefined) erased.add(key.pk);
      if (key.sk.startsWith('MSG#')) records.set(`${key.pk} ${key.sk}`, textAt(after?.state) ?? '');
      if (key.sk.startsWith('NTC#')) notices.set(key.pk, (notices.get(key.pk) ?? new Set()).add(key.sk));
      const wrong = key.sk.startsWith('ENR#') ? enrolled(change, happening.at) : undefined;
      if (wrong) return violates(happening, 5, { what: `${key.sk}: ${wrong}`, about: key.pk });
    }
    return undefined;
  }

  function enrolled({ key, before, after }: Change, at: Instant): string | undefined {
    const place = `${key.pk} ${key.sk}`;
    if (!after) return void standing.delete(place);
    standing.set(place, after);
    const [old, now] = [mapAt(before?.enrollment), mapAt(after.enrollment)];
    const v = numberAt(before?.v) ?? 0;
    if (after.v !== v + 1) return `version ${String(after.v)} follows ${v}`;
    const known = new Set(listAt(old.outbox).map((out) => mapAt(out).id));
    const repeated = listAt(now.outbox).find((out) => !known.has(mapAt(out).id ?? null) && !notePlanned(out, { key, now }));
    if (repeated) return `${String(mapAt(repeated).id)} was planned twice`;
    const count = (counts.get(place) ?? 0) + (numberAt(now.heldOut) ?? 0);
    if (now.planned !== count) return `says ${String(now.planned)} planned, ${count} were seen`;
    if (now.status === 'inside' && (numberAt(now.dueAt) === undefined || after.dueAt !== now.dueAt)) return 'is inside and nothing is due';
    const isDue = numberAt(before?.dueAt) ?? Infinity;
    if (String(after.by).startsWith('due#') && isDue > at) return `was woken ${isDue - at} ms before it was due`;
    return wentBack({ place, old, now });
  }

  /** False when a message or an event of this id was planned before. */
  function notePlanned(out: Value, { key, now }: { key: Change['key']; now: ReturnType<typeof mapAt> }): boolean {
    const { id, kind, plannedAt, expiresAt } = mapAt(out);
    const name = `${key.pk} ${String(id)}`;
    if (kind === 'message' && planned.has(name)) return false;
    const place = `${key.pk} ${key.sk}`;
    if (kind === 'message') counts.set(place, (counts.get(place) ?? 0) + 1);
    const of = { cid: key.pk, id: String(id), kind: String(kind), enrollment: place, occurrence: String(now.occurrence) };
    planned.set(name, { ...of, plannedAt: numberAt(plannedAt) ?? 0, expiresAt: numberAt(expiresAt) ?? Infinity });
    return true;
  }

  function wentBack({ place, old, now }: { place: string; old: ReturnType<typeof mapAt>; now: ReturnType<typeof mapAt> }) {
    const name = `${place} ${String(now.occurrence)} ${String(now.enteredAt)}`;
    const been = visited.get(name) ?? new Set<string>();
    visited.set(name, been);
    const position = textAt(now.position);
    if (position === undefined) return undefined;
    const isMove = old.occurrence !== now.occurrence || old.enteredAt !== now.enteredAt || old.position !== position;
    if (isMove && been.has(position)) return `went back to ${position}`;
    been.add(position);
    return undefined;
  }

  function end(state: EndState): Violation[] {
    return [...planned.values()].flatMap((out) => {
      const what = erased.has(out.cid) ? undefined : unfinished(out, state.at);
      return what === undefined ? [] : [violates(state, 5, { what, about: out.cid })];
    });
  }

  function unfinished({ cid, id, kind, plannedAt, expiresAt, enrollment, occurrence }: Planned, at: Instant): string | undefined {
    if (kind === 'event') return told.has(`${cid}#${id}`) ? undefined : `the event ${id} was never told`;
    const state = records.get(`${cid} MSG#${new Date(plannedAt).toISOString()}#${id}`);
    if (kind === 'message')
      return expiresAt > at || (state !== undefined && state !== 'held')
        ? undefined
        : `${id} expired and is recorded as ${state ?? 'nothing'}`;
    const isOver = mapAt(standing.get(enrollment)?.enrollment).occurrence !== occurrence;
    const isTold = [...(notices.get(cid) ?? [])].some((sk) => sk.startsWith(`NTC#${id}`));
    return isOver || isTold ? undefined : `nobody was told of ${id}`;
  }
  return { see, end };
};
