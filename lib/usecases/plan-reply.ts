import type { Settings } from '../core/definition/settings.ts';
import { type ReplyKind, replyText } from '../core/text-replies.ts';
import { type Instant, minute } from '../core/time.ts';
import { normalAddress } from '../store/addresses.ts';
import type { Reply } from '../store/replies.ts';
import type { World } from '../world.ts';

/** Whoever answers later than this answers out of the blue. */
const answeredWithin = 15 * minute;

interface Asked {
  kind: ReplyKind;
  /** What of this kind is answered: the same is answered once. */
  as: string | number;
  at: Instant;
  /** BCP 47; else that of the brand. */
  language: string | undefined;
  /** Who wrote, and the number that she wrote to. */
  to: string;
  from: string | undefined;
  /** Who has her number. */
  cids: string[];
}

/** Hands an answer to the queue: by the brand whose number she wrote to, and from there. Rejects when the queue does not take it. */
export async function planReply(world: World, { brands }: Settings, { kind, as, at, language, to, from, cids }: Asked): Promise<void> {
  const written = brands.find(({ sms }) => sms && from && spelt(sms.sender) === spelt(from));
  const brand = written ?? brands.find(({ sms }) => sms) ?? brands[0];
  if (!brand) return;
  const body = replyText(kind, { brand: brand.name, contact: brand.sender.email }, language ?? brand.languages[0]);
  const sender = from ?? brand.sms?.sender;
  const reply = {
    to,
    body,
    cids,
    id: `${kind}#${as}`,
    until: at + answeredWithin,
    ...(sender !== undefined && { from: sender }),
  } satisfies Reply;
  const [rejected] = await world.enqueue('triggered', [{ id: 'reply', body: { reply } }]);
  if (rejected) throw new Error(`a reply was not taken by the queue: ${rejected.reason}`);
}

/** A sender is a number, a short one, or a name. */
function spelt(sender: string): string {
  return sender.startsWith('+') ? normalAddress('sms', sender) : sender;
}
