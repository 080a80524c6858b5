import type { Brand, Settings } from '../core/definition/settings.ts';
import { loadCatalogue } from '../store/catalogue.ts';
import { loadContact } from '../store/contacts.ts';
import { nobody } from '../store/tokens.ts';
import type { PageReader } from '../templates/link-page.ts';
import { wordsFor } from '../templates/page-words.ts';
import type { World } from '../world.ts';

/** Who follows a link, as far as it says. `accepts`: the languages that her browser asks for. */
export interface Follower {
  cid?: string;
  brand?: string;
  accepts: string[];
}

/** A page is in her own language, else in the brand's, else in one that her browser asks for. */
export async function pageReader(world: World, { cid, brand, accepts }: Follower): Promise<PageReader> {
  const { settings } = await loadCatalogue(world);
  const contact = cid === undefined || cid === nobody ? undefined : await loadContact(world, cid);
  const [known] = brandsNamed(settings, brand);
  const words = wordsFor([contact?.language, known?.languages[0], ...accepts]);
  return {
    words,
    brand: namesOf(brandsNamed(settings, brand), words.language),
    ...(cid === nobody && { proof: true as const }),
  };
}

/** The brand of this id; all of them when there is none. */
export function brandsNamed({ brands }: Settings, id: string | undefined): Brand[] {
  const named = brands.filter((brand) => brand.id === id);
  return named.length > 0 ? named : brands;
}

/** "Linden & Pine and Birch", as a language joins names. */
export function namesOf(brands: Brand[], language: string): string {
  return new Intl.ListFormat(language).format(brands.map(({ name }) => name));
}
