import { addDuration, editionOf, type Instant, localDate } from '../time.ts';
import type { Campaign } from './campaign.ts';
import { brandOf } from './defaults.ts';
import type { Library, Placed, PlacedProblem } from './library.ts';
import { warning } from './problem.ts';
import { templateUseOf } from './template-use.ts';
import { partsOf } from './walk.ts';

const periods = { week: { months: 0, days: 7, ms: 0 }, month: { months: 1, days: 0, ms: 0 } };

/** Editions that live campaigns will ask for now or in the next period, and that nobody has written; none beyond its first and last day. */
export function missingEditions(library: Library, now: Instant): PlacedProblem[] {
  return library.campaigns.filter(({ value }) => value.status === 'live').flatMap((campaign) => missingOf(campaign, library, now));
}

function missingOf({ file, value: campaign }: Placed<Campaign>, { settings, templates }: Library, now: Instant): PlacedProblem[] {
  const zone = settings?.brands.find(({ id }) => id === brandOf(campaign, settings))?.zone;
  if (zone === undefined) return [];
  return partsOf(campaign).flatMap((part) => {
    if (part.part !== 'step' || !('send' in part.value) || part.value.edition === undefined) return [];
    const { send, edition } = part.value;
    const use = templateUseOf(part.value);
    const written = templates.filter(({ id }) => use && id.startsWith(`${use.template}/`));
    // That there is none at all is an error, and told.
    if (written.length === 0) return [];
    const { trigger } = campaign.entry;
    const periodOf = (date: string) => editionOf(Date.parse(`${date.slice(0, 10)}T12:00:00Z`), edition, 'UTC');
    const { starts, ends } = campaign;
    if (ends !== undefined && ends < localDate(now, zone)) return [];
    const due =
      'once' in trigger
        ? [{ when: 'the day of this campaign', period: periodOf(trigger.once) }]
        : [
            { when: `this ${edition}`, period: editionOf(now, edition, zone) },
            { when: `next ${edition}`, period: editionOf(addDuration(now, periods[edition], zone), edition, zone) },
          ];
    return due
      .filter(({ period }) => (starts === undefined || period >= periodOf(starts)) && (ends === undefined || period <= periodOf(ends)))
      .filter(({ period }) => !written.some(({ id }) => id === `${send}/${period}`))
      .map(({ when, period }) => ({
        file,
        ...warning(
          [...part.path, 'send'],
          `the edition of ${when} is missing, and without it nobody is sent: templates/${send}/${period}`,
          {
            given: send,
          },
        ),
      }));
  });
}
