import type { World } from '../world.ts';
import { enrollmentPrefix, hintPrefix, messagePrefix } from './keys.ts';

/** What belongs to no campaign in force goes last. */
const none = -1;

/** The priorities of the campaigns in force, by the sort key of a row that belongs to one: an enrollment, a hint, a message. */
export async function loadPriorities(world: World): Promise<(sk: string) => number> {
  const { items } = await world.table.query({ table: 'control', pk: 'DEF', prefix: 'live#' });
  const known = new Map(items.map(({ campaign, priority }) => [campaign, typeof priority === 'number' ? priority : none]));
  return (sk) => known.get(campaignOf(sk)) ?? none;
}

/** ENR#campaign…, HINT#campaign, MSG#at#campaign… */
function campaignOf(sk: string): string {
  const [, second = '', third = ''] = sk.split('#');
  if (sk.startsWith(messagePrefix)) return third;
  return sk.startsWith(enrollmentPrefix) || sk.startsWith(hintPrefix) ? second : '';
}
