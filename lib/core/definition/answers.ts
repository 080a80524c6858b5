import { readKeyword } from '../keywords.ts';
import type { Campaign } from './campaign.ts';
import { stepIdOf } from './defaults.ts';
import type { Stop } from './flow.ts';
import type { Library } from './library.ts';
import { error, type JsonPath, type Problem, warning } from './problem.ts';
import type { Settings } from './settings.ts';
import type { Step } from './step.ts';
import type { Part, PartOf } from './walk.ts';

/** What is told of a message or a task, and means the one of this enrollment. */
const answers = /^(email|sms|survey)\.|^(campaign\.responded|task\.done)$/;
/** Every message is told of by these: one that is sent on them would send itself. */
const echoes = [
  'email.delivered',
  'email.opened',
  'email.opened-by-machine',
  'email.clicked-by-machine',
  'email.bounced',
  'email.complained',
  'sms.delivered',
];

/** What is waited for, counted or answered can come: a step before it has asked for it, and she has a way to answer. */
export function checkAnswers(campaign: Campaign, { parts, stops, library }: { parts: Part[]; stops: Stop[]; library: Library }): Problem[] {
  const events = parts.filter((part) => part.part === 'event');
  return [
    ...events.flatMap((event) => checkEvent(event, campaign, stops)),
    ...checkEcho(campaign),
    ...checkResponse(campaign, stops, library.settings),
    ...checkShown(campaign, stops, library),
  ];
}

function checkEvent({ value: event, path, role }: PartOf<'event'>, campaign: Campaign, stops: Stop[]): Problem[] {
  const { activity, step } = event;
  if (!answers.test(activity)) {
    const why = `"step" goes with what answers a message or a task; ${activity} answers none`;
    return step === undefined ? [] : [error([...path, 'step'], why, { given: step, atKey: true })];
  }
  if (activity === 'campaign.responded' && campaign.response === undefined && role !== 'did')
    return [error([...path, 'activity'], 'nobody can respond: the campaign has no "response"', { given: activity })];
  const asks = activity === 'task.done' ? isNotice : isMessage;
  const place = role === 'wait' ? stops.findIndex((stop) => isAt(stop, path.slice(0, -1))) : stops.length;
  const before = stops.slice(0, place).filter((stop) => asks(stop.step));
  const allowed = before.flatMap((stop) => stepIdOf(stop.step) ?? []);
  if (step === undefined) {
    const what = activity === 'task.done' ? 'no step before it tells a colleague' : 'no step before it sends anything';
    // Counted in an audience: whatever she answered, to any campaign.
    return before.length > 0 || role === 'did' ? [] : [error([...path, 'activity'], `it can never come: ${what}`, { given: activity })];
  }
  const named = stops.find((stop) => stepIdOf(stop.step) === step);
  if (!named) return [];
  if (!asks(named.step)) return [error([...path, 'step'], `${activity} does not answer this step`, { given: step, allowed })];
  if (!before.includes(named))
    return [error([...path, 'step'], 'this step comes later, so its answer cannot be waited for', { given: step, allowed })];
  const passed = role !== 'wait' || stops[place]?.before.passed.has(step) === true;
  return passed
    ? []
    : [warning([...path, 'step'], 'not every road to here has passed this step; on the others it is waited for in vain', { given: step })];
}

/** A way to answer that no message shows is no way. */
function checkShown({ response }: Campaign, stops: Stop[], { templates }: Library): Problem[] {
  const sent = stops.flatMap(({ step }) => ('send' in step ? [step.send] : []));
  const used = templates.filter(({ id }) => sent.some((send) => id === send || id.startsWith(`${send}/`)));
  const shown = new Set(used.flatMap(({ variables }) => variables.map(({ path }) => path.join('.'))));
  // A coupon that she redeems answers the campaign that gave it.
  const coupons = stops.flatMap(({ step }) => (isCoupon(step) ? [`steps.${stepIdOf(step)}.code`] : []));
  const ways = { link: ['response.url', 'response.token'], code: [...coupons, 'response.code'] };
  return (['link', 'code'] as const).flatMap((way) => {
    const names = ways[way];
    const index = response?.by.indexOf(way) ?? -1;
    if (index < 0 || used.length === 0 || names.some((name) => shown.has(name))) return [];
    return [warning(['response', 'by', index], `no message of it shows {{ ${names.join(' }} or {{ ')} }}`, { given: way })];
  });
}

const isMessage = (step: Step) => 'send' in step;
const isCoupon = (step: Step) => 'reward' in step && 'coupon' in step.reward;
const isNotice = (step: Step) => 'notify' in step;

function isAt(stop: Stop, path: JsonPath): boolean {
  return stop.path.length === path.length && stop.path.every((part, index) => part === path[index]);
}

function checkEcho({ entry: { trigger } }: Campaign): Problem[] {
  if (!('activity' in trigger) || !echoes.includes(trigger.activity)) return [];
  const why = 'every message is told of by this, also the ones of this campaign: wait for it or count it, but do not enter by it';
  return [error(['entry', 'trigger', 'activity'], why, { given: trigger.activity })];
}

function checkResponse({ response, entry: { trigger } }: Campaign, stops: Stop[], settings: Settings | undefined): Problem[] {
  if (!response) return [];
  const problems: Problem[] = [];
  const scheduled = ('once' in trigger || 'every' in trigger) && !('date' in trigger);
  const code = response.by.indexOf('code');
  if (code >= 0 && !scheduled && !stops.some(({ step }) => isCoupon(step))) {
    const why =
      'a personal code is made from the place in a run: it needs a trigger "once" or "every", or a "reward" with a coupon; a "link" goes with every trigger';
    problems.push(error(['response', 'by', code], why, { given: 'code', allowed: ['link', 'keyword'] }));
  }
  const { keyword } = response;
  if (keyword === undefined) return problems;
  if (!response.by.includes('keyword'))
    problems.push(error(['response', 'keyword'], 'says which word, but "by" has no "keyword"', { given: keyword, atKey: true }));
  const own = Object.values(settings?.languages ?? {}).flatMap((language) => language.optOut ?? []);
  if (readKeyword(keyword, { own, china: true }) !== undefined)
    problems.push(error(['response', 'keyword'], 'this word ends or explains all messages; take one of your own', { given: keyword }));
  return problems;
}
