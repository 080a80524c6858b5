import type { Campaign } from './campaign.ts';
import { brandOf, byOf } from './defaults.ts';
import type { Stop } from './flow.ts';
import type { KnownTemplate, Library, PlacedProblem } from './library.ts';
import { namedSteps } from './paths.ts';
import { error, type Problem, warning } from './problem.ts';
import type { Settings } from './settings.ts';
import { checkVariable } from './shown-variables.ts';
import type { NotifyStep, SendStep } from './step.ts';
import { isMeant, templateUseOf } from './template-use.ts';

/** The templates that a campaign sends speak the languages of the brand, and show only what can be there. */
export function checkMessages(campaign: Campaign, file: string, { library, stops }: { library: Library; stops: Stop[] }): PlacedProblem[] {
  return stops.flatMap((stop) => {
    const { step } = stop;
    const use = templateUseOf(step);
    return library.templates
      .filter(({ id }) => use && isMeant(use, id))
      .flatMap((template) => {
        if ('send' in step) return checkSend({ campaign, file, library, stop, step, template });
        return 'notify' in step ? checkNotice({ campaign, file, library, stop, step, template }) : [];
      });
  });
}

/** The templates that a campaign sends, or tells colleagues by, exist. */
export function checkTemplates(stops: Stop[], { templates }: Library): Problem[] {
  return stops.flatMap(({ step, path }) => {
    const use = templateUseOf(step);
    if (!use || templates.some(({ id }) => isMeant(use, id))) return [];
    const [whole, editions] = [templates.filter(({ id }) => !id.includes('/')), templates.filter(({ id }) => id.includes('/'))];
    const allowed = [...new Set((use.folder ? editions : whole).map(({ id }) => id.split('/')[0] ?? id))];
    const why = use.folder
      ? `there is no edition of such a template: a folder such as templates/${use.template}/2027-W09 for a week, 2027-03 for a month`
      : 'there is no such template in templates/';
    return [error([...path, use.by], why, { given: use.template, allowed })];
  });
}

interface Using<Verb extends SendStep | NotifyStep> {
  campaign: Campaign;
  file: string;
  library: Library;
  stop: Stop;
  step: Verb;
  template: KnownTemplate;
}
type Sending = Using<SendStep>;

function checkSend(sending: Sending): PlacedProblem[] {
  const { file, library } = sending;
  const languages = library.settings ? [...checkLanguages(sending, library.settings), ...checkOptOut(sending, library.settings)] : [];
  return [...languages.map((problem) => ({ file, ...problem })), ...checkShown(sending)];
}

function checkShown({ template, campaign, library, stop }: Using<SendStep | NotifyStep>): PlacedProblem[] {
  return template.variables.flatMap((variable) => checkVariable(variable, { campaign, library, stop }));
}

/** Colleagues read the default language of the brand, by e-mail. */
function checkNotice(using: Using<NotifyStep>): PlacedProblem[] {
  const { campaign, file, library, stop, step, template } = using;
  const brand = library.settings?.brands.find(({ id }) => library.settings && id === brandOf(campaign, library.settings));
  const main = brand?.languages[0];
  const { languages } = template;
  const lacks = main !== undefined && languages && !(languages.email.includes(main) && languages.subject.includes(main));
  const why = `template "${template.id}" has no mail for colleagues: it needs email.${main}.mjml and a subject in "${main}"`;
  return [
    ...(lacks ? [{ file, ...error([...stop.path, 'notify'], why, { given: step.notify }) }] : []),
    ...checkCodes(using),
    ...checkShown(using),
  ];
}

/** A code is drawn for the message that shows it to the customer, so there may be none yet. */
function checkCodes({ campaign, file, stop, template }: Using<NotifyStep>): PlacedProblem[] {
  const steps = namedSteps(campaign.steps);
  return template.variables.flatMap(({ path }) => {
    const [root, id = '', property = ''] = path;
    const step = root === 'steps' && ['code', 'expiresAt'].includes(property) ? steps.get(id) : undefined;
    if (!step || !('reward' in step) || !('coupon' in step.reward)) return [];
    const why = `template "${template.id}" shows a customer's code, which is drawn when a message to her shows it: a notice to colleagues cannot; take it out`;
    return [{ file, ...error([...stop.path, 'notify'], why, { given: path.join('.') }) }];
  });
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
