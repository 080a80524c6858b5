import type { Contact } from './contact.ts';
import type { Brand, Settings } from './definition/settings.ts';
import type { Channel } from './enrollment/enrollment.ts';

/** One box of the preference page: a topic by a channel, and whether it is ticked. */
export interface Choice {
  channel: Channel;
  topic: string;
  on: boolean;
  /** The version of the words that she agrees to by ticking it. */
  wording?: string | undefined;
}

/** What a form says: the boxes that it showed and how, those that are ticked, and the rest as it was shown and is now. */
export interface Preferences {
  /** "email.offers.on" or "email.offers.off", and behind it the version of the words that stood there: "email.offers.off.v2". */
  shown: string[];
  /** "email.offers". */
  ticked: string[];
  language: { shown: string; chosen: string } | undefined;
  pause: { shown: boolean; chosen: boolean } | undefined;
}

/** What there is to change. */
export interface PreferenceChanges {
  consents: Choice[];
  language: string | undefined;
  /** True: a break begins; false: it ends. */
  pause: boolean | undefined;
  /** Something was named that is not to be chosen, perhaps any more; it is left out. */
  outdated: boolean;
}

type Shop = Pick<Settings, 'topics'>;

/**
 * The boxes of her page: each topic by each channel on which she can be reached and a brand writes. Advertising is ticked
 * when she agreed, service unless she said no: just as messages are sent.
 */
export function choicesOf(contact: Contact, { topics }: Shop, brands: Brand[]): Choice[] {
  const channels = [
    ...(contact.email ? (['email'] as const) : []),
    ...(contact.phone && brands.some(({ sms }) => sms) ? (['sms'] as const) : []),
  ];
  return Object.entries(topics).flatMap(([topic, { class: kind, wording }]) =>
    channels.map((channel) => {
      const said = contact.consent[channel]?.[topic];
      return { channel, topic, on: kind === 'service' ? said !== false : said === true, ...(wording && { wording: wording.version }) };
    }),
  );
}

/**
 * What she changed on the page. What she left as she found it is no change, so that two open pages do not undo each other:
 * the later one wins only where she touched it.
 */
export function changesOf(
  sent: Preferences,
  known: { choices: Choice[]; languages: string[]; language: string; paused: boolean },
): PreferenceChanges {
  const shown = sent.shown.map((text) => /^(?<box>(?:email|sms)\.[^.]+)\.(?<state>on|off)(?:\.(?<wording>.*))?$/s.exec(text)?.groups);
  const boxes = new Map(shown.flatMap((groups) => (groups?.box ? [[groups.box, groups] as const] : [])));
  let otherWords = false;
  const consents = known.choices.flatMap((choice) => {
    const box = `${choice.channel}.${choice.topic}`;
    const ticked = sent.ticked.includes(box);
    const before = boxes.get(box);
    const isTouched = before && (before.state === 'on') !== ticked && choice.on !== ticked;
    // Words that she never saw are none that she agreed to.
    const isRead = !ticked || before?.wording === choice.wording;
    if (isTouched && !isRead) otherWords = true;
    return isTouched && isRead ? [{ ...choice, on: ticked }] : [];
  });
  const knownBoxes = new Set(known.choices.map(({ channel, topic }) => `${channel}.${topic}`));
  const { language, pause } = sent;
  const isLanguage = language === undefined || known.languages.includes(language.chosen);
  const movesLanguage = isLanguage && language && language.chosen !== language.shown && language.chosen !== known.language;
  return {
    consents,
    language: movesLanguage ? language.chosen : undefined,
    pause: pause && pause.chosen !== pause.shown && pause.chosen !== known.paused ? pause.chosen : undefined,
    outdated:
      !isLanguage ||
      otherWords ||
      shown.some((groups) => !groups?.box || !knownBoxes.has(groups.box)) ||
      sent.ticked.some((box) => !boxes.has(box) || !knownBoxes.has(box)),
  };
}

/** What "unsubscribe from all advertising" says no to: every such topic by every channel, also one that is gone from the settings. */
export function allMarketing({ consent }: Contact, { topics }: Shop): Choice[] {
  return (['email', 'sms'] as const).flatMap((channel) => {
    const said = consent[channel] ?? {};
    const named = new Set([...Object.keys(topics), ...Object.keys(said).filter((topic) => said[topic] === true)]);
    return [...named].filter((topic) => topics[topic]?.class !== 'service').map((topic) => ({ channel, topic, on: false }));
  });
}
