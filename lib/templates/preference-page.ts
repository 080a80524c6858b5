import type { Choice } from '../core/preferences.ts';
import { escapeHtml } from './escape.ts';
import { fill } from './language.ts';
import { linkPage, type PageReader, paragraph } from './link-page.ts';

export interface ShownTopic {
  id: string;
  name: string;
  /** It belongs to what she buys. */
  service: boolean;
  choices: Choice[];
  /** The words that she agrees to, and their language. */
  wording?: { language: string; text: string };
}

/** Everything that the preference page shows of her: no address and no name, since mails are forwarded. */
export interface PreferenceSubject extends PageReader {
  /** All brands of the shop: a consent is for them together. */
  senders: string;
  /** None: nothing may be chosen, since nothing can reach her. */
  topics: ShownTopic[];
  languages: { tag: string; chosen: boolean }[];
  /** The day on which a break ends, in words. */
  pausedUntil?: string;
  /** Channels by which nothing reaches her whatever she ticks. */
  blocked: { channel: Choice['channel']; reason: string }[];
  /** Of the brand, for what this page cannot do. */
  address: string;
  saved?: 'saved' | 'unsubscribed' | 'outdated';
}

export function preferencePage(subject: PreferenceSubject): string {
  const { words, senders, topics } = subject;
  const { title, intro, nobodyTitle, nobody, save } = words.preferences;
  if (topics.length === 0) return linkPage({ title: nobodyTitle, reader: subject }, paragraph(nobody, { brand: senders }));
  const form = [...topics.map((topic) => topicFields(subject, topic)), languageFields(subject), pauseFields(subject)].join('');
  return linkPage(
    { title, reader: subject },
    `${notice(subject)}${paragraph(intro, { brand: senders })}${blockedNotes(subject)}<form method="post">${form}<button name="do" value="save">${escapeHtml(save)}</button></form>${noneForm(subject)}`,
  );
}

function notice({ words, saved, senders }: PreferenceSubject): string {
  if (saved === undefined) return '';
  const text = escapeHtml(fill(words.preferences[saved], { brand: senders }));
  return saved === 'outdated' ? `<p role="alert">${text}</p>` : `<p role="status">${text}</p>`;
}

const reasons: Record<string, 'complaint' | 'stop' | 'undelivered'> = {
  complaint: 'complaint',
  stop: 'stop',
  'hard-bounce': 'undelivered',
  'soft-bounces': 'undelivered',
};

function blockedNotes({ words, blocked, address }: PreferenceSubject): string {
  const notes = blocked.map(({ channel, reason }) => {
    const text = fill(words.preferences[reasons[reason] ?? 'blocked'], { address });
    return `<p class="note"><strong>${escapeHtml(words.preferences[channel])}</strong><br>${escapeHtml(text)}</p>`;
  });
  return notes.join('');
}

function topicFields({ words }: PreferenceSubject, { id, name, service, choices, wording }: ShownTopic): string {
  const note = service
    ? `<p class="quiet" id="about-${id}">${escapeHtml(words.preferences.service)}</p>`
    : wording
      ? `<p class="quiet" id="about-${id}" lang="${escapeHtml(wording.language)}" dir="auto">${escapeHtml(wording.text)}</p>`
      : '';
  const boxes = choices.map(({ channel, on, wording: version }) => {
    const box = `${channel}.${id}`;
    const about = note ? ` aria-describedby="about-${id}"` : '';
    return `<label><input type="checkbox" name="on" value="${box}"${on ? ' checked' : ''}${about}> ${escapeHtml(words.preferences[channel])}</label><input type="hidden" name="shown" value="${box}.${on ? 'on' : 'off'}${version === undefined ? '' : `.${escapeHtml(version)}`}">`;
  });
  return `<fieldset><legend><bdi>${escapeHtml(name)}</bdi></legend>${note}<div class="boxes">${boxes.join('')}</div></fieldset>`;
}

function languageFields({ words, languages }: PreferenceSubject): string {
  const shown = languages.find(({ chosen }) => chosen)?.tag;
  if (languages.length < 2 || shown === undefined) return '';
  const options = languages.map(
    ({ tag, chosen }) =>
      `<option value="${escapeHtml(tag)}" lang="${escapeHtml(tag)}"${chosen ? ' selected' : ''}>${escapeHtml(ownName(tag))}</option>`,
  );
  return `<div class="field"><label for="language">${escapeHtml(words.preferences.language)}</label><select id="language" name="language">${options.join('')}</select><input type="hidden" name="shownLanguage" value="${escapeHtml(shown)}"></div>`;
}

/** As those who speak it call it: "Deutsch". */
function ownName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

function pauseFields({ words, pausedUntil }: PreferenceSubject): string {
  const { pauseTitle, pause, pausedUntil: until } = words.preferences;
  const paused = pausedUntil !== undefined;
  const note = paused ? `<p class="quiet" id="until">${escapeHtml(fill(until, { date: pausedUntil }))}</p>` : '';
  const about = paused ? ' aria-describedby="until"' : '';
  return `<fieldset><legend>${escapeHtml(pauseTitle)}</legend>${note}<div class="boxes"><label><input type="checkbox" name="pause" value="yes"${paused ? ' checked' : ''}${about}> ${escapeHtml(pause)}</label></div><input type="hidden" name="shownPause" value="${paused ? 'on' : 'off'}"></fieldset>`;
}

function noneForm({ words, senders }: PreferenceSubject): string {
  const { noneTitle, none, noneButton } = words.preferences;
  return `<form method="post" class="none"><h2>${escapeHtml(noneTitle)}</h2>${paragraph(none, { brand: senders })}<button class="plain" name="do" value="none">${escapeHtml(noneButton)}</button></form>`;
}
