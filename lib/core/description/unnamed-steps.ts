import { stepIdOf } from '../definition/defaults.ts';
import type { Step } from '../definition/step.ts';
import { type Road, roadsOf } from '../definition/walk.ts';
import { stepWords } from './step-words.ts';

/** A step that nobody gave a name: what it does, "waits 7 days", and where it stands, "3rd step, arm points, 1st step". */
export interface UnnamedStep {
  does: string;
  where: string;
}

/** The steps without a name, by what records call them, "steps.2.split.0.then.0", for whoever is to read of them. */
export function unnamedSteps(steps: readonly Step[]): { [step: string]: UnnamedStep } {
  return Object.fromEntries(unnamed({ steps: [...steps], path: ['steps'] }, []));
}

function unnamed({ steps, path }: Road, outer: string[]): [step: string, found: UnnamedStep][] {
  return steps.flatMap((step, index) => {
    const own = [...path, index];
    const place = [...outer, `${ordinal(index + 1)} step`];
    const inner = roadsOf(step, own).flatMap((road) => unnamed(road, [...place, roadName(step, road)]));
    return stepIdOf(step) === undefined ? [[own.join('.'), { does: stepWords(step), where: place.join(', ') }], ...inner] : inner;
  });
}

function roadName(step: Step, { path }: Road): string {
  const [index, last] = path.slice(-2);
  if (last === 'otherwise') return 'otherwise';
  if ('split' in step) return `arm ${step.split[Number(index)]?.arm}`;
  return 'branch' in step ? `case ${Number(index) + 1}` : 'if it comes';
}

function ordinal(n: number): string {
  const last = n % 100 > 10 && n % 100 < 14 ? 0 : n % 10;
  return `${n}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}
