import { liveVersions } from '../store/catalogue.ts';
import { hasLoadedConsents } from '../store/loaded-marks.ts';
import type { Publication } from '../store/versions.ts';
import type { World } from '../world.ts';

/**
 * While no consent and no suppression was ever loaded, no campaign goes live that is not in force already: nobody can tell who
 * must not be written to. Resolves to what may be published, with those campaigns as drafts, and to their ids.
 */
export async function holdBackCampaigns(world: World, publication: Publication): Promise<{ publication: Publication; held: string[] }> {
  if (await hasLoadedConsents(world)) return { publication, held: [] };
  const before = await liveVersions(world);
  const isHeld = ({ id, status }: Publication['campaigns'][number]) => status === 'live' && !before.has(id);
  const held = publication.campaigns.filter(isHeld).map(({ id }) => id);
  const campaigns = publication.campaigns.map((one) => (isHeld(one) ? { ...one, status: 'draft' as const } : one));
  return { publication: { ...publication, campaigns }, held };
}
