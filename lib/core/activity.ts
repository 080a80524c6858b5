import * as z from 'zod/mini';
import { named, told } from './recorded-activity.ts';

export type { Activity, ActivityData, Money } from './recorded-activity.ts';

/** The years that an activity may carry: earlier or later is a mistake of the sender, never a fact about a customer. */
const earliest = Date.UTC(1970, 0, 1);
const latest = Date.UTC(2100, 0, 1);
const rangeSentence = 'must lie between 1970 and 2100';

/**
 * What a customer did, as the shop's systems tell it. `id` is the sender's own: the same `type` and `id` again is the same activity.
 * `data` is checked against `campaigns/data.json`; `live: false` marks history, which builds the record and sends nothing.
 */
export const activitySchema = z.strictObject(
  {
    ...named,
    occurredAt: z
      .pipe(
        z.iso.datetime({ offset: true, error: 'an instant with its offset, such as "2026-11-21T09:30:00Z"' }),
        z.transform((text: string) => Date.parse(text)),
      )
      .check(z.refine((at) => at >= earliest && at < latest, rangeSentence)),
    ...told,
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown: ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}; an activity has id, type, customer, occurredAt and data`
        : 'an activity is an object of id, type, customer, occurredAt and data',
  },
);
/** As it is submitted. */
export type ActivityInput = z.input<typeof activitySchema>;
