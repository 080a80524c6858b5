import { byOf, stepIdOf, validForOf } from '../definition/defaults.ts';
import type { NotifyStep, SendStep, Step, WaitUntilStep } from '../definition/step.ts';
import { conditionWords, eventWords } from './condition-words.ts';

/** A step without what it leads to: one sentence. */
export function stepWords(step: Step): string {
  return `${words(step)}${nameOf(step)}`;
}

/** The roads out of a step, in words: what is asked on each, and the steps on it. A missing road goes on. */
export function roadsOf(step: Step): { when: string; steps: Step[] }[] {
  if ('branch' in step)
    return [
      ...step.branch.map((one) => ({ when: `if ${conditionWords(one.if)}`, steps: one.then })),
      { when: 'otherwise', steps: step.otherwise ?? [] },
    ];
  if ('split' in step) return step.split.map(({ arm, share, then }) => ({ when: `${arm}, ${share} of the customers`, steps: then }));
  if (!('wait' in step) || !step.for) return [];
  return [
    { when: 'if it comes', steps: step.then ?? [] },
    { when: 'if it does not come in time', steps: step.otherwise ?? [] },
  ];
}

/** How other steps call it, where it is not called like what it does. */
function nameOf(step: Step): string {
  const id = stepIdOf(step);
  const own = 'send' in step ? step.send : 'notify' in step ? step.notify : undefined;
  return id === undefined || id === own ? '' : ` (called ${id})`;
}

function words(step: Step): string {
  if ('send' in step) return sendWords(step);
  if ('wait' in step) return step.for ? `waits ${step.wait} for ${eventWords(step.for)}` : `waits ${step.wait}`;
  if ('waitUntil' in step) return untilWords(step);
  if ('branch' in step) return 'asks';
  if ('split' in step) return 'lets chance decide, the same for ever';
  if ('reward' in step) return rewardWords(step.reward);
  if ('notify' in step) return notifyWords(step);
  if ('pauseMarketing' in step) return `holds all marketing to her, in all campaigns, for ${step.pauseMarketing}`;
  if ('update' in step) return `sets ${pairs(step.update, (value) => JSON.stringify(value))}`;
  if ('emit' in step) return `tells other systems ${step.emit}${step.data ? ` with ${pairs(step.data, (path) => `from ${path}`)}` : ''}`;
  return `ends here: ${step.exit}`;
}

const channelWords = { email: 'e-mail', sms: 'SMS' };

function sendWords(step: SendStep): string {
  const { send, topic, sender, edition } = step;
  const by = byOf(step)
    .map((channel) => channelWords[channel])
    .join(', else by ');
  return [
    edition === undefined ? `sends "${send}"` : `sends the edition of the ${edition} of "${send}"`,
    ` by ${by}, not after ${validForOf(step)}`,
    topic === undefined ? '' : `, under the topic ${topic}`,
    sender === undefined ? '' : `, in the name of ${sender}`,
  ].join('');
}

function untilWords({ waitUntil, on, before }: WaitUntilStep): string {
  if (before !== undefined) return `waits until ${before} before ${waitUntil}`;
  if (waitUntil === 'best hour') return 'waits for the hour at which she orders most, within a day';
  return `waits until ${waitUntil}${on ? ` on ${on.join(', ')}` : ''}`;
}

function rewardWords(reward: Extract<Step, { reward: unknown }>['reward']): string {
  if ('points' in reward) return `gives ${reward.points === 1 ? '1 point' : `${reward.points} points`}, which can be spent at once`;
  const holds = reward.validFor === undefined ? '' : `, good for ${reward.validFor}`;
  return `gives a code of ${reward.coupon}${holds}, drawn for the first message that shows it`;
}

function notifyWords({ notify, to, due, digest }: NotifyStep): string {
  const whom = to.includes('.') ? `the colleague at ${to}` : `the team ${to}`;
  return `tells ${whom} by "${notify}"${due === undefined ? '' : `, to be done within ${due}`}${digest === undefined ? '' : `, all of a day in one mail (${digest})`}`;
}

function pairs<T>(record: { [name: string]: T }, show: (value: T) => string): string {
  return Object.entries(record)
    .map(([name, value]) => `${name} ${show(value)}`)
    .join(', ');
}
