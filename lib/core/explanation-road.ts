import { afterWait } from './enrollment/advance.ts';
import type { Enrollment } from './enrollment/enrollment.ts';
import type { Next, Node } from './enrollment/node.ts';
import type { LiveCampaign } from './enrollment/program.ts';
import { type Situation, subjectOf } from './enrollment/situation.ts';
import { armOf } from './experiment/arms.ts';
import type { Instant } from './time.ts';

/** A road that is not hers, and why not. */
interface Other {
  to: Next;
  because: string;
}

/**
 * The steps of a campaign that do not lie before her, each with a sentence why: passed, in another arm of a split, or on a road
 * that a branch does not take as she is now. Both ends of a wait for something still lie before her.
 */
export function notBefore(situation: Situation, campaign: LiveCampaign, { enrollment, now }: { enrollment: Enrollment; now: Instant }) {
  const others: Other[] = [];
  const subject = subjectOf(situation, campaign, enrollment);
  const follow = (node: Node): Next[] => {
    const { mine, rest } = roadsFrom(node, (test) => test(subject, now) === true, armIn(situation, campaign));
    others.push(...rest);
    return mine;
  };
  const before = reached(campaign, startsOf(campaign, enrollment), follow);
  // What was decided on the way to where she is.
  for (const node of campaign.nodes.values())
    if (node.verb === 'split' && !before.has(node.id)) others.push(...roadsFrom(node, () => false, armIn(situation, campaign)).rest);
  const found = new Map<string, string>();
  for (const { to, because } of others)
    for (const id of reached(campaign, [to], everyRoad)) if (!before.has(id) && !found.has(id)) found.set(id, because);
  for (const id of campaign.nodes.keys()) {
    if (enrollment.steps[id]?.plannedAt !== undefined) found.set(id, 'she has passed it');
    else if (!before.has(id) && !found.has(id)) found.set(id, 'she has passed it, or has gone another way');
  }
  return found;
}

/** Where she goes on: from the step at which she waits, else from the first. */
function startsOf(campaign: LiveCampaign, enrollment: Enrollment): Next[] {
  if (enrollment.waiting === null) return [enrollment.position];
  const over = afterWait(enrollment, campaign, false);
  return enrollment.waiting.for === 'event' ? [afterWait(enrollment, campaign, true), over] : [over];
}

function armIn({ profile }: Situation, { id }: LiveCampaign) {
  return ({ id: step, arms }: Extract<Node, { verb: 'split' }>) => armOf(profile.id, { campaign: id, step, arms });
}

type Branch = Extract<Node, { verb: 'branch' }>['roads'][number];

function roadsFrom(
  node: Node,
  holds: (test: Branch['test']) => boolean,
  arm: (split: Extract<Node, { verb: 'split' }>) => string,
): { mine: Next[]; rest: Other[] } {
  if (node.verb === 'split') {
    const hers = arm(node);
    const rest = node.arms.flatMap((one) =>
      one.arm === hers ? [] : [{ to: one.to, because: `it is in arm "${one.arm}" of ${node.id}, and hers is "${hers}"` }],
    );
    return { mine: node.arms.flatMap((one) => (one.arm === hers ? [one.to] : [])), rest };
  }
  if (node.verb !== 'branch') return { mine: everyRoad(node), rest: [] };
  const taken = node.roads.find(({ test }) => holds(test));
  const to = taken ? taken.to : node.otherwise;
  const way = taken ? `case ${taken.asked}` : '"otherwise"';
  const rest = everyRoad(node).flatMap((one) =>
    one === to ? [] : [{ to: one, because: `as she is now, ${node.id} sends her the way of ${way}` }],
  );
  return { mine: [to], rest };
}

function everyRoad(node: Node): Next[] {
  if (node.verb === 'branch') return [...node.roads.map(({ to }) => to), node.otherwise];
  if (node.verb === 'split') return node.arms.map(({ to }) => to);
  if (node.verb === 'wait') return [node.came, node.otherwise];
  return node.verb === 'exit' ? [] : [node.next];
}

/** Every step from these on by the roads given. All roads lead forward. */
function reached({ nodes }: LiveCampaign, starts: Next[], roads: (node: Node) => Next[]): Set<string> {
  const found = new Set<string>();
  const open = [...starts];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = id === null ? undefined : nodes.get(id);
    if (!node || found.has(node.id)) continue;
    found.add(node.id);
    open.push(...roads(node));
  }
  return found;
}
