import { endOf, inMinorUnits, instantOf, liveFromOf, zoneOf } from '../rehearsal/scenario-life.ts';
import { checkActivityData } from './activity-data.ts';
import { activityProperties } from './built-in.ts';
import type { Campaign } from './campaign.ts';
import { stepIdOf } from './defaults.ts';
import type { Library, Placed, PlacedProblem } from './library.ts';
import { error, type JsonPath, type Problem } from './problem.ts';
import { type Scenario, type ScenarioFile, scenariosOf } from './scenario.ts';
import type { Step } from './step.ts';
import { templateUseOf } from './template-use.ts';
import { type PartOf, partsOf } from './walk.ts';

interface Scope {
  library: Library;
  /** Also of campaigns that are not valid: a scenario of theirs is not what is wrong. */
  campaignIds: string[];
}

/** Everything that scenarios name exists, and every time lies within what is tried. */
export function checkScenarios(files: Placed<ScenarioFile>[], scope: Scope): PlacedProblem[] {
  return files.flatMap(({ file, value }) =>
    scenariosOf(value).flatMap(({ scenario, path }) =>
      checkScenario(scenario, scope).map((problem) => ({ file, ...problem, path: [...path, ...problem.path] })),
    ),
  );
}

function checkScenario(scenario: Scenario, scope: Scope): Problem[] {
  const { library, campaignIds } = scope;
  const named = [
    { id: scenario.campaign, path: ['campaign'] },
    ...(scenario.with ?? []).map((id, index) => ({ id, path: ['with', index] })),
  ];
  const unknown = named
    .filter(({ id }) => !campaignIds.includes(id))
    .map(({ id, path }) => error(path, 'there is no such campaign beside it', { given: id, allowed: campaignIds }));
  const campaigns = named.flatMap(({ id }) => library.campaigns.find(({ value }) => value.id === id)?.value ?? []);
  const [campaign] = campaigns;
  const steps = campaigns.map(stepsOf);
  return [
    ...unknown,
    ...checkTimes(scenario, library),
    ...checkCustomer(scenario, library),
    ...checkGiven(scenario, steps[0], library),
    ...(campaigns.length === named.length ? checkTemplates(scenario, steps.flat(), library) : []),
    ...(campaign ? checkArms(scenario, stepsOf(campaign)) : []),
  ];
}

function stepsOf(campaign: Campaign): Step[] {
  return partsOf(campaign)
    .filter((part): part is PartOf<'step'> => part.part === 'step')
    .map(({ value }) => value);
}

function checkTimes(scenario: Scenario, { settings, campaigns }: Library): Problem[] {
  if (!settings) return [];
  const zone = zoneOf(scenario, { settings, campaigns: campaigns.map(({ value }) => value) });
  const until = endOf(scenario.until, zone);
  const from = liveFromOf(scenario, zone);
  const late = (name: 'given' | 'receives' | 'colleagues') =>
    (scenario[name] ?? []).flatMap(({ at }, index) => {
      const instant = instantOf(at, zone);
      if (instant > until) return [error([name, index, 'at'], `comes after "until", ${scenario.until}`, { given: at })];
      const early = name !== 'given' && instant < from;
      return early ? [error([name, index, 'at'], 'comes before the campaign is live, by "from"', { given: at })] : [];
    });
  const reversed = from > until ? [error(['from'], `comes after "until", ${scenario.until}`, { given: scenario.from })] : [];
  return [...reversed, ...late('given'), ...late('receives'), ...late('colleagues')];
}

function checkCustomer({ customer, list = {} }: Scenario, { settings, data, segments, segmentIds }: Library): Problem[] {
  const { attributes = {}, consent = {} } = customer;
  const at = ['customer', 'attributes'];
  const known = Object.keys(data?.attributes ?? {});
  const strange = data ? Object.keys(attributes).filter((name) => !known.includes(name)) : [];
  const told = data ? checkActivityData({ type: 'customer.updated', data: inMinorUnits(attributes, data.attributes) }, data) : [];
  const topics = settings && Object.keys(settings.topics);
  const consents = (['email', 'sms'] as const).flatMap((channel) =>
    (consent[channel] ?? []).flatMap((topic, index) =>
      topics && !topics.includes(topic)
        ? [error(['customer', 'consent', channel, index], 'there is no such topic in settings.json', { given: topic, allowed: topics })]
        : [],
    ),
  );
  const lists = Object.entries(list).flatMap(([id, row]) => {
    const segment = segments.find(({ value }) => value.id === id)?.value;
    if (!segment && segmentIds.includes(id)) return [];
    const uploaded = segments.flatMap(({ value }) => ('list' in value ? [value.id] : []));
    if (!segment || !('list' in segment))
      return [error(['list', id], 'there is no such uploaded list in segments/', { given: id, atKey: true, allowed: uploaded })];
    const { columns } = segment.list;
    const extra = Object.keys(row).filter((column) => !columns.includes(column));
    return extra.map((column) =>
      error(['list', id, column], 'the list has no such column', { given: column, atKey: true, allowed: columns }),
    );
  });
  return [
    ...strange.map((name) => error([...at, name], 'there is no such attribute in data.json', { given: name, atKey: true, allowed: known })),
    ...told.map((sentence) => error(at, sentence)),
    ...consents,
    ...lists,
  ];
}

function checkGiven({ given = [] }: Scenario, steps: Step[] | undefined, { data }: Library): Problem[] {
  return given.flatMap(({ activity, data: tells = {}, step }, index) => {
    const path: JsonPath = ['given', index];
    const problems: Problem[] = [];
    const properties = data && activityProperties(data, activity);
    if (data && !properties) {
      const allowed = Object.keys(data.activities);
      problems.push(error([...path, 'activity'], 'there is no such activity in data.json', { given: activity, allowed }));
    } else if (data && properties) {
      // What an answer tells of its message is filled in.
      const filled = step === undefined ? {} : { campaign: '', step, occurrence: '' };
      const sentences = checkActivityData({ type: activity, data: { ...filled, ...inMinorUnits(tells, properties) } }, data);
      problems.push(...sentences.map((sentence) => error([...path, ...(Object.keys(tells).length > 0 ? ['data'] : [])], sentence)));
    }
    const allowed = (steps ?? []).flatMap((one) => ('send' in one || 'notify' in one ? (stepIdOf(one) ?? []) : []));
    if (step !== undefined && steps && !allowed.includes(step))
      problems.push(error([...path, 'step'], 'the campaign has no such message or task', { given: step, allowed }));
    return problems;
  });
}

function checkTemplates({ receives = [], colleagues = [] }: Scenario, steps: Step[], { templates }: Library): Problem[] {
  const usable = (verb: 'send' | 'notify') =>
    steps.flatMap((step) => {
      const use = verb in step ? templateUseOf(step) : undefined;
      if (!use) return [];
      return use.folder ? templates.flatMap(({ id }) => (id.startsWith(`${use.template}/`) ? [id] : [])) : [use.template];
    });
  const check = (name: 'receives' | 'colleagues', verb: 'send' | 'notify') =>
    ({ receives, colleagues })[name].flatMap(({ template }, index) => {
      const allowed = [...new Set(usable(verb))];
      if (allowed.includes(template)) return [];
      const why = templates.some(({ id }) => id === template) ? `no ${verb} step has this template` : 'there is no such template';
      return [error([name, index, 'template'], why, { given: template, allowed })];
    });
  return [...check('receives', 'send'), ...check('colleagues', 'notify')];
}

function checkArms({ arms = {} }: Scenario, steps: Step[]): Problem[] {
  const splits = new Map(
    steps.flatMap((step) => ('split' in step ? [[stepIdOf(step) ?? '', step.split.map(({ arm }) => arm)] as const] : [])),
  );
  return Object.entries(arms).flatMap(([split, arm]) => {
    const allowed = splits.get(split);
    if (!allowed)
      return [error(['arms', split], 'the campaign has no such split', { given: split, atKey: true, allowed: [...splits.keys()] })];
    return allowed.includes(arm) ? [] : [error(['arms', split], 'the split has no such arm', { given: arm, allowed })];
  });
}
