import type { Settings } from './definition/settings.ts';

type Known = Pick<Settings, 'brands' | 'teams'>;

/**
 * The addresses of a team, or the one address if it is a colleague's: of a team, or of the domain that a brand sends from.
 * None for anything else: what stands in a customer's record must not send her data to a stranger.
 */
export function colleaguesOf(to: string, settings: Known): string[] {
  const team = Object.hasOwn(settings.teams, to) ? settings.teams[to] : undefined;
  if (team) return [...new Set(team.emails)];
  return isColleague(to, settings) ? [to] : [];
}

/** Whether an address is of a team, or of the domain of a brand's sender. */
export function isColleague(address: string, settings: Known): boolean {
  const known = Object.values(settings.teams).flatMap(({ emails }) => emails.map((each) => each.toLowerCase()));
  return known.includes(address.toLowerCase()) || isOfOurs(address, settings);
}

/** Whether mail may come from an address: it is of the domain of a brand's sender, which is the one that is verified. */
export function isOfOurs(address: string, { brands }: Pick<Settings, 'brands'>): boolean {
  const domain = domainOf(address);
  return domain !== undefined && brands.some(({ sender }) => domainOf(sender.email) === domain);
}

function domainOf(address: string): string | undefined {
  return /^[^\s@<>(),;:"[\]\\]{1,64}@([a-z0-9.-]{1,255})$/i.exec(address)?.[1]?.toLowerCase();
}
