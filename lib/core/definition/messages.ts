import type { Campaign } from './campaign.ts';
import { brandOf, byOf } from './defaults.ts';
import type { Stop } from './flow.ts';
import type { KnownTemplate, Library, PlacedProblem } from './library.ts';
import { error, type Problem, warning } from './problem.ts';
import type { Settings } from './settings.ts';
import { checkVariable } from './shown-variables.ts';
import type { SendStep } from './step.ts';

/** The templates that a campaign sends speak the languages of the brand, and show only what can be there. */
export function checkMessages(campaign: Campaign, file: string, { library, stops }: { library: Library; stops: Stop[] }): PlacedProblem[] {
  return stops.flatMap((stop) => {
    const { step } = stop;
    const template = 'send' in step ? library.templates.find(({ id }) => id === step.send) : undefined;
    return 'send' in step && template ? checkSend({ campaign, file, library, stop, step, template }) : [];
  });
}

/** The templates that a campaign sends exist. */
export function checkTemplates(stops: Stop[], { templates }: Library): Problem[] {
  const allowed = templates.map(({ id }) => id);
  return stops.flatMap(({ step, path }) =>
    'send' in step && !allowed.includes(step.send)
      ? [error([...path, 'send'], 'there is no such template in templates/', { given: step.send, allowed })]
      : [],
  );
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
    ...template.variables.flatMap((variable) => checkVariable(variable, { campaign: sending.campaign, library, stop: sending.stop })),
  ];
}

function checkLanguages({ campaign, stop, step, template }: Sending, settings: Settings): Problem[] {
  const brand = settings.brands.find(({ id }) => id === brandOf(campaign, settings));
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
