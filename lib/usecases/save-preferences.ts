import type { Contact } from '../core/contact.ts';
import { allMarketing, type Choice, changesOf, choicesOf } from '../core/preferences.ts';
import { addDuration } from '../core/time.ts';
import { addressHash } from '../store/addresses.ts';
import { askToConfirm } from '../store/confirmations.ts';
import { allAdvertising } from '../store/contact-item.ts';
import { saveContact, withdrawThere } from '../store/contacts.ts';
import { setPause } from '../store/pauses.ts';
import { loadSecrets } from '../store/secrets.ts';
import { linkProof } from '../store/tokens.ts';
import type { PreferenceSubject } from '../templates/preference-page.ts';
import type { World } from '../world.ts';
import { loadPreferences, type PreferenceView } from './load-preferences.ts';
import { sentBy } from './sent-preferences.ts';
import { showPreferences } from './show-preferences.ts';

type Opened = PreferenceView & { contact: Contact };

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
    fields.get('do') === 'none'
      ? await unsubscribe(world, token, { ...view, contact: view.contact })
      : await save(world, token, { view: { ...view, contact: view.contact }, fields });
  const after = await loadPreferences(world, token);
  return after && { ...(await showPreferences(world, after, accepts)), saved };
}

async function unsubscribe(world: World, token: string, { cid, settings, contact }: Opened): Promise<'unsubscribed'> {
  // Topics that are yet to come as well.
  const toCome = (['email', 'sms'] as const).map((channel) => ({ channel, topic: allAdvertising, on: false }));
  for (const choice of [...allMarketing(contact, settings), ...toCome]) await say(world, { cid, token }, choice);
  return 'unsubscribed';
}

async function save(
  world: World,
  token: string,
  { view, fields }: { view: Opened; fields: URLSearchParams },
): Promise<'saved' | 'outdated'> {
  const { cid, contact, settings, brands, languages, language, zone } = view;
  const now = world.now();
  const changes = changesOf(sentBy(fields), {
    choices: choicesOf(contact, settings, brands),
    ...{ languages, language, paused: (contact.pausedUntil ?? 0) > now },
  });
  // What she no longer wants first: should the rest fail, it is what must not wait.
  const isHers = view.sentTo !== undefined && view.sentTo === addressHash((await loadSecrets(world)).pepper, 'email', contact.email ?? '');
  for (const choice of changes.consents.toSorted((one, other) => Number(one.on) - Number(other.on))) {
    const isConfirmed = settings.topics[choice.topic]?.confirm === true && choice.channel === 'email';
    await say(world, { cid, token }, { ...choice, asks: isConfirmed && !isHers });
  }
  if (changes.language !== undefined) await saveContact(world, cid, { language: changes.language, chosen: true, at: now });
  if (changes.pause !== undefined) await setPause(world, cid, changes.pause ? addDuration(now, aMonth, zone) : undefined);
  return changes.outdated ? 'outdated' : 'saved';
}

/** `asks`: the link did not come to her own address, as that of a confirmation does. */
async function say(
  world: World,
  { cid, token }: { cid: string; token: string },
  { channel, topic, on, wording, asks }: Choice & { asks?: boolean },
): Promise<void> {
  const at = world.now();
  const evidence = { source: 'preference-page' as const, proof: linkProof(token), ...(on && wording !== undefined && { wording }) };
  if (!on) return withdrawThere(world, cid, { channel, topic, at, evidence });
  if (asks) await askToConfirm(world, cid, { topic, at, evidence });
  else await saveContact(world, cid, { consent: { [channel]: { [topic]: true } }, at, evidence });
}
