import type { Contact } from '../core/contact.ts';
import { allMarketing, type Choice, changesOf, choicesOf } from '../core/preferences.ts';
import { addDuration } from '../core/time.ts';
import { saveContact, withdraw } from '../store/contacts.ts';
import { setPause } from '../store/pauses.ts';
import type { PreferenceSubject } from '../templates/preference-page.ts';
import type { World } from '../world.ts';
import { loadPreferences, type PreferenceView } from './load-preferences.ts';
import { showPreferences } from './show-preferences.ts';

const aMonth = { months: 1, days: 0, ms: 0 };

/**
 * Saves what she chose on her preference page: only what she changed there, and only topics, channels and languages that the
 * settings know. Twice is once. Resolves to the page as it stands then; to nothing when this installation never made the link.
 */
export async function savePreferences(
  world: World,
  token: string,
  { accepts, fields }: { accepts: string[]; fields: URLSearchParams },
): Promise<PreferenceSubject | undefined> {
  const view = await loadPreferences(world, token);
  if (!view?.contact) return view && showPreferences(world, view, accepts);
  const saved =
    fields.get('do') === 'none' ? await unsubscribe(world, view, view.contact) : await save(world, { view, contact: view.contact, fields });
  const after = await loadPreferences(world, token);
  return after && { ...(await showPreferences(world, after, accepts)), saved };
}

async function unsubscribe(world: World, { cid, settings }: PreferenceView, contact: Contact): Promise<'unsubscribed'> {
  for (const choice of allMarketing(contact, settings)) await say(world, cid, { ...choice });
  return 'unsubscribed';
}

async function save(
  world: World,
  { view, contact, fields }: { view: PreferenceView; contact: Contact; fields: URLSearchParams },
): Promise<'saved' | 'outdated'> {
  const { cid, settings, brands, languages, language, zone } = view;
  const now = world.now();
  const changes = changesOf(sentBy(fields), {
    choices: choicesOf(contact, settings, brands),
    ...{ languages, language, paused: (contact.pausedUntil ?? 0) > now },
  });
  // What she no longer wants first: should the rest fail, it is what must not wait.
  for (const choice of changes.consents.toSorted((one, other) => Number(one.on) - Number(other.on)))
    await say(world, cid, { ...choice, wording: settings.topics[choice.topic]?.wording?.version });
  if (changes.language !== undefined) await saveContact(world, cid, { language: changes.language, at: now });
  if (changes.pause !== undefined) await setPause(world, cid, changes.pause ? addDuration(now, aMonth, zone) : undefined);
  return changes.outdated ? 'outdated' : 'saved';
}

/** The link came to her own address: what she says here needs no further confirmation. */
async function say(world: World, cid: string, { channel, topic, on, wording }: Choice & { wording?: string | undefined }): Promise<void> {
  const at = world.now();
  if (!on) return withdraw(world, cid, { channel, topic, at, evidence: { source: 'preference-page' } });
  const evidence = { source: 'preference-page' as const, ...(wording !== undefined && { wording }) };
  await saveContact(world, cid, { consent: { [channel]: { [topic]: true } }, at, evidence });
}

function sentBy(fields: URLSearchParams) {
  const [language, shownLanguage, shownPause] = [fields.get('language'), fields.get('shownLanguage'), fields.get('shownPause')];
  return {
    shown: fields.getAll('shown'),
    ticked: fields.getAll('on'),
    language: language !== null && shownLanguage !== null ? { shown: shownLanguage, chosen: language } : undefined,
    pause: shownPause === null ? undefined : { shown: shownPause === 'on', chosen: fields.has('pause') },
  };
}
