import { addDuration } from '../core/time.ts';
import { responseCode } from '../store/response-codes.ts';
import { signResponse } from '../store/response-tokens.ts';
import type { Secrets } from '../store/secrets.ts';
import type { SendContext } from './send-context.ts';

/**
 * `response.*` of a message: how this customer can answer it, in the ways that the campaign names. `url` opens a page with
 * one button, `token` is what stands in it, for a page of the shop's own; `code` is for recipients of a run.
 */
export function responseVariables(
  secrets: Secrets,
  publicUrl: string,
  { campaign, enrollment, intent }: Pick<SendContext, 'campaign' | 'enrollment' | 'intent'>,
): { response?: { [way: string]: string } } {
  const { response } = campaign;
  if (!response) return {};
  const { cid, message } = intent;
  const until = addDuration(message.plannedAt, response.within, campaign.zone);
  const link = { cid, campaign: campaign.id, occurrence: enrollment.occurrence, step: message.step, until };
  const token = response.by.includes('link') ? signResponse(secrets, link) : undefined;
  const place = response.by.includes('code') ? enrollment.place : undefined;
  return {
    response: {
      ...(token !== undefined && { token, url: `${publicUrl}/r/${token}` }),
      ...(place !== undefined && { code: responseCode(secrets, place) }),
      ...(response.by.includes('keyword') && { keyword: response.keyword }),
    },
  };
}
