import { timesCost } from '../budget.ts';
import type { Kind } from '../definition/campaign.ts';
import type { CouponPool } from '../definition/loyalty-program.ts';
import type { Settings } from '../definition/settings.ts';
import type { Next, Node } from '../enrollment/node.ts';
import type { LiveCampaign } from '../enrollment/program.ts';
import type { ArmShare } from '../experiment/arms.ts';
import { ratesOf } from '../money.ts';
import type { GoalInForce } from './goal-window.ts';
import type { RewardPrices } from './report-figures.ts';
import { type Purpose, purposeOf } from './report-purpose.ts';

/** What a report says of a campaign beside its figures. JSON-safe. */
export interface ReportedCampaign {
  id: string;
  name: string;
  kind: Kind;
  owner: string;
  purpose: Purpose;
  /** What it is for, as authored; nothing can be measured without it. */
  goal?: { activity: string; within: string };
  /** Those of all versions, where they are not all the same; the last is that of this one. */
  goals?: GoalInForce[];
  /** The planned share of the control group, 0 to 1. */
  holdout: number;
  /** It goes out in runs. */
  scheduled: boolean;
  /** Its recipients have no enrollments. */
  broadcast: boolean;
  /** One customer may enter more than once. */
  repeats: boolean;
  /** It tells colleagues, and sends nothing to customers. */
  onlyTells?: true;
  /** The steps that send, in the order in which they can be reached. */
  steps: string[];
  splits: { step: string; arms: ArmShare[]; atEntry: boolean }[];
  prices: RewardPrices;
}

/** What the settings and programs say of costs. */
export interface Priced {
  settings: Pick<Settings, 'rates' | 'brands'>;
  pools: readonly CouponPool[];
}

/** Of the version in force, with the settings of today. */
export function reportedCampaign(campaign: LiveCampaign, { settings, pools }: Priced): ReportedCampaign {
  const { id, definition, entry, broadcast } = campaign;
  const { name, kind, owner, goal } = definition;
  const nodes = reachable(campaign);
  const first = firstSplit(campaign);
  return {
    ...{ id, name, kind, owner },
    purpose: purposeOf(definition),
    ...(goal && { goal: { activity: goal.activity, within: goal.within } }),
    holdout: entry.holdout,
    scheduled: entry.trigger.kind === 'schedule',
    broadcast: broadcast !== undefined,
    repeats: entry.reentry !== 'never',
    ...(nodes.some(({ verb }) => verb === 'notify') && !nodes.some(({ verb }) => verb === 'send') && { onlyTells: true }),
    steps: nodes.flatMap((node) => (node.verb === 'send' ? [node.id] : [])),
    splits: nodes.flatMap((node) => {
      if (node.verb !== 'split') return [];
      const arms = node.arms.map(({ arm, share }) => ({ arm, share }));
      return [{ step: node.id, arms, atEntry: node.id === first }];
    }),
    prices: {
      point: priceOf(campaign.program?.pointCost, settings),
      pools: Object.fromEntries(pools.map(({ id: pool, cost: each }) => [pool, priceOf(each, settings)])),
    },
  };
}

/** 0 where nobody said what it costs, or there is no rate for it. */
function priceOf(cost: string | undefined, settings: Priced['settings']): number {
  const rates = ratesOf(settings);
  return cost === undefined ? 0 : (timesCost(cost, 1, { currency: rates.base, rates }) ?? 0);
}

/** Every node once, each before what follows it where that is possible. */
function reachable({ first, nodes }: LiveCampaign): Node[] {
  const found: Node[] = [];
  const open: Next[] = [first];
  while (open.length > 0) {
    const node = nodes.get(open.shift() ?? '');
    if (!node || found.includes(node)) continue;
    found.push(node);
    open.unshift(...after(node));
  }
  return found;
}

function after(node: Node): Next[] {
  if (node.verb === 'exit') return [];
  if (node.verb === 'split') return node.arms.map(({ to }) => to);
  if (node.verb === 'branch') return [...node.roads.map(({ to }) => to), node.otherwise];
  return node.verb === 'wait' ? [node.came, node.otherwise] : [node.next];
}

/** The split that everybody comes to at the instant of entry: before any other nobody has left, so its arms are like the control group. */
function firstSplit({ first, nodes }: LiveCampaign): string | undefined {
  for (let at = first; at !== null; ) {
    const node = nodes.get(at);
    if (!node || node.verb === 'split') return node?.id;
    if (node.verb === 'branch' || node.verb === 'wait' || node.verb === 'waitUntil' || node.verb === 'exit') return undefined;
    at = node.next;
  }
  return undefined;
}
