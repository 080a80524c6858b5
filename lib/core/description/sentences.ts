import type { Campaign } from '../definition/campaign.ts';
import { priorityOf, reentryOf } from '../definition/defaults.ts';
import type { Step } from '../definition/step.ts';
import type { Trigger } from '../definition/trigger.ts';
import { partsOf } from '../definition/walk.ts';
import { conditionWords, eventWords } from './condition-words.ts';
import { roadsOf, stepWords } from './step-words.ts';

/** A campaign as plain sentences, in Markdown: a title, a list of rules, a list of steps. What it leaves open stands there as its default. */
export function describeCampaign(campaign: Campaign): string {
  return [
    `## ${campaign.name} (${campaign.id})`,
    '',
    headWords(campaign),
    ...(campaign.note === undefined ? [] : ['', `> ${campaign.note.replaceAll('\n', '\n> ')}`]),
    '',
    ...rules(campaign).map((rule) => `- ${rule}`),
    '',
    'Then it',
    '',
    ...steps(campaign.steps, 0),
    '',
  ].join('\n');
}

function headWords({ kind, status, topic, program, brand, owner, starts, ends }: Campaign): string {
  const of = [
    ...(topic === undefined ? [] : [`on the topic ${topic}`]),
    ...(program === undefined ? [] : [`of the programme ${program}`]),
    ...(brand === undefined ? [] : [`of the brand ${brand}`]),
    ...(starts === undefined ? [] : [`from ${starts}`]),
    ...(ends === undefined ? [] : [`to ${ends}`]),
  ];
  return `A ${kind} campaign ${[...of, `owned by ${owner}`].join(', ')}; it is ${status}.`;
}

function rules(campaign: Campaign): string[] {
  const { entry, goal, exit = [], response, limits = {}, topic, basis } = campaign;
  return [
    `A customer enters ${triggerWords(entry.trigger)}.`,
    ...(entry.audience ? [`Only if ${conditionWords(entry.audience)}.`] : []),
    reentryWords(campaign),
    ...(entry.restart ? ['While she is inside the trigger starts her over with fresh data; what was sent stays sent.'] : []),
    ...(entry.includeExisting ? ['Publishing also enters those who already stand there.'] : []),
    ...(entry.holdout === undefined ? [] : [`${entry.holdout} of the customers get nothing, so that the effect can be measured.`]),
    ...(goal
      ? [`The goal is ${eventWords(goal)} within ${goal.within}; ${goal.stay ? 'she stays' : 'reaching it ends the campaign for her'}.`]
      : []),
    ...exit.map((one) => ('if' in one ? `She leaves as soon as ${conditionWords(one.if)}.` : `She leaves on ${eventWords(one)}.`)),
    ...(response
      ? [
          `She can answer by ${response.by.join(', ')} within ${response.within}${response.keyword === undefined ? '' : `; the keyword is ${response.keyword}`}.`,
        ]
      : []),
    ...(limits.budget === undefined
      ? []
      : [`It costs at most ${limits.budget} ${limits.per === undefined ? 'in all' : `each ${limits.per}`}${rewardsWords(campaign)}.`]),
    ...(topic === undefined ? [] : [`The legal basis is ${basis ?? `that of the topic ${topic}`}.`]),
    ...(limits.timesPerCustomer === undefined ? [] : [`One customer enters at most ${limits.timesPerCustomer} times.`]),
    ...(limits.entriesPerDay === undefined ? [] : [`At most ${limits.entriesPerDay} customers enter a day.`]),
    `Its priority is ${priorityOf(campaign)}; of messages that contend for a place the higher goes first.`,
  ];
}

function rewardsWords(campaign: Campaign): string {
  const gives = partsOf(campaign).some(({ part, value }) => part === 'step' && 'reward' in value);
  return gives ? ', messages and rewards together: once that is spent nobody is given anything, and she goes on without' : '';
}

function reentryWords(campaign: Campaign): string {
  const reentry = reentryOf(campaign);
  const { key } = campaign.entry;
  const each = key === undefined ? '' : ` for each ${key}`;
  if (reentry === 'never') return `She enters once${each} and never again.`;
  return reentry === 'always' ? `She enters each time${each} (${reentry}).` : `She may enter again${each} after ${reentry}.`;
}

/** When it happens: "when …", "each year …". */
export function triggerWords(trigger: Trigger): string {
  if ('activity' in trigger) {
    const { activity, where, for: named } = trigger;
    const who = named === undefined ? 'when she does' : `who is named by ${named} when somebody does`;
    return `${who} ${eventWords({ activity, where })}`;
  }
  if ('date' in trigger) {
    const { date, every, before, after, at = '09:00' } = trigger;
    const shift = before === undefined ? (after === undefined ? 'on' : `${after} after`) : `${before} before`;
    return `${shift} ${date}${every === undefined ? '' : `, every ${every} again`}, at ${at} of her day`;
  }
  if ('once' in trigger) return `once, at ${trigger.once} ${zoneWords(trigger.zone)}`;
  if ('segment' in trigger)
    return `when she ${trigger.on === 'enter' ? 'comes into' : 'leaves'} the segment ${trigger.segment} (${trigger.on})`;
  if ('every' in trigger) {
    const { every, on, at, zone } = trigger;
    return `every ${every}${on ? ` on ${on.join(', ')}` : ''} at ${at} ${zoneWords(zone)}`;
  }
  const { lapse, sure, minimum } = trigger;
  if (lapse !== 'own rhythm') return `when she has not ordered for ${lapse}`;
  const floor = minimum === undefined ? '' : `, but not before ${minimum}`;
  return `when she has not ordered for longer than her own rhythm lets expect (${lapse}), with ${sure ?? '90%'} certainty${floor}`;
}

function zoneWords(zone = 'customer'): string {
  return zone === 'customer' ? "in the customer's zone" : `in ${zone}`;
}

/** A list in a list for each road. */
function steps(list: Step[], depth: number): string[] {
  const indent = '   '.repeat(depth);
  return list.flatMap((step, index) => [
    `${indent}${index + 1}. ${stepWords(step)}${step.note === undefined ? '' : ` *(${step.note})*`}`,
    ...roadsOf(step).flatMap(({ when, steps: inner }) => [
      `${indent}   - ${when}: ${inner.length === 0 ? 'goes on' : ''}`.trimEnd(),
      ...steps(inner, depth + 2),
    ]),
  ]);
}
