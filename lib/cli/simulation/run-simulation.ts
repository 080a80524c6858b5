import { availableParallelism } from 'node:os';
import { ratesOf } from '../../core/money.ts';
import type { SimulationPlan } from '../../core/simulation/simulated.ts';
import { counted } from '../counted.ts';
import { showProgress } from '../progress.ts';
import type { Part } from './part.ts';
import { type PastsPart, partsOf } from './pasts.ts';
import type { Draft } from './plan.ts';
import { idleTexts, optInNotes } from './plan-notes.ts';
import { ranOutOf } from './ran-out.ts';
import { type ComparedReport, type SimulationReport, stepNames, totalsOf } from './report.ts';
import { type Counted, countedAt, countShop, worthThreads } from './shop-counts.ts';
import type { SimulationSource } from './source.ts';
import { timeNotes } from './time-span.ts';
import { type Simulated, simulate } from './workers.ts';

/** What is to be simulated, and what the report says beside the figures. */
export interface SimulationJob {
  plan: SimulationPlan;
  source: SimulationSource;
  draft: (Draft & { path: string }) | undefined;
  notes: string[];
  /** Of the sample; undefined = everybody is simulated. */
  seed: string | undefined;
}

/** Counts the shop as it stood on the first day, simulates every customer, and gathers what there is to tell. */
export async function runSimulation({ plan: asked, source, draft, notes, seed }: SimulationJob): Promise<SimulationReport> {
  const counting = countedAt(asked, source.customers);
  const plan = { ...asked, counts: await countShop(source, asked.settings, counting) };
  const countingDraft = draft && countedAt(draft.plan, source.customers);
  const against = draft && countingDraft && { ...draft.plan, counts: await countShop(source, draft.plan.settings, countingDraft) };
  const { tally, passes, settled, limits, against: other } = await simulateAloud(plan, source, against);
  return {
    from: plan.from,
    until: plan.until,
    source: source.text,
    customers: source.customers,
    ...(seed !== undefined && { seed }),
    currency: ratesOf(plan.settings).base,
    caps: capsOf(plan),
    steps: Object.fromEntries(plan.campaigns.map((campaign) => [campaign.id, stepNames(campaign)])),
    idle: idleTexts(plan),
    tally,
    passes,
    settled,
    warnings: [...warningsOf(plan, source), ...(settled ? [] : [unsettled(passes)])],
    zone: plan.settings.brands[0]?.zone ?? 'UTC',
    ranOut: ranOutOf(plan, limits, tally),
    notes: [
      ...source.notes,
      ...notes,
      ...(seed === undefined ? [] : [ofSample]),
      ...seldomNotes(counting, source.customers),
      ...(totalsOf(tally).sms > 0 ? [likelyParts] : []),
    ],
    ...(draft && other && { compared: comparedOf(draft, other) }),
  };
}

function comparedOf({ plan, path, changed }: Draft & { path: string }, other: NonNullable<Simulated['against']>): ComparedReport {
  const { tally, comparison, limits } = other;
  return { draft: path, changed, tally, comparison, ranOut: ranOutOf(plan, limits, tally) };
}

const ofSample =
  'Messages, rewards and costs are those of the sample. Budgets and entries a day are taken as much smaller as it is, so that when they run out is rough.';

/** What makes the figures mean something else than they seem to: it is said before them. */
export function warningsOf(plan: SimulationPlan, source: SimulationSource): string[] {
  return [...timeNotes(plan, source), ...source.warnings, ...optInNotes(plan, source)];
}

function unsettled(passes: number): string {
  return `What customers share (budgets, entries a day) still moved after ${passes} passes: the figures are approximate.`;
}

const likelyParts =
  'Parts of SMS, and what SMS cost, are estimated: each template is taken in the language in which it is longest, with all that stands under its conditions and twelve letters for each variable. One letter beyond GSM-7 in a name, such as ł, can double the parts of her text.';

function seldomNotes({ everyNights, everyFit, share }: Counted, customers: number): string[] {
  const nights = everyNights * everyFit;
  return [
    ...(share < 1
      ? [
          `What scores and own rhythms know of the whole shop was counted of about ${counted(Math.round(share * customers))} of the ${counted(customers)} customers, chosen by the hash of their ids.`,
        ]
      : []),
    ...(everyNights > 1
      ? [`What scores and own rhythms know of the whole shop was counted anew every ${everyNights} nights, not every night as it would be.`]
      : []),
    ...(nights > 1 ? [`The models that scores use were fitted anew every ${nights} nights, not every night as they would be.`] : []),
  ];
}

/** Customers of one part: enough that threads share the work evenly, few enough to show how far it is. */
const together = 500;

/** Simulates with a bar on stderr. */
export async function simulateAloud(plan: SimulationPlan, source: SimulationSource, against?: SimulationPlan): Promise<Simulated> {
  const parts: Part[] = partsOf(source, together).map((partitions) => ({
    module: import.meta.resolve('./pasts.ts'),
    options: { pasts: source.pasts, partitions } satisfies PastsPart,
  }));
  const startedAt = performance.now();
  const progress = showProgress('simulating');
  try {
    return await simulate(plan, parts, {
      workers: source.sampled < worthThreads ? 1 : availableParallelism(),
      sample: source.pasts.sample,
      against,
      onProgress: (done, pass) => {
        const rate = Math.round((1000 * done) / (performance.now() - startedAt));
        progress.update(done, source.sampled, `${counted(done)} customers${pass > 1 ? `, pass ${pass}` : ''} · ${counted(rate)}/s`);
      },
    });
  } finally {
    progress.stop();
  }
}

function capsOf({ settings: { caps } }: SimulationPlan): SimulationReport['caps'] {
  return (caps ?? []).map(({ atMost, per, ...of }) => ({
    atMost,
    per: String(per),
    of:
      'class' in of && of.class !== undefined
        ? `messages of class ${of.class}`
        : `messages by ${'channel' in of ? of.channel : 'any channel'}`,
  }));
}
