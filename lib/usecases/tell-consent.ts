import type { Contact } from '../core/contact.ts';
import type { Settings } from '../core/definition/settings.ts';
import type { Refused } from '../rows/row.ts';
import { normalAddress } from '../store/addresses.ts';
import { askToConfirm } from '../store/confirmations.ts';
import type { Telling } from '../store/consent-records.ts';
import type { ContactDetails } from '../store/contacts.ts';
import type { World } from '../world.ts';

/** Of a line that asks for a confirmation. */
export const nowhereToAsk: Refused = {
  reason: 'no-address',
  detail: 'she has no e-mail address at which she could confirm it: import the customers first; all else of the line was saved',
};

type Consent = NonNullable<ContactDetails['consent']>;

/** The topics of double opt-ins: what she agreed to of them, she did with her address. */
export function topicsToConfirm({ topics }: Settings): string[] {
  return Object.keys(topics).filter((topic) => topics[topic]?.confirm === true);
}

/**
 * What of it is given or withdrawn at once, and the topics by e-mail that she must confirm first: those of a double opt-in that
 * she has not given yet, or has with another address than the one that is told now.
 */
export function splitConsent(
  settings: Settings,
  known: Contact | undefined,
  { consent, email: address }: { consent: Consent; email?: string | null | undefined },
): { consent: Consent; toConfirm: string[] } {
  const confirmed = topicsToConfirm(settings);
  const moves = address && known?.email && normalAddress('email', address) !== normalAddress('email', known.email);
  const isGiven = (topic: string) => known?.consent.email?.[topic] === true;
  const isOpen = (topic: string, given: boolean) => given && confirmed.includes(topic) && (moves || !isGiven(topic));
  const email = Object.entries(consent.email ?? {});
  const atOnce = email.filter(([topic, given]) => !isOpen(topic, given));
  return {
    consent: { ...consent, ...(consent.email && { email: Object.fromEntries(atOnce) }) },
    toConfirm: confirmed.filter((topic) => consent.email?.[topic] ?? (moves && isGiven(topic))).filter((topic) => isOpen(topic, true)),
  };
}

/** Asks her to confirm each; resolves to how many are news, and to those that she has no address for. An erased customer is asked nothing. */
export async function askHer(
  world: World,
  cid: string,
  { topics, ...telling }: Telling & { topics: string[] },
): Promise<{ asked: number; withoutAddress: string[] }> {
  let asked = 0;
  const withoutAddress: string[] = [];
  for (const topic of topics) {
    const asking = await askToConfirm(world, cid, { topic, ...telling });
    if (asking === 'asked') asked++;
    if (asking === 'no-address') withoutAddress.push(topic);
  }
  return { asked, withoutAddress };
}
