import * as z from 'zod/mini';
import { type Click, isByMachine } from '../core/machine-events.ts';
import type { Item, World } from '../world.ts';
import { backOff } from './backoff.ts';
import { toJson } from './json.ts';
import { keys } from './keys.ts';

const clickSchema = z.object({
  at: z.number(),
  target: z.string(),
  machine: z.boolean(),
  /** As it is told: without what is made for each customer. */
  link: z.string(),
  /** Decided once, and never again. */
  by: z.optional(z.enum(['her', 'machine'])),
});
export type NotedClick = z.infer<typeof clickSchema>;

/** Names one click on one message. */
export const clickRefSchema = z.object({ cid: z.string(), sk: z.string(), at: z.number(), target: z.string() });
export type ClickRef = z.infer<typeof clickRefSchema>;

/** So many are kept of a message, the latest: what follows more links than that is a machine, and each is judged by those near it. */
const kept = 20;
const tries = 8;

/** Notes a click beside its message. Resolves to whether it waits to be settled; not where no such message is known. */
export async function noteClick(world: World, ref: ClickRef, click: Click & { link: string }): Promise<boolean> {
  return change(world, ref, (known) => {
    const same = find(known, ref);
    if (same) return { answer: same.by === undefined };
    const clicks = [...known, click].sort((a, b) => a.at - b.at || (a.target < b.target ? -1 : 1)).slice(-kept);
    return { answer: find(clicks, ref) !== undefined, clicks };
  });
}

/**
 * Decides whether a click was hers, by what is known by now of all clicks on its message, and notes with the message that she
 * clicked, if `follows` says that this link follows an offer. Resolves to the click as it was
 * decided, the same however often it is asked; undefined when it is not known any more.
 */
export async function settleClick(world: World, ref: ClickRef, follows: (link: string) => boolean): Promise<NotedClick | undefined> {
  return change(world, ref, (known) => {
    const click = find(known, ref);
    if (!click || click.by !== undefined) return { answer: click };
    const settled: NotedClick = { ...click, by: isByMachine(click, known) ? 'machine' : 'her' };
    const clicks = known.map((each) => (each === click ? settled : each));
    return { answer: settled, clicks, ...(settled.by === 'her' && follows(settled.link) && { clickedAt: settled.at }) };
  });
}

function find(clicks: NotedClick[], { at, target }: ClickRef): NotedClick | undefined {
  return clicks.find((click) => click.at === at && click.target === target);
}

interface Changed<T> {
  answer: T;
  /** Absent: they stay as they are. */
  clicks?: NotedClick[];
  /** She clicked: the first time that is decided stays. */
  clickedAt?: number;
}

async function change<T>(world: World, { cid, sk, target }: ClickRef, decide: (known: NotedClick[]) => Changed<T>): Promise<T> {
  const key = keys.relation(cid, sk);
  for (let attempt = 0; attempt < tries; attempt++) {
    const item = await world.table.get(key);
    const { answer, clicks, clickedAt } = decide(clicksOf(item));
    if (!item || !clicks) return answer;
    const before = item.clicks;
    const clicked: [string[], number][] = clickedAt !== undefined && item.clickedAt === undefined ? [[['clickedAt'], clickedAt]] : [];
    const conflict = await world.table.write([
      {
        update: key,
        set: [[['clicks'], clicks.map(toJson)], ...clicked],
        if: { all: [{ present: ['pk'] }, before === undefined ? { absent: ['clicks'] } : { equals: [['clicks'], before] }] },
      },
    ]);
    if (!conflict) return answer;
    // Not by her: a scanner's clicks come all at once.
    await backOff(target, attempt);
  }
  throw new Error(`the clicks of a message to ${cid} were changed by others ${tries} times in a row`);
}

function clicksOf(item: Item | undefined): NotedClick[] {
  return item?.clicks === undefined ? [] : z.array(clickSchema).parse(item.clicks);
}
