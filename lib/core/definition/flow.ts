import { stepIdOf } from './defaults.ts';
import { type JsonPath, type Problem, warning } from './problem.ts';
import type { Step } from './step.ts';
import { parseDuration, roughMinutes } from './values.ts';
import { roadsOf } from './walk.ts';

/** What is certain, and what is possible, when a step begins. */
export interface Moment {
  /** Names of the steps that every road to here has passed. */
  passed: ReadonlySet<string>;
  /** On some road a message was sent and nothing was waited for since. */
  justSent: boolean;
  /** On some road nothing was waited for since entry. */
  unwaited: boolean;
  /** Minutes of waiting on the longest road. */
  waited: number;
}

export interface Stop {
  step: Step;
  path: JsonPath;
  before: Moment;
}

const start: Moment = { passed: new Set(), justSent: false, unwaited: true, waited: 0 };

/** Every step with the moment before it. `end` is undefined when no road comes to the end. */
export function flowOf(steps: Step[]): { stops: Stop[]; longest: number } {
  const stops: Stop[] = [];
  const end = run(steps, { path: ['steps'], before: start, stops });
  return { stops, longest: Math.max(end?.waited ?? 0, ...stops.map((stop) => stop.before.waited)) };
}

interface Ride {
  path: JsonPath;
  before: Moment;
  stops: Stop[];
}

function run(steps: Step[], ride: Ride): Moment | undefined {
  let moment: Moment | undefined = ride.before;
  for (const [index, step] of steps.entries()) {
    if (!moment) return undefined;
    const path = [...ride.path, index];
    ride.stops.push({ step, path, before: moment });
    moment = after(step, { ...ride, path, before: moment });
  }
  return moment;
}

function after(step: Step, ride: Ride): Moment | undefined {
  const { before, path, stops } = ride;
  if ('exit' in step) return undefined;
  const id = stepIdOf(step);
  const passed = id === undefined ? before.passed : new Set([...before.passed, id]);
  if ('send' in step) return { ...before, passed, justSent: true };
  if ('wait' in step) return step.for ? afterWaitFor(step, { ride, passed }) : rested(before, passed, minutes(step.wait));
  if ('waitUntil' in step) return rested(before, passed, 0);
  const roads = roadsOf(step, path).map((road) => run(road.steps, { path: road.path, before: { ...before, passed }, stops }));
  if ('branch' in step) return join([...roads, ...(step.otherwise ? [] : [{ ...before, passed }])]);
  return 'split' in step ? join(roads) : { ...before, passed };
}

function minutes(text: string): number {
  return roughMinutes(parseDuration(text));
}

function rested(before: Moment, passed: ReadonlySet<string>, waited: number): Moment {
  return { passed, justSent: false, unwaited: false, waited: before.waited + waited };
}

/** What came is known only on the road `then`; it may come at once, so the wait itself is no rest there. */
function afterWaitFor(
  step: Extract<Step, { wait: string }>,
  { ride, passed }: { ride: Ride; passed: ReadonlySet<string> },
): Moment | undefined {
  const { before, path, stops } = ride;
  const came: Moment = rested(before, passed, minutes(step.wait));
  const timedOut: Moment = { ...came, passed: before.passed };
  return join([
    run(step.then ?? [], { path: [...path, 'then'], before: came, stops }),
    run(step.otherwise ?? [], { path: [...path, 'otherwise'], before: timedOut, stops }),
  ]);
}

function join(roads: (Moment | undefined)[]): Moment | undefined {
  const [first, ...others] = roads.filter((road) => road !== undefined);
  return (
    first &&
    others.reduce<Moment>(
      (one, other) => ({
        passed: new Set([...one.passed].filter((id) => other.passed.has(id))),
        justSent: one.justSent || other.justSent,
        unwaited: one.unwaited || other.unwaited,
        waited: Math.max(one.waited, other.waited),
      }),
      first,
    )
  );
}

/** Two messages at once, and steps that nobody reaches. */
export function checkFlow(stops: Stop[]): Problem[] {
  return stops.flatMap(({ step, path, before }) =>
    'send' in step && before.justSent ? [warning([...path, 'send'], 'two messages without a wait between them', { given: step.send })] : [],
  );
}
