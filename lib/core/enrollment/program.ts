import { compilePredicate, type Library } from '../audience/compile.ts';
import { compilePath, type Reader } from '../audience/paths.ts';
import { combine, type Test } from '../audience/test.ts';
import type { Campaign } from '../definition/campaign.ts';
import type { Data } from '../definition/data.ts';
import { defaults, priorityOf, reentryOf } from '../definition/defaults.ts';
import type { Segment } from '../definition/segment.ts';
import type { MessageClass, Settings } from '../definition/settings.ts';
import { parseShare } from '../definition/values.ts';
import { ratesOf } from '../money.ts';
import type { CalendarDuration, Instant, MinuteOfDay } from '../time.ts';
import { addToDate, durationOf, minutesOf, startOfDay } from '../time.ts';
import { NotYetSupportedError } from '../unsupported.ts';
import { compileEvent, type EventTest } from './event-test.ts';
import { lower } from './lower.ts';
import type { Next, Node } from './node.ts';

/** One published version of a campaign, compiled: what the core runs. Holds functions, so it is never stored. */
export interface LiveCampaign {
  id: string;
  version: string;
  definition: Campaign;
  status: 'draft' | 'live' | 'ended';
  /** Of the campaign's own topic; a campaign that sends nothing counts as marketing. */
  class: MessageClass;
  priority: number;
  /** The brand's, for customers whose zone is not known. */
  zone: string;
  startsAt: Instant;
  endsAt: Instant;
  entry: EntryRules;
  goal: GoalRule | undefined;
  exits: ExitRule[];
  first: Next;
  nodes: ReadonlyMap<string, Node>;
  /** Whether she is in a segment that never gets marketing. */
  neverContact: Test;
}

export interface EntryRules {
  trigger: TriggerRule;
  audience: Test | undefined;
  key: string | undefined;
  /** Each occurrence stands for itself: those of a key, and with re-entry "always" those of each activity or date. */
  sideBySide: boolean;
  reentry: 'never' | 'always' | CalendarDuration;
  /** As authored, "90 days". */
  reentryText: string;
  restart: boolean;
  /** 0 to 1. */
  holdout: number;
  timesPerCustomer: number;
}

export type TriggerRule = { kind: 'activity'; activity: string; where: Test | undefined } | DateRule;

export interface DateRule {
  kind: 'date';
  read: Reader;
  yearly: boolean;
  shift: CalendarDuration;
  sign: 1 | -1;
  at: MinuteOfDay;
}

export interface GoalRule {
  event: EventTest;
  within: CalendarDuration;
  stay: boolean;
}

export type ExitRule = { event: EventTest } | { test: Test };

/**
 * Compiles a checked definition. Throws a NotYetSupportedError for what the grammar has and this build has not,
 * a RangeError for a reference that does not exist; `rapport check` refuses both before anything is published.
 */
export function compileCampaign(
  definition: Campaign,
  version: string,
  library: { segments: Segment[]; settings: Settings; data: Data },
): LiveCampaign {
  const { settings, segments } = library;
  const where = `campaign ${definition.id}`;
  const scope: Library = { segments, rates: ratesOf(settings), where };
  refuseLimits(definition, where);
  const zone = brandOf(definition, settings, where).zone;
  const { first, nodes } = lower(definition, scope);
  return {
    id: definition.id,
    version,
    definition,
    status: definition.status,
    class: (definition.topic && settings.topics[definition.topic]?.class) || 'marketing',
    priority: priorityOf(definition),
    zone,
    startsAt: definition.starts ? startOfDay(definition.starts, zone) : -Infinity,
    endsAt: definition.ends ? startOfDay(addToDate(definition.ends, { months: 0, days: 1, ms: 0 }), zone) : Infinity,
    entry: compileEntry(definition, scope),
    goal: definition.goal && {
      event: compileEvent(definition.goal, scope),
      within: durationOf(definition.goal.within),
      stay: definition.goal.stay ?? false,
    },
    exits: (definition.exit ?? []).map((exit) =>
      'if' in exit ? { test: compilePredicate(exit.if, scope) } : { event: compileEvent(exit, scope) },
    ),
    first,
    nodes,
    neverContact: combine(
      'any',
      settings.neverContact.map((segment) => compilePredicate({ segment }, { ...scope, where: 'settings.neverContact' })),
    ),
  };
}

function brandOf(definition: Campaign, settings: Settings, where: string) {
  const brand = definition.brand === undefined ? settings.brands[0] : settings.brands.find(({ id }) => id === definition.brand);
  if (!brand)
    throw new RangeError(
      `${where}: there is no brand "${definition.brand}" in the settings; there are ${settings.brands.map(({ id }) => id).join(', ')}`,
    );
  return brand;
}

function refuseLimits({ limits, entry }: Campaign, where: string): void {
  if (limits?.budget !== undefined) throw new NotYetSupportedError(where, 'limits.budget');
  if (limits?.entriesPerDay !== undefined) throw new NotYetSupportedError(where, 'limits.entriesPerDay');
  if (entry.includeExisting) throw new NotYetSupportedError(where, 'entry.includeExisting');
}

function compileEntry(definition: Campaign, library: Library): EntryRules {
  const { entry, limits } = definition;
  const reentryText = reentryOf(definition);
  return {
    trigger: compileTrigger(definition, library),
    audience: entry.audience && compilePredicate(entry.audience, library),
    key: entry.key,
    sideBySide: definition.entry.key !== undefined || (reentryText === 'always' && definition.entry.restart !== true),
    reentry: reentryText === 'never' || reentryText === 'always' ? reentryText : durationOf(reentryText),
    reentryText,
    restart: entry.restart ?? false,
    holdout: parseShare(entry.holdout ?? '0%') / 10_000,
    timesPerCustomer: limits?.timesPerCustomer ?? Infinity,
  };
}

function compileTrigger({ entry: { trigger } }: Campaign, library: Library): TriggerRule {
  if ('activity' in trigger) {
    if (trigger.for !== undefined) throw new NotYetSupportedError(library.where, 'a trigger with "for"');
    return { kind: 'activity', activity: trigger.activity, where: trigger.where && compilePredicate(trigger.where, library) };
  }
  if ('date' in trigger) {
    const shift = trigger.before ?? trigger.after;
    return {
      kind: 'date',
      read: compilePath(trigger.date, library),
      yearly: trigger.every === 'year',
      shift: shift === undefined ? { months: 0, days: 0, ms: 0 } : durationOf(shift),
      sign: trigger.before === undefined ? 1 : -1,
      at: minutesOf(trigger.at ?? defaults.at),
    };
  }
  const kind = ['once', 'every', 'segment', 'lapse'].find((key) => key in trigger) ?? 'this';
  throw new NotYetSupportedError(library.where, `the trigger "${kind}"`);
}
