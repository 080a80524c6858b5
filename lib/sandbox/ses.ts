import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import type { Instant } from '../core/time.ts';
import { messageTags } from '../store/message-tags.ts';
import type { Bus } from './event-bridge.ts';
import type { Service, WireReply } from './gateway.ts';
import { preheaderOf } from './inbox/preheader.ts';
import type { Mailbox } from './mailbox.ts';
import { publishOutcome } from './ses-events.ts';
import type { Topics } from './topics.ts';

export interface SesParts {
  folder: string;
  mailbox: Mailbox;
  bus: Bus;
  topics: Topics;
  now: () => Instant;
  /** Messages of one second of virtual time: GetSendQuota promises them, and what goes beyond is refused. [1000, and any number is taken] */
  rate?: number;
}

const maxBytes = 10 * 1024 * 1024;
const day = 24 * 60 * 60 * 1000;

/** SendRawEmail, GetSendQuota and GetSendStatistics of SES on the wire of its Query protocol. The raw MIME is on the disk before it answers. */
export function sesService(parts: SesParts): Service {
  const fits = withinRate(parts);
  const actions: Record<string, (form: URLSearchParams) => Promise<WireReply>> = {
    SendRawEmail: async (form) => (fits() ? sendRawEmail(parts, form) : xmlError('Throttling', 'Maximum sending rate exceeded.')),
    GetSendQuota: async () =>
      xml('GetSendQuota', {
        Max24HourSend: '1000000',
        MaxSendRate: String(parts.rate ?? 1000),
        SentLast24Hours: String(parts.mailbox.countSince('email', parts.now() - day)),
      }),
    GetSendStatistics: async () => {
      const points = parts.mailbox
        .quarters(parts.now() - 14 * day)
        .map(
          ({ at, attempts, bounces, complaints }) =>
            `<member><Timestamp>${new Date(at).toISOString()}</Timestamp><DeliveryAttempts>${attempts}</DeliveryAttempts><Bounces>${bounces}</Bounces><Complaints>${complaints}</Complaints><Rejects>0</Rejects></member>`,
        );
      return reply('GetSendStatistics', `<SendDataPoints>${points.join('')}</SendDataPoints>`);
    },
  };
  return async ({ body }) => {
    const form = new URLSearchParams(body);
    const name = form.get('Action') ?? '';
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    return action
      ? action(form)
      : xmlError('InvalidAction', `the sandbox's SES knows ${Object.keys(actions).join(' and ')}, not "${name}"`);
  };
}

/** Whether one more message fits into the present second. */
function withinRate({ now, rate = Number.POSITIVE_INFINITY }: SesParts): () => boolean {
  let [second, taken] = [Number.NEGATIVE_INFINITY, 0];
  return () => {
    const present = Math.floor(now() / 1000);
    if (present !== second) [second, taken] = [present, 0];
    taken += 1;
    return taken <= rate;
  };
}

async function sendRawEmail(parts: SesParts, form: URLSearchParams): Promise<WireReply> {
  const raw = Buffer.from(form.get('RawMessage.Data') ?? '', 'base64');
  if (raw.length === 0) return xmlError('InvalidParameterValue', 'RawMessage.Data is empty');
  if (raw.length > maxBytes) return xmlError('MessageRejected', `Message length is more than ${maxBytes} bytes long: '${raw.length}'.`);
  const email = await PostalMime.parse(raw);
  const from = form.get('Source') ?? email.from?.address;
  if (!from) return xmlError('InvalidParameterValue', "Missing required header 'From'.");
  const destinations =
    members(form, 'Destinations').length > 0 ? members(form, 'Destinations') : (email.to ?? []).flatMap((to) => to.address ?? []);
  if (destinations.length === 0) return xmlError('InvalidParameterValue', 'Missing required header: To, Cc or Bcc.');
  const invalid = destinations.find((address) => !/^[^\s@<>]+@[^\s@<>]+$/.test(address.replace(/^.*<(.*)>$/, '$1')));
  if (invalid) return xmlError('InvalidParameterValue', 'Illegal address');

  const providerId = `0100${randomBytes(6).toString('hex')}-${randomUUID()}-000000`;
  const tags = Object.fromEntries(
    members(form, 'Tags', '.Name').map((tag, index) => [tag, form.get(`Tags.member.${index + 1}.Value`) ?? '']),
  );
  await keep(parts, { providerId, raw, email, from, destinations, tags });
  publishOutcome(parts, {
    providerId,
    from,
    destinations,
    tags,
    configurationSet: form.get('ConfigurationSetName'),
    email,
    at: parts.now(),
  });
  return xml('SendRawEmail', { MessageId: providerId });
}

interface Accepted {
  providerId: string;
  raw: Buffer;
  email: Email;
  from: string;
  destinations: string[];
  tags: Record<string, string>;
}

async function keep({ folder, mailbox, now }: SesParts, { providerId, raw, email, from, destinations, tags }: Accepted) {
  const file = join('mail', new Date(now()).toISOString().slice(0, 10), `${providerId}.eml`);
  await mkdir(dirname(join(folder, file)), { recursive: true });
  const handle = await open(join(folder, file), 'wx');
  await handle.writeFile(raw);
  await handle.sync();
  await handle.close();
  const named = email.from?.name ? `${email.from.name} <${email.from.address ?? from}>` : from;
  mailbox.add({
    at: now(),
    channel: 'email',
    from: named,
    to: destinations.join(', '),
    subject: email.subject ?? '',
    preheader: preheaderOf(email.html ?? ''),
    customer: tags[messageTags.customer] ?? '',
    campaign: tags[messageTags.campaign] ?? '',
    tags,
    providerId,
    file,
    body: null,
  });
}

/** `Name.member.1`, `Name.member.2`, … as the Query protocol writes lists. */
function members(form: URLSearchParams, name: string, suffix = ''): string[] {
  const values: string[] = [];
  for (let value = form.get(`${name}.member.1${suffix}`); value !== null; value = form.get(`${name}.member.${values.length + 1}${suffix}`))
    values.push(value);
  return values;
}

const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';

function xml(action: string, result: Record<string, string>): WireReply {
  return reply(
    action,
    Object.entries(result)
      .map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
      .join(''),
  );
}

function reply(action: string, result: string): WireReply {
  const body = `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`;
  return { status: 200, type: 'text/xml', body };
}

function xmlError(code: string, message: string): WireReply {
  const body = `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  return { status: 400, type: 'text/xml', body };
}

const escapeXml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
