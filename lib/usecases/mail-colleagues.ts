import type { Brand } from '../core/definition/settings.ts';
import { besideKeys, claimKey } from '../store/keys.ts';
import { claimNotice, settleNotice } from '../store/notices.ts';
import { composeMime, ifMalformed } from '../templates/mime.ts';
import type { World } from '../world.ts';
import { OneTooManyError } from './one-too-many-error.ts';

/** What became of a notice. `repeated`: it was sent or collected before. `dropped` says why. */
export interface NoticeOutcome {
  state: 'sent' | 'collected' | 'repeated' | 'dropped';
  reason?: string;
  detail?: string;
}

/** One mail, for each of some colleagues. */
export interface ColleagueMailing {
  /** Deterministic; together with `owner` and the address it is the key of the mail. */
  id: string;
  /** A customer's key, or the partition of a campaign or digest. */
  owner: string;
  to: string[];
  brand: Brand;
  mail: { subject: string; html: string; text: string };
  /** Not worth having twice: where no reply came it counts as sent. */
  onceIsEnough?: true;
}

/**
 * Mails colleagues, past consent, caps and quiet hours, which are the customers'. Each mail goes at least once and normally
 * once; one that the provider may not have taken is tried again, unless once is enough. Rejects then, while another attempt is under
 * way, and where a mail cannot be composed for another reason than a malformed address.
 */
export async function mailColleagues(world: World, mailing: ColleagueMailing): Promise<NoticeOutcome> {
  const states: Awaited<ReturnType<typeof mailOne>>[] = [];
  for (const address of mailing.to) states.push(await mailOne(world, mailing, address));
  if (states.includes('sent')) return { state: 'sent' };
  const reason = states.find((state) => state !== 'repeated');
  return reason ? { state: 'dropped', reason } : { state: 'repeated' };
}

async function mailOne(world: World, { id, owner, brand, mail, onceIsEnough }: ColleagueMailing, to: string) {
  const key = besideKeys.notice(owner, `${id}#${claimKey(to.toLowerCase())}`);
  const from = brand.sender.email;
  const raw = await composeMime({
    ...mail,
    from: { name: brand.sender.name, address: from },
    to,
    messageKey: `${owner}#${key.sk}`,
    messageIdDomain: from.slice(from.lastIndexOf('@') + 1),
    at: world.now(),
  }).catch(ifMalformed);
  if (!raw) return 'malformed-address';
  if (!(await claimNotice(world, key))) return 'repeated';
  // No tag of a customer: a colleague whose mailbox is full must not end the customer's mail.
  const { outcome: told } = await world.sendEmail({ raw, from, to, tags: { 'rapport-notice': claimKey(id) } });
  const outcome = told === 'unknown' && onceIsEnough ? 'sent' : told;
  const over = outcome === 'sent' || outcome === 'rejected';
  await settleNotice(world, key, over ? 'settled' : 'open');
  if (outcome === 'throttled') throw new OneTooManyError(`notice ${key.sk} was refused as one too many`);
  if (!over) throw new Error(`notice ${key.sk} was not taken: ${outcome}`);
  return outcome;
}
