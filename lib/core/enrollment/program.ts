import { compilePredicate, type Library } from '../audience/compile.ts';
import type { Need } from '../audience/counts.ts';
import { listsOf } from '../audience/leaves.ts';
import { readsContact } from '../audience/reads-contact.ts';
import { combine, type Test } from '../audience/test.ts';
import type { Campaign } from '../definition/campaign.ts';
import type { Data } from '../definition/data.ts';
import { priorityOf, reentryOf } from '../definition/defaults.ts';
import type { LoyaltyProgram } from '../definition/loyalty-program.ts';
import { programOf } from '../definition/points-paths.ts';
import type { Segment } from '../definition/segment.ts';
import type { MessageClass, Settings } from '../definition/settings.ts';
import { parseMoney, parseShare } from '../definition/values.ts';
import { ratesOf } from '../money.ts';
import { type Valuation, valuationOf } from '../scoring/valuation.ts';
import type { CalendarDuration, Instant } from '../time.ts';
import { addToDate, durationOf, startOfDay } from '../time.ts';
import { compileEvent, type EventTest } from './event-test.ts';
import { lower } from './lower.ts';
import type { Next, Node, SendNode } from './node.ts';
import { compileTrigger, type TriggerRule } from './trigger-rule.ts';
import { countedIn } from './wanted.ts';

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
  limits: LimitRules;
  /** How a recipient can answer; undefined when answers are not asked for. */
  response: { by: ('link' | 'code' | 'keyword')[]; within: CalendarDuration; keyword: string } | undefined;
  /**
   * The only step of a scheduled campaign that nothing else is known of: its recipients stand in the pages of the run and
   * have no enrollments. Undefined for a campaign with waits, goal, exits or re-entry rules.
   */
  broadcast: SendNode | undefined;
  first: Next;
  nodes: ReadonlyMap<string, Node>;
  /** The activities that its conditions count. */
  asked: ReadonlySet<string>;
  /** Whether she is in a segment that never gets marketing. */
  neverContact: Test;
  /** What must be counted of every customer, so that its conditions have an answer. */
  needs: Need[];
  /** The program that points.* is about, and its rewards of points. */
  program: LoyaltyProgram | undefined;
  /** By which score.* is counted. */
  valuation: Valuation;
  /** Uploaded lists whose rows stand in trigger.*. */
  lists: string[];
}

export interface EntryRules {
  trigger: TriggerRule;
  audience: Test | undefined;
  /** The audience asks for consent, so the profile alone does not answer it. */
  audienceReadsContact: boolean;
  key: string | undefined;
  /** Each occurrence stands for itself: those of a key, and with re-entry "always" those of each activity or date. */
  sideBySide: boolean;
  reentry: 'never' | 'always' | CalendarDuration;
  /** As authored, "90 days". */
  reentryText: string;
  restart: boolean;
  /** Also those who qualify on the day of publishing. */
  includeExisting: boolean;
  /** 0 to 1. */
  holdout: number;
  timesPerCustomer: number;
}

export interface LimitRules {
  /** What it may cost in minor units, for each run, month or year of the brand's zone, or for its whole life. */
  budget: { amount: number; currency: string; per: 'run' | 'month' | 'year' | 'life' } | undefined;
  /** How many customers may enter on one day of the brand's zone. */
  entriesPerDay: number | undefined;
}

export interface GoalRule {
  event: EventTest;
  within: CalendarDuration;
  stay: boolean;
}

export type ExitRule = { event: EventTest } | { test: Test };

/**
 * Compiles a checked definition. Throws a RangeError for a reference that does not exist; `rapport check` refuses it before
 * anything is published.
 */
export function compileCampaign(
  definition: Campaign,
  version: string,
  library: { segments: Segment[]; settings: Settings; data: Data; programs?: LoyaltyProgram[] },
): LiveCampaign {
  const { settings, segments, programs = [] } = library;
  const where = `campaign ${definition.id}`;
  const needs = new Map<string, Need>();
  const program = programOf(definition, programs);
  const valuation = valuationOf(settings, programs);
  const scope: Library = { segments, rates: ratesOf(settings), program, programs, valuation, where, needs };
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
    limits: limitsOf(definition),
    response: definition.response && {
      by: definition.response.by,
      within: durationOf(definition.response.within),
      keyword: definition.response.keyword ?? definition.id.toUpperCase(),
    },
    broadcast: broadcastOf(definition, { first, nodes }),
    first,
    nodes,
    asked: countedIn([definition, segments]),
    neverContact: combine(
      'any',
      settings.neverContact.map((segment) => compilePredicate({ segment }, { ...scope, where: 'settings.neverContact' })),
    ),
    // Last: whatever is compiled above has told its needs by now.
    needs: [...needs.values()],
    program,
    valuation,
    lists: listsOf(definition.entry, segments).map(({ list }) => list),
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

function limitsOf({ limits }: Campaign): LimitRules {
  const budget = limits?.budget === undefined ? undefined : parseMoney(limits.budget);
  return { budget: budget && { ...budget, per: limits?.per ?? 'life' }, entriesPerDay: limits?.entriesPerDay };
}

function broadcastOf({ goal, exit, entry, limits }: Campaign, { first, nodes }: { first: Next; nodes: ReadonlyMap<string, Node> }) {
  const node = first === null ? undefined : nodes.get(first);
  const scheduled = 'once' in entry.trigger || 'every' in entry.trigger;
  const limited = limits?.timesPerCustomer !== undefined || limits?.entriesPerDay !== undefined;
  const remembers = goal !== undefined || exit !== undefined || entry.reentry !== undefined || limited;
  return scheduled && !('date' in entry.trigger) && !remembers && node?.verb === 'send' && node.next === null ? node : undefined;
}

function compileEntry(definition: Campaign, library: Library): EntryRules {
  const { entry, limits } = definition;
  const reentryText = reentryOf(definition);
  return {
    trigger: compileTrigger(definition, library),
    audience: entry.audience && compilePredicate(entry.audience, library),
    audienceReadsContact: readsContact(entry.audience, library.segments),
    key: entry.key,
    sideBySide: definition.entry.key !== undefined || (reentryText === 'always' && definition.entry.restart !== true),
    reentry: reentryText === 'never' || reentryText === 'always' ? reentryText : durationOf(reentryText),
    reentryText,
    restart: entry.restart ?? false,
    includeExisting: entry.includeExisting ?? false,
    holdout: parseShare(entry.holdout ?? '0%') / 10_000,
    timesPerCustomer: limits?.timesPerCustomer ?? Infinity,
  };
}
