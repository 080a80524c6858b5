import type { Campaign } from './campaign.ts';
import { byOf } from './defaults.ts';
import type { Stop } from './flow.ts';
import type { KnownTemplate, Library, PlacedProblem, ShownVariable } from './library.ts';
import { type Astray, resolvePath, type Target } from './paths.ts';
import { error, type Problem, warning } from './problem.ts';
import type { Brand, Settings } from './settings.ts';
import type { SendStep } from './step.ts';

/** The templates that a campaign sends: they exist, speak the languages of the brand, and show only what can be there. */
export function checkMessages(campaign: Campaign, file: string, { library, stops }: { library: Library; stops: Stop[] }): PlacedProblem[] {
  return stops.flatMap((stop) => {
    const { step, path } = stop;
    const name = 'send' in step ? step.send : 'notify' in step ? step.notify : undefined;
    if (name === undefined) return [];
    const template = library.templates.find(({ id }) => id === name);
    if (template) return 'send' in step ? checkSend({ campaign, file, library, stop, step, template }) : [];
    if ('notify' in step) return [];
    return [
      {
        file,
        ...error([...path, 'send'], 'there is no such template in templates/', {
          given: name,
          allowed: library.templates.map(({ id }) => id),
        }),
      },
    ];
  });
}

interface Sending {
  campaign: Campaign;
  file: string;
  library: Library;
  stop: Stop;
  step: SendStep;
  template: KnownTemplate;
}

function checkSend(sending: Sending): PlacedProblem[] {
  const { file, library, template } = sending;
  const languages = library.settings ? [...checkLanguages(sending, library.settings), ...checkOptOut(sending, library.settings)] : [];
  return [
    ...languages.map((problem) => ({ file, ...problem })),
    ...template.variables.flatMap((variable) => checkVariable(variable, sending)),
  ];
}

export function brandOf(campaign: Campaign, settings: Settings): Brand | undefined {
  return campaign.brand === undefined ? settings.brands[0] : settings.brands.find(({ id }) => id === campaign.brand);
}

function checkLanguages({ campaign, stop, step, template }: Sending, settings: Settings): Problem[] {
  const brand = brandOf(campaign, settings);
  if (!brand || !template.languages) return [];
  const [main, ...others] = brand.languages;
  const { email, subject, sms } = template.languages;
  const at = [...stop.path, 'send'];
  const has = {
    email: (language: string) => email.includes(language) && subject.includes(language),
    sms: (language: string) => Object.hasOwn(sms, language),
  };
  return byOf(step).flatMap((channel) => {
    const lacks = (language: string) => !has[channel](language);
    const what = (language: string) =>
      channel === 'sms' ? `an SMS text ("sms" in template.json) in "${language}"` : `email.${language}.mjml and a subject in "${language}"`;
    if (channel === 'sms' && !brand.sms)
      return [error(at, `brand "${brand.id}" cannot send SMS: its settings have no "sms" sender`, { given: step.send })];
    if (main !== undefined && lacks(main))
      return [error(at, `template "${template.id}" lacks the default language: it needs ${what(main)}`, { given: step.send })];
    return others
      .filter(lacks)
      .map((language) =>
        warning(at, `template "${template.id}" lacks ${what(language)}; these customers get it in "${main}"`, { given: step.send }),
      );
  });
}

const usualOptOut = ['STOP'];

function checkOptOut({ campaign, stop, step, template }: Sending, settings: Settings): Problem[] {
  const topic = step.topic ?? campaign.topic;
  const isMarketing = topic !== undefined && Object.hasOwn(settings.topics, topic) && settings.topics[topic]?.class === 'marketing';
  if (!isMarketing || !byOf(step).includes('sms')) return [];
  return Object.entries(template.languages?.sms ?? {}).flatMap(([language, text]) => {
    const words = settings.languages[language]?.optOut ?? usualOptOut;
    if (words.some((word) => plain(text).includes(plain(word)))) return [];
    return [
      error(
        [...stop.path, 'send'],
        `the SMS of "${template.id}" in "${language}" is marketing and lacks the words to opt out: one of ${words.join(', ')}`,
        { given: text },
      ),
    ];
  });
}

/** Words between single spaces, so that "stop" is found in "STOP." and not in "stopped". */
function plain(text: string): string {
  return ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .join(' ')
    .trim()} `;
}

/** What only a campaign can tell; the rest is told once, by the template alone. */
const campaignRoots = ['trigger', 'steps'];
const shownRoots = ['customer', 'metrics', 'trigger', 'consent', 'steps'];

/** A variable that is shown leads somewhere, and a step that it speaks of was passed on every road. */
function checkVariable(variable: ShownVariable, { campaign, library, stop }: Sending): PlacedProblem[] {
  const target = resolvePath(variable.path, { library, campaign });
  if (!campaignRoots.includes(variable.path[0] ?? '') || !target) return [];
  if ('astray' in target) return [placed(variable, target)];
  if (target.step === undefined || variable.optional || stop.before.passed.has(target.step)) return [];
  const message = `{{ ${show(variable)} }}: campaign "${campaign.id}" sends this on a road that has not passed the step "${target.step}"`;
  return [{ ...error([], message), file: variable.file, line: variable.line, column: variable.column }];
}

function show({ path }: ShownVariable): string {
  return path.join('.').replaceAll('.[]', '[]');
}

function placed(variable: ShownVariable, { astray, allowed }: Astray): PlacedProblem {
  const more = { given: variable.path.filter((part) => part !== '[]').join('.'), ...(allowed && { allowed }) };
  return { ...error([], `{{ ${show(variable)} }}: ${astray}`, more), file: variable.file, line: variable.line, column: variable.column };
}

/** What a template shows whichever campaign sends it: roots that do not exist, attributes and metrics that are not declared. */
export function checkTemplateAlone(template: KnownTemplate, library: Library, builtIn: readonly string[]): PlacedProblem[] {
  return template.variables.flatMap((variable) => {
    const [root = ''] = variable.path;
    const name = variable.path.join('.');
    if (campaignRoots.includes(root) || builtIn.includes(name)) return [];
    const allowed = [...shownRoots, ...new Set(builtIn.map((each) => each.split('.')[0] ?? ''))];
    if (!allowed.includes(root)) return [placed(variable, { astray: 'there is no such variable', allowed })];
    const target: Target | Astray | undefined = shownRoots.includes(root)
      ? resolvePath(variable.path, { library })
      : { astray: 'there is no such variable', allowed: [...builtIn] };
    return target && 'astray' in target ? [placed(variable, target)] : [];
  });
}
