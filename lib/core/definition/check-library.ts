import { checkAnswers } from './answers.ts';
import { checkBudgets, checkRewardCosts } from './budgets.ts';
import type { Campaign } from './campaign.ts';
import { checkConsent } from './check-consent.ts';
import { checkValuation } from './check-valuation.ts';
import { priorityOf } from './defaults.ts';
import { checkFlow, flowOf } from './flow.ts';
import { checkKind, checkSpeaker } from './kinds.ts';
import type { Library, Placed, PlacedProblem } from './library.ts';
import { endlessLoops } from './loops.ts';
import type { LoyaltyProgram } from './loyalty-program.ts';
import { checkPool, checkProgram } from './loyalty-programs.ts';
import { checkLoyaltyUses, checkNamedProgram } from './loyalty-uses.ts';
import { checkMessages, checkTemplates } from './messages.ts';
import { error, type JsonPath, type Problem, warning } from './problem.ts';
import { checkOutside, checkReferences } from './references.ts';
import { loses, losesSteps, type Salvaged } from './salvage.ts';
import { checkSchedule } from './schedules.ts';
import type { Segment } from './segment.ts';
import type { Settings } from './settings.ts';
import { checkStructure } from './structure.ts';
import { checkWaiting } from './waiting-triggers.ts';
import { type PartOf, partsOf, partsOfPredicate } from './walk.ts';

/** Every rule of the grammar that the schemas alone cannot hold, over all definitions together. */
export function checkLibrary(library: Library): PlacedProblem[] {
  return [
    ...library.campaigns.flatMap((campaign) => checkCampaign(campaign, library)),
    ...library.segments.flatMap((segment) => checkSegment(segment, library)),
    ...library.programs.flatMap(({ file, value }) => checkProgram(value, library).map((problem) => ({ file, ...problem }))),
    ...library.pools.flatMap(({ file, value }) => checkPool(value, library).map((problem) => ({ file, ...problem }))),
    ...repeatedIds(library.campaigns, 'campaign'),
    ...repeatedIds(library.segments, 'segment'),
    ...repeatedIds(library.programs, 'loyalty program'),
    ...repeatedIds(library.pools, 'pool of codes'),
    ...endlessLoops(library),
    ...sameTriggers(library.campaigns),
  ];
}

function checkCampaign({ file, value: campaign }: Placed<Campaign>, library: Library): PlacedProblem[] {
  const parts = partsOf(campaign);
  const steps = parts.filter((part): part is PartOf<'step'> => part.part === 'step');
  const { stops } = flowOf(campaign.steps);
  const problems: Problem[] = [
    ...checkStructure(campaign, steps),
    ...checkKind(campaign, steps, library.settings),
    ...checkBudgets(campaign, steps, library.settings),
    ...checkRewardCosts(campaign, steps, library),
    ...checkLoyaltyUses(campaign, steps, library),
    ...checkSchedule(campaign.entry.trigger),
    ...checkReferences(parts, { library, campaign }),
    ...checkWaiting(campaign, library),
    ...checkTemplates(stops, library),
    ...checkFlow(stops),
    ...checkAnswers(campaign, { parts, stops, library }),
  ];
  return [...problems.map((problem) => ({ file, ...problem })), ...checkMessages(campaign, file, { library, stops })];
}

/** What a campaign refers to, of which only a part could be understood: a topic mistyped here, while a number is wrong there. */
export function checkCampaignPart({ value: campaign, lost }: Salvaged<Campaign>, library: Library): Problem[] {
  const parts = partsOf(campaign);
  const steps = parts.filter((part): part is PartOf<'step'> => part.part === 'step');
  return sound(lost, [
    ...checkSpeaker(campaign, steps, library.settings),
    ...checkLoyaltyUses(campaign, steps, library),
    ...checkReferences(parts, { library, campaign, stepsUnknown: losesSteps(lost) }),
    ...checkTemplates(flowOf(campaign.steps).stops, library),
  ]);
}

/** The same of a segment. */
export function checkSegmentPart({ value: segment, lost }: Salvaged<Segment>, library: Library): Problem[] {
  return sound(lost, checkRule(segment, library));
}

/** The same of a loyalty program. */
export function checkProgramPart({ value: program, lost }: Salvaged<LoyaltyProgram>, library: Library): Problem[] {
  const isLost = (key: JsonPath[number] | undefined) => lost.some(([first]) => first === key);
  return sound(lost, checkProgram(program, library)).filter(({ path: [key, , part] }) =>
    key === 'remind' ? !isLost('expiry') : !((part === 'tiers' || part === 'earn') && isLost(part)),
  );
}

/** Without what is only wrong because of what was lost. */
function sound(lost: JsonPath[], problems: Problem[]): Problem[] {
  return problems.filter(({ severity, missing, path }) => severity === 'error' && missing === undefined && !loses(lost, path));
}

function checkSegment({ file, value: segment }: Placed<Segment>, library: Library): PlacedProblem[] {
  const problems = [...checkColumns(segment), ...checkRule(segment, library), ...checkCircle(segment, library)];
  return problems.map((problem) => ({ file, ...problem }));
}

function checkRule(segment: Segment, library: Library): Problem[] {
  if (!('rule' in segment)) return [];
  const { program } = segment;
  const parts = partsOfPredicate(segment.rule, ['rule'], { place: 'segment' });
  return [...checkNamedProgram(program, library), ...checkOutside(parts, { library, program })];
}

/** Columns name her or say something; what every trigger has they cannot say. */
function checkColumns(segment: Segment): Problem[] {
  if (!('list' in segment)) return [];
  const { columns } = segment.list;
  return columns.flatMap((name, index) => {
    const at = ['list', 'columns', index];
    if (taken.includes(name.toLowerCase())) {
      const why = `a column cannot be called "${name}": ${taken.slice(0, 3).join(', ')} name the customer, the others are known of every trigger`;
      return [error(at, why, { given: name })];
    }
    return columns.indexOf(name) === index ? [] : [error(at, 'the same column twice', { given: name })];
  });
}

const taken = ['customer', 'email', 'phone', 'date', 'occurredat', 'by'];

function checkCircle(segment: Segment, { segments }: Library): Problem[] {
  const seen = new Set<string>();
  const reach = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    const next = segments.find(({ value }) => value.id === id)?.value;
    if (next) for (const part of segmentLeaves(next)) reach(part);
  };
  for (const id of segmentLeaves(segment)) reach(id);
  return seen.has(segment.id) ? [error(['rule'], `segment "${segment.id}" refers to itself through ${[...seen].join(', ')}`)] : [];
}

function segmentLeaves(segment: Segment): string[] {
  const parts = 'rule' in segment ? partsOfPredicate(segment.rule, [], { place: 'segment' }) : [];
  return parts.flatMap((part) => (part.part === 'segment' ? [part.value.segment] : []));
}

function repeatedIds(definitions: Placed<{ id: string }>[], what: string): PlacedProblem[] {
  const first = new Map<string, string>();
  return definitions.flatMap(({ file, value: { id } }) => {
    const other = first.get(id);
    if (other === undefined) first.set(id, file);
    return other === undefined ? [] : [{ file, ...error(['id'], `${other} is the ${what} "${id}" already`, { given: id }) }];
  });
}

function sameTriggers(campaigns: Placed<Campaign>[]): PlacedProblem[] {
  const first = new Map<string, string>();
  return campaigns
    .filter(({ value }) => value.status !== 'ended')
    .flatMap(({ file, value }) => {
      const { note: _note, ...trigger } = value.entry.trigger;
      const key = JSON.stringify([priorityOf(value), value.brand, trigger]);
      const other = first.get(key);
      if (other === undefined) first.set(key, value.id);
      return other === undefined
        ? []
        : [
            {
              file,
              ...warning(
                ['entry', 'trigger'],
                `campaign "${other}" has the same trigger and priority ${priorityOf(value)}: which goes first is chance`,
              ),
            },
          ];
    });
}

/** What the settings refer to. */
export function checkSettings(settings: Settings, library: Library): Problem[] {
  const topics = Object.keys(settings.topics);
  const caps = settings.caps.flatMap((cap, index) =>
    cap.topic !== undefined && !topics.includes(cap.topic)
      ? [error(['caps', index, 'topic'], 'there is no such topic', { given: cap.topic, allowed: topics })]
      : [],
  );
  const never = settings.neverContact.flatMap((id, index) =>
    library.segmentIds.includes(id)
      ? []
      : [error(['neverContact', index], 'there is no such segment in segments/', { given: id, allowed: library.segmentIds })],
  );
  const brands = settings.brands.flatMap(({ id, languages, footer }, index) => [
    ...(settings.brands.findIndex((other) => other.id === id) === index
      ? []
      : [error(['brands', index, 'id'], 'another brand has this id', { given: id })]),
    ...languages
      .filter((language) => !Object.hasOwn(footer, language))
      .map((language) => error(['brands', index, 'footer'], `the footer lacks "${language}"`, { missing: language })),
  ]);
  return [...caps, ...never, ...brands, ...checkConsent(settings), ...checkValuation(settings, library)];
}
