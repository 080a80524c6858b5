import type { Contact } from '../core/contact.ts';
import { choicesOf } from '../core/preferences.ts';
import { formatLocale } from '../templates/language.ts';
import type { PreferenceSubject, ShownTopic } from '../templates/preference-page.ts';
import type { World } from '../world.ts';
import { loadPreferences, type PreferenceView } from './load-preferences.ts';
import { namesOf, pageReader } from './page-reader.ts';
import { textIn, topicName } from './topic-names.ts';

/** What the preference page of a link shows; nothing as above. `accepts`: the languages of her browser. Changes nothing. */
export async function readPreferenceLink(world: World, token: string, accepts: string[]): Promise<PreferenceSubject | undefined> {
  const view = await loadPreferences(world, token);
  return view && showPreferences(world, view, accepts);
}

/** Everything that stands on her page by now. */
export async function showPreferences(world: World, view: PreferenceView, accepts: string[]): Promise<PreferenceSubject> {
  const { cid, contact, settings, brands, zone } = view;
  const [brand, ...others] = brands;
  const asked = { cid, accepts, ...(brand && others.length === 0 && { brand: brand.id }) };
  const reader = await pageReader(world, asked);
  const { language } = reader.words;
  const until = contact?.pausedUntil ?? 0;
  return {
    ...reader,
    senders: namesOf(settings.brands, language),
    topics: contact ? topicsOf(contact, view, language) : [],
    languages: view.languages.map((tag) => ({ tag, chosen: tag === view.language })),
    ...(until > world.now() && {
      pausedUntil: new Intl.DateTimeFormat(formatLocale(contact?.language, language), { dateStyle: 'long', timeZone: zone }).format(until),
    }),
    blocked: (['email', 'sms'] as const).flatMap((channel) => {
      const reason = contact?.suppressed[channel]?.reason;
      const answers = channel === 'sms' && brands.some(({ sms }) => sms && takesAnswers(sms.sender));
      return reason === undefined ? [] : [{ channel, reason: reason === 'stop' && !answers ? 'other' : reason }];
    }),
    address: brand?.sender.email ?? '',
  };
}

/** A name of letters, such as LINDENPINE, takes no answers; numbers and pools of them do. */
function takesAnswers(sender: string): boolean {
  return !/^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/.test(sender);
}

function topicsOf(contact: Contact, { settings, brands, language }: PreferenceView, spoken: string): ShownTopic[] {
  const choices = choicesOf(contact, settings, brands);
  return Object.entries(settings.topics).flatMap(([id, topic]) => {
    const own = choices.filter((choice) => choice.topic === id);
    const wording = topic.wording && textIn(topic.wording.text, [spoken, language]);
    const shown = {
      id,
      name: topicName(settings, id, [spoken, language]),
      service: topic.class === 'service',
      choices: own,
      ...(wording && { wording }),
    };
    return own.length > 0 ? [shown] : [];
  });
}
