import type { Channel } from '../core/enrollment/enrollment.ts';

/** Names of the tags that each message carries; `message` is the sort key of its record, as base64url. */
export const messageTags = { customer: 'rapport-customer', message: 'rapport-message', campaign: 'rapport-campaign' };

/** So long may one be. SES takes any number of tags, but a text has room for five. */
const longestTag: Record<Channel, number> = { email: 256, sms: 800 };

/** The name that goes on in further tags where it is too long for one: the id of an order may have 128 characters of any script. */
const nameOf = (part: number): string => (part === 0 ? messageTags.message : `${messageTags.message}-${part + 1}`);

/** Whose a message is, and which: comes back in every later event of it. */
export function tagsOf(channel: Channel, { cid, sk }: { cid: string; sk: string }): Record<string, string> {
  const text = Buffer.from(sk).toString('base64url');
  const tags: Record<string, string> = { [messageTags.customer]: cid };
  const longest = longestTag[channel];
  for (let part = 0; part * longest < text.length; part++) tags[nameOf(part)] = text.slice(part * longest, (part + 1) * longest);
  return tags;
}

/** What `tagsOf` made; nothing of a message that was none of ours. `read` gives the tag of a name. */
export function readTags(read: (name: string) => string | undefined): { cid: string; sk: string } | undefined {
  const cid = read(messageTags.customer);
  let text = '';
  for (let part = 0, more = read(nameOf(0)); more; more = read(nameOf(++part))) text += more;
  return cid && text ? { cid, sk: Buffer.from(text, 'base64url').toString('utf8') } : undefined;
}
