import { isColleague, isOfOurs } from './colleagues.ts';
import type { Brand, Settings } from './definition/settings.ts';

/**
 * Who a message comes from. A colleague's address is used when it is of the domain of a brand's sender; a colleague of a team
 * who writes from elsewhere gets the answers; anybody else is not named, and the brand writes.
 */
export function senderOf(
  asked: string | undefined,
  brand: Brand,
  settings: Pick<Settings, 'brands' | 'teams'>,
): { name: string; address: string; replyTo?: string } {
  const own = { name: brand.sender.name, address: brand.sender.email };
  if (asked === undefined || !isColleague(asked, settings)) return own;
  return isOfOurs(asked, settings) ? { ...own, address: asked } : { ...own, replyTo: asked };
}
