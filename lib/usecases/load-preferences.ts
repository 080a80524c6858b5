import type { Contact } from '../core/contact.ts';
import type { Brand, Settings } from '../core/definition/settings.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadContact } from '../store/contacts.ts';
import { readSigned } from '../store/secrets.ts';
import { nobody, readPreferences } from '../store/tokens.ts';
import { chooseLanguage, languageChain } from '../templates/language.ts';
import type { World } from '../world.ts';
import { brandsNamed } from './page-reader.ts';

/** Whose page a link opens, and everything that stands on it. */
export interface PreferenceView {
  cid: string;
  /** Absent: nothing is known of her, she was forgotten, or the link is of a proof. */
  contact: Contact | undefined;
  /** The hash of the e-mail address that the link was sent to. */
  sentTo: string | undefined;
  settings: Settings;
  brands: Brand[];
  languages: string[];
  /** The one of these in which she is written to. */
  language: string;
  /** Of her, for dates. */
  zone: string;
}

/** Resolves to nothing when this installation never made the link. Changes nothing. */
export async function loadPreferences(world: World, token: string): Promise<PreferenceView | undefined> {
  const link = await readSigned(world, (secrets) => readPreferences(secrets, token));
  if (!link) return undefined;
  const { settings } = await loadCatalogue(world);
  const contact = link.cid === nobody ? undefined : await loadContact(world, link.cid);
  const brands = brandsNamed(settings, link.brand);
  const languages = [...new Set(brands.flatMap((brand) => brand.languages))];
  const chain = languageChain(contact?.language, languages[0] ?? 'en');
  return {
    ...{ cid: link.cid, sentTo: link.sentTo, settings, brands, languages },
    contact: contact?.erasedAt === undefined ? contact : undefined,
    language: chooseLanguage(Object.fromEntries(languages.map((tag) => [tag, tag])), chain, () => true) ?? languages[0] ?? 'en',
    zone: contact?.zone ?? brands[0]?.zone ?? 'UTC',
  };
}
