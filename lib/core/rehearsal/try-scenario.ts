import type { Scenario } from '../definition/scenario.ts';
import { type Instant, instantText } from '../time.ts';
import type { Told } from './life.ts';
import { rehearse } from './rehearse.ts';
import { lifeOf, type Shop, zoneOf } from './scenario-life.ts';
import { toldInWords } from './told-words.ts';

/** One line of what was expected, or came. */
export interface Line {
  /** "2026-11-02 12:00", in her zone. */
  at: string;
  template: string;
  /** A channel, or for a notice who is told; absent = any. */
  by?: string;
}

export interface Trial {
  campaign: string;
  name: string;
  ok: boolean;
  zone: string;
  messages: Compared;
  /** Absent when the scenario says nothing of them. */
  colleagues?: Compared;
  /** Why what was expected did not come, and what else was decided, in order. */
  why: { at: string; because: string }[];
}

/** Pairs in order of time; one side is absent where the other has nothing like it. */
export type Compared = { expected?: Line; received?: Line }[];

/** Rehearses a scenario and compares what she receives with what is expected: the same messages, in order, to the minute. */
export function tryScenario(scenario: Scenario, shop: Shop): Trial {
  const zone = zoneOf(scenario, shop);
  const told = rehearse(lifeOf(scenario, shop));
  const when = (at: Instant) => instantText(at, zone);
  const received = told.flatMap((one): Line[] =>
    one.what === 'sent' ? [{ at: when(one.at), template: one.template, by: one.channel }] : [],
  );
  const notices = told.flatMap((one): Line[] => (one.what === 'notice' ? [{ at: when(one.at), template: one.template, by: one.to }] : []));
  const messages = compare((scenario.receives ?? []).map(lineOf), received);
  const colleagues =
    scenario.colleagues &&
    compare(
      scenario.colleagues.map(({ to, ...notice }) => lineOf({ ...notice, by: to })),
      notices,
    );
  return {
    campaign: scenario.campaign,
    name: scenario.name ?? scenario.campaign,
    ok: [...messages, ...(colleagues ?? [])].every(isPair),
    zone,
    messages,
    ...(colleagues && { colleagues }),
    why: told.flatMap((one) => whyOf(one, when)),
  };
}

export function isPair({ expected, received }: Compared[number]): boolean {
  return expected !== undefined && received !== undefined;
}

function lineOf({ at, template, by }: { at: string; template: string; by?: string | undefined }): Line {
  return { at, template, ...(by !== undefined && { by }) };
}

function compare(expected: Line[], received: Line[]): Compared {
  const left = [...received];
  const pairs: Compared = expected.map((line) => {
    const index = left.findIndex(
      (one) => one.at === line.at && one.template === line.template && (line.by === undefined || one.by === line.by),
    );
    const [found] = index < 0 ? [] : left.splice(index, 1);
    return { expected: line, ...(found && { received: found }) };
  });
  const all: Compared = [...pairs, ...left.map((line) => ({ received: line }))];
  return all.sort((one, other) => (atOf(one) < atOf(other) ? -1 : Number(atOf(one) > atOf(other))));
}

function atOf({ expected, received }: Compared[number]): string {
  return expected?.at ?? received?.at ?? '';
}

/** What needs no word: that a message was sent or a colleague told stands beside. */
function whyOf(told: Told, when: (at: Instant) => string): Trial['why'] {
  if (told.what === 'sent' || told.what === 'notice' || told.what === 'event') return [];
  return [{ at: when(told.at), because: `${told.campaign}: ${toldInWords(told, when)}` }];
}
