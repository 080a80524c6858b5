import type { Campaign } from './campaign.ts';
import { stepIdOf } from './defaults.ts';
import { flowOf } from './flow.ts';
import { error, type Problem, warning } from './problem.ts';
import type { Step } from './step.ts';
import { parseDuration, parseShare, roughMinutes } from './values.ts';
import type { PartOf } from './walk.ts';

type Steps = PartOf<'step'>[];

/** What must hold inside one campaign, whatever it refers to. */
export function checkStructure(campaign: Campaign, steps: Steps): Problem[] {
  return [
    ...checkNames(steps),
    ...steps.flatMap((step) => checkShape(step.value, step.path)),
    ...checkGoal(campaign),
    ...checkResponse(campaign),
    ...checkBudget(campaign, steps),
  ];
}

function checkNames(steps: Steps): Problem[] {
  const seen = new Set<string>();
  return steps.flatMap(({ value, path }) => {
    const id = stepIdOf(value);
    if (id === undefined || !seen.has(id)) {
      if (id !== undefined) seen.add(id);
      return [];
    }
    const own = value.id !== undefined;
    const at = [...path, own ? 'id' : 'send' in value ? 'send' : 'notify'];
    return [error(at, `another step is already called "${id}"${own ? '' : ', after its template: give this one an "id"'}`, { given: id })];
  });
}

function checkShape(step: Step, path: (string | number)[]): Problem[] {
  if ('split' in step) return checkSplit(step, path);
  if ('reward' in step && step.id === undefined) return [error(path, 'a reward has a name: "id" is missing', { missing: 'id' })];
  if ('branch' in step && step.otherwise === undefined)
    return [warning(path, 'a branch without "otherwise": when no case is true, nothing happens', { missing: 'otherwise' })];
  if (!('wait' in step) || step.for) return [];
  const roads = (['then', 'otherwise'] as const).filter((road) => step[road] !== undefined);
  return roads.map((road) => error([...path, road], `"${road}" needs "for": what is waited for`, { atKey: true }));
}

function checkSplit(step: Extract<Step, { split: unknown }>, path: (string | number)[]): Problem[] {
  const problems: Problem[] = [];
  if (step.id === undefined) problems.push(error(path, 'a split has a name: "id" is missing', { missing: 'id' }));
  const sum = step.split.reduce((total, { share }) => total + parseShare(share), 0);
  if (sum !== 10_000)
    problems.push(
      error([...path, 'split'], `the shares must be 100% together; they are ${sum / 100}%`, {
        given: step.split.map(({ share }) => share),
      }),
    );
  step.split.forEach(({ arm }, index) => {
    const first = step.split.findIndex((other) => other.arm === arm);
    if (first !== index) problems.push(error([...path, 'split', index, 'arm'], 'another arm has this name', { given: arm }));
  });
  return problems;
}

function checkGoal({ goal, steps }: Campaign): Problem[] {
  if (!goal) return [];
  const { longest } = flowOf(steps);
  if (roughMinutes(parseDuration(goal.within)) >= longest) return [];
  return [
    warning(
      ['goal', 'within'],
      `shorter than the waits, which take ${Math.round(longest / 144) / 10} days: what comes after it is not counted`,
      { given: goal.within },
    ),
  ];
}

/** Keys of codes and links are kept for so long after they were changed (`answersWorkFor`). */
function checkResponse({ response }: Campaign): Problem[] {
  const longest = '1 year';
  if (!response || roughMinutes(parseDuration(response.within)) <= roughMinutes(parseDuration(longest))) return [];
  return [error(['response', 'within'], `an answer counts for at most ${longest}`, { given: response.within })];
}

function checkBudget({ limits }: Campaign, steps: Steps): Problem[] {
  const reward = limits?.budget === undefined ? steps.find(({ value }) => 'reward' in value) : undefined;
  return reward ? [warning([...reward.path, 'reward'], 'a reward without "limits.budget" can cost without end')] : [];
}
