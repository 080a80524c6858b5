import { type ClickRef, settleClick as decideClick } from '../store/clicks.ts';
import type { World } from '../world.ts';
import { tellOfMessage } from './tell-of-message.ts';

/** What a click is told as: by her, or by a machine. */
export const clickTypes = ['email.clicked', 'email.clicked-by-machine'] as const;

/**
 * Seconds from hearing of a click to deciding whether it was hers. A scanner follows all links at once, but SES tells of them
 * one by one, within seconds; she who clicked does not notice half a minute.
 */
export const settledAfter = 30;

/**
 * A click was noted half a minute ago: decides whether it was hers, and tells it. Asked again, also after an attempt that died
 * half-way, it decides and tells the same. Of our own links only those of responses follow an offer: who
 * unsubscribes, or looks at her preferences, does not.
 */
export async function settleClick(world: World, ref: ClickRef): Promise<void> {
  const follows = (link: string) => !link.startsWith(`${world.publicUrl}/`) || link === `${world.publicUrl}/r`;
  const click = await decideClick(world, ref, follows);
  if (!click || !follows(click.link)) return;
  const [hers, machines] = clickTypes;
  await tellOfMessage(world, ref, { type: click.by === 'her' ? hers : machines, at: click.at, data: { link: click.link } });
}
