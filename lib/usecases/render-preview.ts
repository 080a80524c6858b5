import type { Channel } from '../core/enrollment/enrollment.ts';
import { type RenderedEmail, type RenderedSms, renderEmail, renderSms, supportsChannel, TemplateRenderError } from '../templates/render.ts';
import type { World } from '../world.ts';
import { draftPreview } from './draft-preview.ts';
import type { PreviewContext } from './preview-message.ts';
import { withProducts } from './with-products.ts';

/** One language of a message, as it would be sent. */
export interface Rendered {
  language: string;
  email?: RenderedEmail & { preheader?: string };
  sms?: RenderedSms;
  /** Why a part of it would not be sent: it would have a hole, and says where. */
  faults: string[];
}

/** Renders a message as it would be sent to her, by each channel that the step and its template have. `language` instead of hers. */
export async function renderPreview(world: World, preview: PreviewContext, language?: string): Promise<Rendered> {
  const { template } = preview.context;
  const contact = language === undefined ? preview.contact : { ...preview.contact, language };
  const read = { ...preview, contact };
  const email = await rendered(world, read, { channel: 'email', by: renderEmail });
  const sms = await rendered(world, read, { channel: 'sms', by: renderSms });
  const shown = email?.message?.language ?? sms?.message?.language ?? language ?? template.defaultLanguage;
  const preheader = template.languages[shown]?.preheader;
  return {
    language: shown,
    ...(email?.message && { email: { ...email.message, ...(preheader !== undefined && { preheader }) } }),
    ...(sms?.message && { sms: sms.message }),
    faults: [email, sms].flatMap((part) => part?.fault ?? []),
  };
}

/** Nothing where the message does not go by that channel. */
async function rendered<T>(
  world: World,
  preview: PreviewContext,
  { channel, by }: { channel: Channel; by: (...given: Parameters<typeof renderEmail>) => T },
): Promise<{ message?: T; fault?: string } | undefined> {
  const { template, intent } = preview.context;
  if (!intent.message.by.includes(channel) || !supportsChannel(template, channel)) return undefined;
  const { scope, recipient } = await draftPreview(world, preview, channel);
  try {
    return { message: await withProducts(world, (products) => by(template, scope, { ...recipient, products })) };
  } catch (error) {
    if (!(error instanceof TemplateRenderError)) throw error;
    return { fault: error.message };
  }
}
