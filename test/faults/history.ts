import type { Channel } from '../../lib/core/enrollment/enrollment.ts';
import type { Instant } from '../../lib/core/time.ts';
import type { EmailMessage, Item, Key, Sent, SmsMessage } from '../../lib/world.ts';

/** What can be seen of a simulation from outside the program: one happening after another, in the order in which they took effect. */
export type Happening = { at: Instant; step: number; by: string } & (
  | { kind: 'write'; changes: Change[] }
  /** The program called a provider at `calledAt`; `accepted`: the message is on its way, whatever the program was told. */
  | ({ kind: 'call' } & Calling)
  /** The same, for a mail that asks her to confirm a consent: it has no claim, but an item of its own. */
  | ({ kind: 'asking' } & Calling)
  | { kind: 'emit'; id: string; type: string }
  /** A fault that was injected. */
  | { kind: 'fault'; fault: string; on: string }
  /** From here on nothing goes wrong. */
  | { kind: 'calm' }
);

export interface Calling {
  channel: Channel;
  message: EmailMessage | SmsMessage;
  calledAt: Instant;
  accepted: boolean;
  told: Sent | 'nothing';
}

/** What one committed write did to one item. */
export interface Change {
  key: Key;
  before: Item | undefined;
  after: Item | undefined;
}

/** What a checker says against a happening, or against the end of a simulation. */
export interface Violation {
  /** 1–8, as the design numbers them; 0: the simulation itself is not what it should be. */
  invariant: number;
  what: string;
  at: Instant;
  step: number;
  /** Partition key of the customer, or id of the run, that it is about: the trace is narrowed to it. */
  about?: string;
}
