import type { Contact } from '../core/contact.ts';
import type { Imported } from '../rows/row.ts';
import type { ContactDetails } from '../store/contacts.ts';

/** Of a line that does not say when she agreed. */
export const staysWithdrawn: Imported = {
  reason: 'withdrawn',
  detail: 'she has withdrawn this consent, and the line does not say in a column "at" when she gave it; all else of the line was saved',
};

/** What of an undated line is not known as it is said. Nobody knows whether it is later than a withdrawal, so that one stays. */
export function newTo(
  known: Contact | undefined,
  said: NonNullable<ContactDetails['consent']>,
): { consent: NonNullable<ContactDetails['consent']>; withdrawn: boolean } {
  let withdrawn = false;
  const fresh = (channel: 'email' | 'sms') => {
    const differing = Object.entries(said[channel] ?? {}).filter(([topic, given]) => known?.consent[channel]?.[topic] !== given);
    const news = differing.filter(([topic]) => known?.consent[channel]?.[topic] !== false);
    if (news.length < differing.length) withdrawn = true;
    return news.length > 0 ? { [channel]: Object.fromEntries(news) } : {};
  };
  return { consent: { ...fresh('email'), ...fresh('sms') }, withdrawn };
}
