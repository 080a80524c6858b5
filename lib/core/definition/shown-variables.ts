import type { Campaign } from './campaign.ts';
import type { Stop } from './flow.ts';
import type { KnownTemplate, Library, PlacedProblem, ShownVariable } from './library.ts';
import { type Astray, resolvePath, type Target } from './paths.ts';
import { error, type Problem, warning } from './problem.ts';
import type { NotifyStep } from './step.ts';
import { partsOf } from './walk.ts';

/** What only a campaign can tell; the rest is told once, by the template alone. */
const campaignRoots = ['trigger', 'steps', 'response'];
const shownRoots = ['customer', 'metrics', 'points', 'score', 'trigger', 'consent', 'steps', 'response'];

interface Sending {
  campaign: Campaign;
  library: Library;
  stop: Stop;
}

/** What a mail to a colleague has no value for. */
const notForColleagues = ['consent', 'response', 'unsubscribeUrl', 'preferencesUrl', 'surveyUrl'];

/** A variable that is shown leads somewhere, and a step that it speaks of was passed on every road. */
export function checkVariable(variable: ShownVariable, { campaign, library, stop }: Sending): PlacedProblem[] {
  const [root = ''] = variable.path;
  const told = 'notify' in stop.step;
  if (root === 'task' && !told) return [astray(variable, { astray: 'only a template of "notify" has a task' })];
  if (root === 'task' && 'notify' in stop.step) return checkDue(variable, stop.step);
  if (told && notForColleagues.includes(root)) return [astray(variable, { astray: 'a mail to a colleague ("notify") does not have it' })];
  const target = resolvePath(variable.path, { library, campaign });
  // Of points the campaign tells the program, the rest is told by the template alone.
  if (root === 'points') return target && 'astray' in target ? [astray(variable, target)] : [];
  if (!campaignRoots.includes(root) || !target) return [];
  if ('astray' in target) return [astray(variable, target)];
  if (target.step === undefined || variable.optional || stop.before.passed.has(target.step))
    return checkLacking(variable, target, knownOnEntry(campaign));
  const message = `{{ ${show(variable)} }}: campaign "${campaign.id}" sends this on a road that has not passed the step "${target.step}"`;
  return [placed(variable, error([], message))];
}

function checkDue(variable: ShownVariable, { due }: NotifyStep): PlacedProblem[] {
  const isDue = variable.path.join('.') === 'task.due';
  return isDue && due === undefined ? checkLacking(variable, { type: 'time', mayLack: ['task.due'] }, []) : [];
}

/** What a template shows whichever campaign sends it: roots that do not exist, attributes and metrics that are not declared. */
export function checkTemplateAlone(template: KnownTemplate, library: Library, builtIn: readonly string[]): PlacedProblem[] {
  return template.variables.flatMap((variable) => {
    const [root = ''] = variable.path;
    const name = variable.path.join('.');
    if (campaignRoots.includes(root) || builtIn.includes(name)) return [];
    const allowed = [...shownRoots, ...new Set(builtIn.map((each) => each.split('.')[0] ?? ''))];
    if (!allowed.includes(root)) return [astray(variable, { astray: 'there is no such variable', allowed })];
    const target: Target | Astray | undefined = shownRoots.includes(root)
      ? resolvePath(variable.path, { library, program: library.programIds[0] })
      : { astray: 'there is no such variable', allowed: [...builtIn] };
    if (!target) return [];
    return 'astray' in target ? [astray(variable, target)] : checkLacking(variable, target, []);
  });
}

/** A message that shows what is not there is not sent. */
function checkLacking(variable: ShownVariable, { mayLack }: Target, known: string[]): PlacedProblem[] {
  const { optional, present = '' } = variable;
  const lacks = optional ? undefined : mayLack.find((part) => !`${present}.`.startsWith(`${part}.`) && !known.includes(part));
  if (lacks === undefined) return [];
  const message = `{{ ${show(variable)} }}: ${lacks} may be missing, and then nothing is sent: give it a \`default\`, or ask for it by {% if ${lacks} %}`;
  return [placed(variable, warning([], message, { given: lacks }))];
}

/** Properties of the trigger without which nobody enters: the key, and those that its condition asks for. */
function knownOnEntry(campaign: Campaign): string[] {
  const { key } = campaign.entry;
  const asked = partsOf(campaign).flatMap((part) => {
    if (part.part !== 'field' || part.context.place !== 'trigger where') return [];
    const alone = part.path.every((step) => typeof step === 'number' || ['entry', 'trigger', 'where', 'all'].includes(step));
    return alone && part.value.exists !== false ? [part.value.field.replace(/^activity\./, 'trigger.')] : [];
  });
  return key === undefined ? asked : [...asked, `trigger.${key}`];
}

function show({ path }: ShownVariable): string {
  return path.join('.').replaceAll('.[]', '[]');
}

function astray(variable: ShownVariable, { astray, allowed }: Astray): PlacedProblem {
  const more = { given: variable.path.filter((part) => part !== '[]').join('.'), ...(allowed && { allowed }) };
  return placed(variable, error([], `{{ ${show(variable)} }}: ${astray}`, more));
}

function placed({ file, line, column }: ShownVariable, problem: Problem): PlacedProblem {
  return { ...problem, file, line, column };
}
