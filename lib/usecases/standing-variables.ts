import type { Contact } from '../core/contact.ts';
import { subjectOf } from '../core/enrollment/situation.ts';
import { pointsFields } from '../core/loyalty/summary.ts';
import { ratesOf } from '../core/money.ts';
import { scoreFields } from '../core/scoring/score.ts';
import type { Instant } from '../core/time.ts';
import type { Scope } from '../templates/engine.ts';
import { speaksOf } from '../templates/named-steps.ts';
import type { SendContext } from './send-context.ts';

/**
 * How she stands now, as a template can show it: `points.*` of the campaign's program, and `score.*`, which is counted only
 * for a template that shows some of it.
 */
export function standingVariables(
  {
    profile,
    campaign,
    settings,
    template,
    shop,
    rhythm,
  }: Pick<SendContext, 'profile' | 'campaign' | 'settings' | 'template' | 'shop' | 'rhythm'>,
  { contact, now }: { contact: Contact | undefined; now: Instant },
): Scope {
  const rates = ratesOf(settings);
  const { program, valuation } = campaign;
  const subject = subjectOf({ profile, contact, shop, rhythm }, campaign);
  const reading = { now, rates, language: profile.attributes.language ?? contact?.language };
  return {
    ...(program && { points: pointsFields(profile.points?.[program.id], program, reading) }),
    ...(speaksOf(template, 'score') && { score: scoreFields(subject, { now, rates, valuation }) }),
  };
}
