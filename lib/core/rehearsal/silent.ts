import { leavesOf } from '../audience/leaves.ts';
import type { Test } from '../audience/test.ts';
import type { Segment } from '../definition/segment.ts';
import type { Node } from '../enrollment/node.ts';
import type { ExitRule, LiveCampaign } from '../enrollment/program.ts';
import type { TriggerRule } from '../enrollment/trigger-rule.ts';

/**
 * The same campaign where nobody reads why: its conditions decide the same and do not say what they saw. Who never gets marketing
 * is asked again only when something is known of her that was not, where time alone changes nothing of it.
 */
export function silent(campaign: LiveCampaign, neverContact: readonly string[], segments: readonly Segment[]): LiveCampaign {
  const { entry, exits, nodes } = campaign;
  const isTimeless = neverContact.every((segment) => leavesOf({ segment }, segments).every(dependsOnHerAlone));
  return {
    ...campaign,
    entry: { ...entry, trigger: silentTrigger(entry.trigger), audience: entry.audience && untraced(entry.audience) },
    exits: exits.map((exit): ExitRule => ('test' in exit ? { test: untraced(exit.test) } : exit)),
    nodes: new Map([...nodes].map(([name, node]) => [name, silentNode(node)])),
    neverContact: isTimeless ? askedOnce(campaign.neverContact) : campaign.neverContact,
  };
}

/** The first that decides ends it. */
function untraced(test: Test): Test {
  return (subject, now) => test(subject, now);
}

function silentTrigger(trigger: TriggerRule): TriggerRule {
  return trigger.kind === 'activity' && trigger.where ? { ...trigger, where: untraced(trigger.where) } : trigger;
}

function silentNode(node: Node): Node {
  return node.verb === 'branch' ? { ...node, roads: node.roads.map((road) => ({ ...road, test: untraced(road.test) })) } : node;
}

/** Scores that are counted from her profile and the settings. */
const timelessScores = ['score.profit', 'score.belowZero', 'score.satisfaction', 'score.loyalty'];
const timed = new Set(['within', 'olderThan', 'newerThan', 'since', 'until']);

function dependsOnHerAlone(leaf: ReturnType<typeof leavesOf>[number]): boolean {
  if (!('field' in leaf) || hasTime(leaf)) return false;
  return /^(customer|metrics)\./.test(leaf.field) || timelessScores.includes(leaf.field);
}

function hasTime(leaf: object): boolean {
  return Object.entries(leaf).some(([name, asked]) => timed.has(name) && asked !== undefined);
}

function askedOnce(test: Test): Test {
  let last: { profile: object; verdict: boolean | undefined } | undefined;
  return (subject, now) => {
    if (last?.profile !== subject.profile) last = { profile: subject.profile, verdict: test(subject, now) };
    return last.verdict;
  };
}
