import type { Contact } from '../core/contact.ts';
import type { Imported } from '../rows/row.ts';
import { allAdvertising } from '../store/contact-item.ts';
import type { ContactDetails } from '../store/contacts.ts';

/** Of a line that does not say when she agreed. */
export const staysWithdrawn: Imported = {
  reason: 'withdrawn',
  detail:
    'she has withdrawn this consent, and the line does not say when she gave it, as a file of consents does in a column "at"; all else of the line was saved',
};

/**
 * What of it may count when nobody says when she agreed: a record of a customer, or a line without a date. What she has
 * withdrawn stays so; `withdrawn` names it: "email.offers".
 */
export function newTo(
  known: Contact | undefined,
  said: NonNullable<ContactDetails['consent']>,
): { consent: NonNullable<ContactDetails['consent']>; withdrawn: string[] } {
  const withdrawn: string[] = [];
  const fresh = (channel: 'email' | 'sms') => {
    const before = known?.consent[channel] ?? {};
    const news = Object.entries(said[channel] ?? {}).filter(([topic, given]) => {
      const stays = given && (before[topic] ?? before[allAdvertising]) === false;
      if (stays) withdrawn.push(`${channel}.${topic}`);
      return !stays;
    });
    return news.length > 0 ? { [channel]: Object.fromEntries(news) } : {};
  };
  return { consent: { ...fresh('email'), ...fresh('sms') }, withdrawn };
}
