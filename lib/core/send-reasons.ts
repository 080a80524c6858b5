import type { SendReason } from './eligibility.ts';

/** Why a message was not sent, or not yet, as a person reads it. One sentence for each reason of the eligibility. */
const decided: Record<SendReason, string> = {
  erased: 'her data was erased',
  'too-late': 'it was no longer valid',
  'before-restore': 'it was planned before the tables were restored, and may have gone out already',
  'campaign-ended': 'the campaign is no longer in force',
  cancelled: 'the campaign was cancelled after it was planned',
  'campaign-paused': 'the campaign is paused',
  'bulk-paused': 'bulk mail has stopped by itself: too much of it bounced or was complained about',
  exited: 'she has reached the goal or left the campaign',
  'held-out': 'she is in the control group',
  'universal-holdout': 'she gets no marketing from any campaign, so that the effect of all of it can be measured',
  'never-contact': 'she is in a segment that gets no marketing',
  'no-address': 'no address of hers is known for its channels',
  'no-consent': 'she has not agreed to the topic, or no longer does',
  suppressed: 'her address bounced, complained or was suppressed',
  blackout: 'no marketing is sent on these days',
  paused: 'marketing to her is paused',
  capped: 'she has had as many messages as the caps allow',
  outranked: 'a message of higher priority waits for the last place under the caps',
  'quiet-hours': 'it is outside the open hours where she lives',
  'zone-unknown': 'nobody can tell what time it is where she lives',
  budget: "the campaign's budget is spent",
  quota: 'the provider takes no more mail today',
};

/** Reasons that are found later, when it is made and handed to the provider. */
const found: Record<string, string> = {
  superseded: 'she was entered again, so what it would say is gone',
  throttled: 'the provider did not take it now; it is tried again',
  interrupted: 'the attempt died on the way, and it may have gone out: it is not sent again',
  'no-answer': 'the provider did not answer, and it may have gone out: it is not sent again',
  rejected: 'the provider refused it',
  'template-error': 'the template shows something that is not there',
  'cannot-compose': 'an address or a header of it is malformed',
  'not-a-colleague': 'the colleague in whose name it is sent is not known',
  'no-edition': 'its edition of that week or month was not published',
  'pool-empty': 'the pool of its coupon has no code left',
  lost: 'it was lost on its way, and is no longer valid',
  'nothing-to-send': 'what it should say was never published',
  'cannot-send': 'what is stored of her cannot be read',
};

/** The sentence of a reason; the reason itself where there is none. */
export function reasonInWords(reason: string): string {
  const all: Record<string, string> = { ...found, ...decided };
  return all[reason] ?? reason;
}

/** What would have to change for such a message to be sent, where somebody can change it. */
const mending: Record<string, string> = {
  'too-late': 'a longer validFor, or an earlier step',
  'campaign-ended': 'the campaign live again, for those who enter then',
  'campaign-paused': 'rapport resume',
  'bulk-paused': 'mend the list that bounced or complained, then rapport resume',
  'held-out': 'another share of the control group; who is in it stays in it',
  'universal-holdout': '"holdout" of the settings',
  'never-contact': 'her data, so that she leaves the segment',
  'no-address': 'an address for one of the channels, or a further channel in "by"',
  'no-consent': 'she must opt in to the topic by that channel',
  suppressed: 'another address, or a release by a colleague, "rapport customer release"',
  blackout: 'the blackouts of the settings, or a longer validFor',
  paused: 'the end of her pause',
  capped: 'fewer messages in that time, a higher cap, a higher priority, or a longer validFor',
  outranked: 'a higher priority than that of the other message',
  'quiet-hours': 'the open hours, or a longer validFor',
  'zone-unknown': 'her zone or country in her data',
  budget: 'a larger budget',
  'no-edition': 'publish the edition before it is due',
  'pool-empty': 'load more codes, "rapport coupons"',
  'template-error': 'mend the template and publish',
  'not-a-colleague': 'name the colleague in the settings',
};

/** Undefined where nothing can be done. */
export function mendingOf(reason: string): string | undefined {
  return Object.hasOwn(mending, reason) ? mending[reason] : undefined;
}
