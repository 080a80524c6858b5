import * as z from 'zod/mini';
import { activitySchema } from '../core/activity.ts';
import type { Evidence } from '../core/consent.ts';
import type { Contact } from '../core/contact.ts';
import type { Settings } from '../core/definition/settings.ts';
import { minute } from '../core/time.ts';
import type { ContactDetails } from '../store/contacts.ts';
import type { World } from '../world.ts';
import type { Fault } from './submit-each.ts';

/** The clocks of two computers differ. */
const clocksDiffer = 5 * minute;

const text = (most: number, what: string) => {
  const sentence = `${what}, text of 1 to ${most} characters`;
  return z.string(sentence).check(z.trim(), z.minLength(1, sentence), z.maxLength(most, sentence));
};

const sources = ['api', 'colleague', 'import'] as const;

/** How a consent is proved, as the shop's systems tell it. */
export const evidenceProperties = {
  source: z.optional(z.enum(sources, `where she said so, one of ${sources.join(', ')}; "api" when it is left out`)),
  wording: z.optional(text(64, 'the version of the words that she agreed to, as settings.json names it')),
  proof: z.optional(text(500, 'what a regulator would be shown, such as "checkout form, order 4711"')),
  by: z.optional(text(128, 'the colleague who noted it')),
};

export const customerProperty = activitySchema.shape.customer;
/** When it was true: later knowledge wins, so it is never left out. */
export const atProperty = activitySchema.shape.occurredAt;

type Submitted = { [name in keyof typeof evidenceProperties]?: z.infer<(typeof evidenceProperties)[name]> };

export function evidenceOf({ source = 'api', wording, proof, by }: Submitted): Evidence {
  return { source, ...(wording !== undefined && { wording }), ...(proof !== undefined && { proof }), ...(by !== undefined && { by }) };
}

/** Nothing was said in the future: it would outlast every withdrawal until then. */
export function futureFaults(world: World, at: number): Fault[] {
  return at > world.now() + clocksDiffer ? [{ path: 'at', detail: `${new Date(at).toISOString()} has not come yet` }] : [];
}

/** Topics are those of the settings. */
export function topicFaults({ topics }: Settings, named: string[], path: string): Fault[] {
  const allowed = Object.keys(topics);
  return named
    .filter((topic) => !allowed.includes(topic))
    .map((topic) => ({ path, detail: `there is no topic ${JSON.stringify(topic)} in settings.json; allowed: ${allowed.join(', ')}` }));
}

/** Of what could not be asked. */
export function addressFaults(topics: string[], path: string): Fault[] {
  const detail = 'she has no e-mail address at which she could confirm it: send her address, then this again; all else was taken';
  return topics.map((topic) => ({ path: `${path}.${topic}`, detail }));
}

/** Of withdrawals that are older than her consent, and change nothing. */
export function lateFaults(known: Contact | undefined, said: NonNullable<ContactDetails['consent']>): Fault[] {
  return (['email', 'sms'] as const).flatMap((channel) =>
    Object.entries(said[channel] ?? {})
      .filter(([topic, given]) => !given && known?.consent[channel]?.[topic])
      .map(([topic]) => ({ path: 'at', detail: `she agreed to ${channel}.${topic} later than this: send when she withdrew it` })),
  );
}

export const erasedFaults: Fault[] = [{ path: 'customer', detail: 'what was known of this customer was erased' }];

/** A sentence for an object that is none, or has something beyond its properties. */
export function objectError(what: string, properties: object) {
  const names = Object.keys(properties).join(', ');
  return (issue: { code?: string; keys?: string[] }) =>
    issue.code === 'unrecognized_keys'
      ? `unknown: ${(issue.keys ?? []).map((key) => JSON.stringify(key)).join(', ')}; ${what} has ${names}`
      : `${what} is an object of ${names}`;
}
