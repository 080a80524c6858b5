import { setAttributes, stampOf } from '../attributes.ts';
import { explainTest } from '../audience/explain.ts';
import { firstValue } from '../audience/paths.ts';
import { armOf } from '../experiment/arms.ts';
import { addDuration, editionOf, type Instant, instantText } from '../time.ts';
import { type Enrollment, type Reason, type Waiting, wordWithin } from './enrollment.ts';
import type { Next, Node, NotifyNode, SendNode, WaitNode, WaitUntilNode } from './node.ts';
import type { LiveCampaign } from './program.ts';
import { grant } from './reward.ts';
import { ended, type Situation, subjectOf, zoneOf } from './situation.ts';
import { untilOf } from './wait-until.ts';

/** One enrollment on its way: `at` is when the step before happened, which is where waits and validFor count from. */
interface Course {
  situation: Situation;
  campaign: LiveCampaign;
  enrollment: Enrollment;
  at: Instant;
  now: Instant;
  pauseUntil: Instant | undefined;
  why: Reason[];
}

type Outcome = { to: Next } | { waiting: Waiting; dueAt: Instant } | { exit: string };

/** Where an enrollment came to. `profile` is changed by `update` steps, and with `loyalty` and `spent` by rewards, only. */
export type Advanced = Pick<Course, 'enrollment' | 'pauseUntil' | 'why'> & {
  profile: Situation['profile'];
  loyalty: Situation['loyalty'];
  spent: Situation['spent'];
};

/**
 * Runs an enrollment from node `from`, where it came at `at`, until it waits or ends. Waits that are over by `now` are
 * passed, each counted from the end of the one before, so that a long outage changes nothing but what is late.
 */
export function advance(
  start: Enrollment,
  from: Next,
  around: { situation: Situation; campaign: LiveCampaign; at: Instant; now: Instant },
): Advanced {
  const outbox = start.outbox.filter((out) => (out.kind === 'message' ? out.expiresAt : out.plannedAt) + wordWithin > around.now);
  const course: Course = { ...around, enrollment: { ...start, outbox, waiting: null }, pauseUntil: undefined, why: [] };
  let outcome: Outcome = { to: from };
  while ('to' in outcome && outcome.to !== null) {
    const node = course.campaign.nodes.get(outcome.to);
    outcome = node ? runNode(node, course) : { exit: `the step "${outcome.to}" is not in version ${course.campaign.version}` };
  }
  course.enrollment = settle(course, outcome);
  const { enrollment, pauseUntil, why } = course;
  const { profile, loyalty, spent } = course.situation;
  return { enrollment, profile, loyalty, spent, pauseUntil, why };
}

/** Goes on from a wait that is over or was ended by what it waited for, which came at `at`. */
export function afterWait(enrollment: Enrollment, campaign: LiveCampaign, came: boolean): Next {
  const node = enrollment.position === null ? undefined : campaign.nodes.get(enrollment.position);
  if (node?.verb === 'wait') return came ? node.came : node.otherwise;
  return node?.verb === 'waitUntil' ? node.next : null;
}

const run: {
  [V in Node['verb']]: (node: Extract<Node, { verb: V }>, course: Course) => Outcome;
} = {
  send: (node, course) => plan(node, course),
  wait: (node, course) => wait(node, course),
  waitUntil: (node, course) => waitUntil(node, course),
  branch: (node, course) => {
    for (const { asked, test, to } of node.roads) {
      const { verdict, because } = explainTest(test, subjectOf(course.situation, course.campaign, course.enrollment), course.now);
      note(course, [node.id, 'branched'], `case ${asked}: ${because}`);
      if (verdict === true) return { to };
    }
    return { to: node.otherwise };
  },
  split: (node, course) => {
    const arm = armOf(course.situation.profile.id, { campaign: course.campaign.id, step: node.id, arms: node.arms });
    remember(course, node.id, { arm });
    note(course, [node.id, 'branched'], `arm "${arm}" by chance, the same for ever`);
    return { to: node.arms.find((one) => one.arm === arm)?.to ?? null };
  },
  update: (node, course) => {
    const { profile } = course.situation;
    const stamp = stampOf(course.at, `${course.enrollment.occurrence}#${node.id}`);
    course.situation = { ...course.situation, profile: setAttributes(profile, node.values, stamp) };
    note(
      course,
      [node.id, 'updated'],
      `sets ${Object.keys(node.values)
        .map((name) => `customer.${name}`)
        .join(', ')}`,
    );
    return { to: node.next };
  },
  emit: (node, course) => {
    const subject = subjectOf(course.situation, course.campaign, course.enrollment);
    const data = Object.fromEntries(node.data.map(([name, read]) => [name, firstValue(read(subject, course.now))]));
    push(course, { kind: 'event', id: outId(course, node.id), step: node.id, type: node.type, data, plannedAt: course.at });
    note(course, [node.id, 'planned'], `event ${node.type}`);
    return { to: node.next };
  },
  notify: (node, course) => planNotice(node, course),
  reward: (node, course) => {
    const { enrollment, campaign, at, now } = course;
    const before = enrollment.steps[node.id]?.grantedAt;
    const granted = grant(node, course.situation, { enrollment, campaign, id: outId(course, node.id), at, zone: zoneIn(course), now });
    course.situation = granted.situation;
    if (granted.found) remember(course, node.id, granted.found);
    note(course, [node.id, (granted.found?.grantedAt ?? before) === undefined ? 'not-granted' : 'granted'], granted.because);
    return { to: node.next };
  },
  pauseMarketing: (node, course) => {
    const until = addDuration(course.at, node.duration, zoneIn(course));
    course.pauseUntil = Math.max(course.pauseUntil ?? until, until);
    note(course, [node.id, 'paused'], `no marketing until ${when(until, course)}`);
    return { to: node.next };
  },
  exit: (node) => ({ exit: node.why }),
};

/** The compiler cannot pair a verb with its node by itself; this is the one place that does. */
function runNode<V extends Node['verb']>(node: Extract<Node, { verb: V }>, course: Course): Outcome {
  const runner: (node: Extract<Node, { verb: V }>, course: Course) => Outcome = run[node.verb as V];
  return runner(node, course);
}

/** A message is planned once for one step of one occurrence: after a restart, what was planned stays planned. */
function plan(node: SendNode, course: Course): Outcome {
  if (course.enrollment.steps[node.id]?.plannedAt !== undefined) {
    note(course, [node.id, 'planned'], 'was planned before the restart, so it is not planned again');
    return { to: node.next };
  }
  const expiresAt = addDuration(course.at, node.validFor, zoneIn(course));
  const { topic, by } = node;
  const template = templateOf(node, course);
  const { priority } = course.campaign;
  const { run } = course.enrollment;
  push(course, {
    kind: 'message',
    id: outId(course, node.id),
    step: node.id,
    template,
    topic,
    by,
    priority,
    plannedAt: course.at,
    expiresAt,
    ...senderOf(node, course),
    ...(run !== undefined && { run }),
  });
  course.enrollment = { ...course.enrollment, planned: course.enrollment.planned + 1 };
  remember(course, node.id, { plannedAt: course.at });
  note(course, [node.id, 'planned'], `"${template}" by ${by.join(' or ')}, not after ${when(expiresAt, course)}`);
  return { to: node.next };
}

function planNotice(node: NotifyNode, course: Course): Outcome {
  const found =
    typeof node.to === 'string'
      ? node.to
      : firstValue(node.to(subjectOf(course.situation, course.campaign, course.enrollment), course.now));
  if (typeof found !== 'string') {
    note(course, [node.id, 'planned'], 'nobody is told: the colleague is not known');
    return { to: node.next };
  }
  const dueAt = node.due === undefined ? null : addDuration(course.at, node.due, zoneIn(course));
  const { id, template, digest } = node;
  push(course, { kind: 'notice', id: outId(course, id), step: id, template, to: found, plannedAt: course.at, dueAt, digest });
  note(course, [id, 'planned'], `a colleague is told by "${template}"`);
  return { to: node.next };
}

/** The template of a period: weeks are ISO weeks, "news/2027-W09"; months are "news/2027-03". In her zone. */
function templateOf({ template, edition }: SendNode, course: Course): string {
  return edition === undefined ? template : `${template}/${editionOf(course.at, edition, zoneIn(course))}`;
}

function senderOf({ sender }: SendNode, course: Course): { sender?: string } {
  const found = sender && firstValue(sender(subjectOf(course.situation, course.campaign, course.enrollment), course.now));
  return typeof found === 'string' ? { sender: found } : {};
}

function wait(node: WaitNode, course: Course): Outcome {
  const dueAt = addDuration(course.at, node.duration, zoneIn(course));
  return rest(course, { id: node.id, dueAt, after: node.otherwise, for: node.event ? 'event' : 'time' });
}

function waitUntil(node: WaitUntilNode, course: Course): Outcome {
  const dueAt = untilOf(node, { ...course, zone: zoneIn(course) });
  if (dueAt === undefined) return { exit: `waited for a date that is not known ("${node.id}")` };
  return rest(course, { id: node.id, dueAt: Math.max(dueAt, course.at), after: node.next, for: 'time' });
}

function rest(course: Course, stop: { id: string; dueAt: Instant; after: Next; for: Waiting['for'] }): Outcome {
  if (stop.dueAt <= course.now) {
    course.at = stop.dueAt;
    return { to: stop.after };
  }
  note(course, [stop.id, 'waits'], `until ${when(stop.dueAt, course)}${stop.for === 'event' ? ', or until it comes' : ''}`);
  course.enrollment = { ...course.enrollment, position: stop.id };
  return { waiting: { for: stop.for, since: course.at }, dueAt: stop.dueAt };
}

/** After the last step she stays inside while her goal can still be reached. */
function settle(course: Course, outcome: Outcome): Enrollment {
  const { enrollment, at, now } = course;
  if ('waiting' in outcome) return { ...enrollment, status: 'inside', waiting: outcome.waiting, dueAt: outcome.dueAt };
  if ('to' in outcome && enrollment.goal && enrollment.goal.reachedAt === null && enrollment.goal.until > now) {
    note(course, [undefined, 'waits'], `every step is done; the goal can be reached until ${when(enrollment.goal.until, course)}`);
    return { ...enrollment, status: 'inside', position: null, waiting: null, dueAt: enrollment.goal.until };
  }
  const detail = 'exit' in outcome ? outcome.exit : 'every step is done';
  note(course, [undefined, 'completed'], detail);
  return ended(enrollment, at, { because: 'completed', detail });
}

function push(course: Course, out: Enrollment['outbox'][number]): void {
  course.enrollment = { ...course.enrollment, outbox: [...course.enrollment.outbox, out] };
}

function remember(course: Course, step: string, found: Enrollment['steps'][string]): void {
  course.enrollment = { ...course.enrollment, steps: { ...course.enrollment.steps, [step]: found } };
}

function outId({ enrollment }: Course, step: string): string {
  return `${enrollment.campaign}#${enrollment.occurrence}#${step}`;
}

function zoneIn({ situation, campaign }: Course): string {
  return zoneOf(situation, campaign.zone);
}

function when(at: Instant, course: Course): string {
  const zone = zoneIn(course);
  return `${instantText(at, zone)} ${zone}`;
}

function note(course: Course, [step, verdict]: [step: string | undefined, verdict: Reason['verdict']], because: string): void {
  course.why.push({ campaign: course.campaign.id, ...(step === undefined ? {} : { step }), verdict, because });
}
