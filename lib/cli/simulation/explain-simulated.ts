import { unnamedSteps } from '../../core/description/unnamed-steps.ts';
import type { Told } from '../../core/rehearsal/life.ts';
import { toldInWords } from '../../core/rehearsal/told-words.ts';
import { toldOf } from '../../core/simulation/simulate-customer.ts';
import type { SimulationPlan } from '../../core/simulation/simulated.ts';
import { instantText, isZone } from '../../core/time.ts';
import { numberOf } from '../figure-text.ts';
import { pastOf } from './pasts.ts';
import { simulateAloud, warningsOf } from './run-simulation.ts';
import { countedAt, countShop } from './shop-counts.ts';
import type { SimulationSource } from './source.ts';

/** Tells what is known of her, and nothing that she did. */
const learnt = 'customer.updated';

/** What becomes of one customer, line by line, with the reasons. Rejects with a sentence when nobody is known by that id. */
export async function explainSimulated(
  customer: string,
  { plan: asked, source, json }: { plan: SimulationPlan; source: SimulationSource; json: boolean },
): Promise<string> {
  const past = pastOf(source.pasts, customer) ?? pastOf(source.pasts, customer.toLowerCase());
  if (!past) throw new Error(`no customer "${customer}" is in ${source.text}: give the shop's own id, as it stands there`);
  const plan = { ...asked, counts: await countShop(source, asked.settings, countedAt(asked, source.customers)) };
  // Whether a budget still had something for her, all the others decide.
  const isShared = plan.campaigns.some(({ limits }) => limits?.budget !== undefined || limits?.entriesPerDay !== undefined);
  const { limits } = isShared ? await simulateAloud(plan, source) : { limits: {} };
  const own = past.contact?.zone;
  const zone = isZone(own) ? own : (plan.settings.brands[0]?.zone ?? 'UTC');
  const did = past.activities
    .filter(({ occurredAt }) => occurredAt >= plan.from && occurredAt <= plan.until)
    .map(({ occurredAt, type, id }) => ({
      at: occurredAt,
      what: type === learnt ? 'what is known of her changes' : `she did ${type} (${id})`,
    }));
  const told = toldOf(plan, past, limits).map((one) => ({
    at: one.at,
    what: `${one.campaign}: ${inZone(
      toldInWords(withPlace(one, plan), (at) => instantText(at, zone)),
      zone,
    )}`,
  }));
  // What she does comes before what follows of it.
  const lines = [...did, ...told].sort((one, other) => one.at - other.at).map(({ at, what }) => ({ at: instantText(at, zone), what }));
  const history = past.activities.filter(({ type, occurredAt }) => type !== learnt && occurredAt < plan.from).length;
  const warnings = warningsOf(plan, source);
  if (json) return JSON.stringify({ customer, zone, history, warnings, timeline: lines });
  return [
    `${customer} from ${instantText(plan.from, zone)} to ${instantText(plan.until, zone)}, times in ${zone}; ${numberOf(history, 'activity before that is', 'activities before that are')} history`,
    ...warnings.map((warning) => `! ${warning}`),
    ...(lines.length === 0 ? ['  nothing happened'] : lines.map(({ at, what }) => `  ${at} ${what}`)),
  ].join('\n');
}

/** A step without a name is told by where it stands. */
function withPlace(told: Told, { campaigns }: SimulationPlan): Told {
  if (told.what !== 'because' || told.reason.step === undefined) return told;
  const unnamed = unnamedSteps(campaigns.find(({ id }) => id === told.campaign)?.steps ?? [])[told.reason.step];
  return unnamed ? { ...told, reason: { ...told.reason, step: `at the ${unnamed.where}` } } : told;
}

/** What was decided tells of entries in UTC; she is told of in one zone, hers. */
function inZone(text: string, zone: string): string {
  return text.replace(
    /(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC\b/g,
    (_, date: string, time: string) => `${instantText(Date.parse(`${date}T${time}Z`), zone)} ${zone}`,
  );
}
