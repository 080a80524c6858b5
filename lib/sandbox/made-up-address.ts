import type { CustomerDetails } from '../orders/entry.ts';

/**
 * Order files often hold no addresses. In the sandbox, where nothing leaves the machine, such customers get one in a
 * domain that belongs to nobody, and count as having agreed to everything by e-mail; who has no country lives in `zone`. https://www.rfc-editor.org/rfc/rfc2606
 */
export function withMadeUpAddress(details: CustomerDetails, zone: string): CustomerDetails {
  const local = details.customer
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60);
  return {
    ...details,
    attributes: { ...(details.attributes.country === undefined && { zone }), ...details.attributes },
    email: `customer-${local}@customers.example`,
    consent: { channel: 'email', given: true, source: 'made up for the sandbox', confirmed: true },
  };
}
