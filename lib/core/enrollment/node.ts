import type { Reader } from '../audience/paths.ts';
import type { Test } from '../audience/test.ts';
import type { ArmShare } from '../experiment/arms.ts';
import type { CalendarDuration, LocalTime } from '../time.ts';
import type { Channel, Json } from './enrollment.ts';
import type { EventTest } from './event-test.ts';

/** Where a step leads: the id of a node, null = the end of the campaign. */
export type Next = string | null;

/** One step of a campaign, lowered: it knows what follows, so that a position is one text. */
export type Node =
  | SendNode
  | WaitNode
  | WaitUntilNode
  | {
      verb: 'branch';
      id: string;
      roads: { asked: number; test: Test; to: Next }[];
      otherwise: Next;
    }
  | { verb: 'split'; id: string; arms: (ArmShare & { to: Next })[] }
  | {
      verb: 'update';
      id: string;
      next: Next;
      values: { [attribute: string]: Json };
    }
  | {
      verb: 'emit';
      id: string;
      next: Next;
      type: string;
      data: [property: string, read: Reader][];
    }
  | {
      verb: 'pauseMarketing';
      id: string;
      next: Next;
      duration: CalendarDuration;
    }
  | NotifyNode
  | RewardNode
  | { verb: 'exit'; id: string; why: string };

export interface SendNode {
  verb: 'send';
  id: string;
  next: Next;
  template: string;
  topic: string;
  by: Channel[];
  validFor: CalendarDuration;
  /** Where the address of the colleague stands in whose name it is sent. */
  sender: Reader | undefined;
  /** The template is a folder of editions: "news" → "news/2027-W09", "news/2027-03". */
  edition: 'week' | 'month' | undefined;
}

export interface NotifyNode {
  verb: 'notify';
  id: string;
  next: Next;
  template: string;
  to: string | Reader;
  due: CalendarDuration | undefined;
  digest: boolean;
}

export interface RewardNode {
  verb: 'reward';
  id: string;
  next: Next;
  /** Points of a program; undefined where the campaign has none. Or a code of a pool, drawn when it is first shown. */
  reward: { points: number; program: string | undefined } | { pool: string; validFor: CalendarDuration | undefined };
}

export interface WaitNode {
  verb: 'wait';
  id: string;
  duration: CalendarDuration;
  /** What ends it sooner, on the road `came` (authored as `then`). */
  event: EventTest | undefined;
  came: Next;
  /** After the whole duration. */
  otherwise: Next;
}

export interface WaitUntilNode {
  verb: 'waitUntil';
  id: string;
  next: Next;
  until: LocalTime | 'best hour' | { read: Reader; path: string; before: CalendarDuration | undefined };
}
