import { DatabaseSync } from 'node:sqlite';
import type { Contact } from '../../core/contact.ts';
import { isoText } from '../../core/date-text.ts';
import { sampled } from '../../core/simulation/comparison.ts';
import type { SimulatedCustomer } from '../../core/simulation/simulated.ts';
import type { CustomerDetails } from '../../orders/entry.ts';
import { type StagedPast, stagedPasts } from '../../orders/staged-pasts.ts';
import { partitionOf } from '../../orders/staging.ts';
import { withMadeUpAddress } from '../../sandbox/made-up-address.ts';

/** Where everybody's past stands, as it can be handed to another thread, which opens it for itself. */
export interface Pasts {
  /** A file of SQLite that nobody writes any more. */
  database: string;
  /** `orders`: lines of an order file; `customers`: one row each, as read from the table. */
  holds: 'orders' | 'customers';
  /** The file has no addresses: everybody gets one, and has agreed to everything by e-mail, as in the sandbox. `zone` is of those without a country. */
  madeUp: { zone: string } | undefined;
  /** Topics of class marketing that count as agreed to where a file says that she accepts marketing. */
  topics: string[];
  /** Only those; as the simulation samples, which knows it too. */
  sample: { share: number; seed: string } | undefined;
}

/** The customers of some partitions who are wanted, one at a time. Throws when the file is gone. */
function* readPasts(pasts: Pasts, partitions: number[], wanted: (customer: string) => boolean): Generator<SimulatedCustomer> {
  const database = new DatabaseSync(pasts.database, { readOnly: true });
  try {
    if (pasts.holds === 'orders') for (const past of stagedPasts(database, partitions, wanted)) yield customerOf(past, pasts);
    else yield* storedPasts(database, partitions, wanted);
  } finally {
    database.close();
  }
}

function* storedPasts(database: DatabaseSync, partitions: number[], wanted: (customer: string) => boolean) {
  const rows = database.prepare('SELECT customer, past FROM pasts WHERE part = ? ORDER BY customer');
  for (const partition of partitions)
    for (const { customer, past } of rows.iterate(partition))
      if (wanted(String(customer))) yield JSON.parse(String(past)) satisfies SimulatedCustomer;
}

/** As an import would record her: who she is stands with the first thing that she did. */
function customerOf(past: StagedPast, { madeUp, topics }: Pasts): SimulatedCustomer {
  const { customer, attributes, ...details } = madeUp ? withMadeUpAddress(past.details, madeUp.zone) : past.details;
  const at = past.activities[0]?.occurredAt ?? 0;
  return {
    id: customer,
    contact: contactOf(details, { attributes, topics }),
    activities: [{ id: isoText(at), type: 'customer.updated', customer, occurredAt: at, data: attributes }, ...past.activities],
  };
}

function contactOf(
  { email, phone, consent }: Omit<CustomerDetails, 'customer' | 'attributes'>,
  { attributes: { country, zone }, topics }: Pick<CustomerDetails, 'attributes'> & { topics: string[] },
): Contact {
  const given = Object.fromEntries(topics.map((topic) => [topic, consent?.given === true]));
  return {
    v: 1,
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(typeof country === 'string' && { country }),
    ...(typeof zone === 'string' && { zone }),
    consent: consent ? { [consent.channel]: given } : {},
    suppressed: {},
    claims: {},
    days: {},
  };
}

/** One part of the customers, for the threads that simulate: which past, and whom of it. */
export interface PastsPart {
  pasts: Pasts;
  partitions: number[];
}

/** Partitions put together so that there are about so many customers, or more, in each part: opening the past takes as long as one of them. */
export function partsOf(source: { partitions: number[]; customers: number }, together: number): number[][] {
  const each = Math.ceil((together * source.partitions.length) / source.customers);
  return Array.from({ length: Math.ceil(source.partitions.length / each) }, (_, index) =>
    source.partitions.slice(index * each, (index + 1) * each),
  );
}

/** What a simulating thread calls. */
export function customersOf({ pasts, partitions }: PastsPart): Generator<SimulatedCustomer> {
  const { sample } = pasts;
  return readPasts(pasts, partitions, (customer) => sample === undefined || sampled(customer, sample));
}

/** One customer by the shop's own id; undefined when nothing is known of her. */
export function pastOf(pasts: Pasts, customer: string): SimulatedCustomer | undefined {
  const [found] = readPasts(pasts, [partitionOf(customer)], (one) => one === customer);
  return found;
}
