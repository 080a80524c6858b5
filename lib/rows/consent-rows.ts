import { didYouMean } from '../orders/columns.ts';
import { clip, emailOf, instantOf, RefusedCell, yesOrNo } from './cell-values.ts';
import { customerId, phoneOf } from './customer-rows.ts';
import type { ConsentRow, Named, SuppressionRow } from './row.ts';
import type { InForce, RowKind } from './row-kind.ts';

const email = { name: 'email', aliases: ['e-mail', 'email address', 'e-mail address'] };
const phone = { name: 'phone', aliases: ['phone number', 'mobile', 'mobile number', 'telephone'] };
const at = { name: 'at', aliases: ['date', 'given at', 'withdrawn at', 'updated at', 'last update time', 'LastUpdateTime'] };

/** Who agreed to what, or withdrew it: each line names a customer, by id or address, a channel, a topic and yes or no. */
export function consentRows({ settings, country }: InForce): RowKind<ConsentRow> {
  const { topics } = settings;
  const marketing = Object.keys(topics).filter((id) => topics[id]?.class === 'marketing');
  const topicsOf = (text: string) => {
    if (text === '') return marketing;
    if (Object.hasOwn(topics, text)) return [text];
    const allowed = Object.keys(topics);
    throw new RefusedCell(
      'unknown-topic',
      `"${clip(text)}" is no topic of settings.json${didYouMean(text, allowed)}; allowed: ${allowed.join(', ')}`,
    );
  };
  return {
    name: 'consents',
    fields: [
      { name: 'customer', aliases: ['id', 'customer id'] },
      email,
      phone,
      { name: 'channel', aliases: [] },
      { name: 'topic', aliases: [] },
      { name: 'given', aliases: ['consent', 'status'] },
      at,
      { name: 'wording', aliases: ['wording version', 'consent version', 'text version', 'version'] },
      { name: 'source', aliases: ['origin', 'form', 'consent source'] },
      { name: 'proof', aliases: ['evidence', 'reference'] },
      { name: 'confirmed', aliases: ['double opt-in', 'doi', 'opt-in confirmed'] },
    ],
    needed: [['customer', 'email', 'phone'], ['channel'], ['given']],
    open: false,
    read: (cell, reading) => ({
      who: namedBy(cell, country),
      channel: channelOf(cell('channel')),
      topics: topicsOf(cell('topic')),
      given: yesOrNo(cell('given'), 'given'),
      ...(cell('at') !== '' && { at: instantOf(cell('at'), reading) }),
      ...evidenceOf(cell),
    }),
    keyOf: ({ who }) => JSON.stringify(who),
  };
}

/** Only a "yes" in the column `confirmed` says that she has confirmed it: a proof may be that of a form that anybody filled in. */
function evidenceOf(cell: (field: string) => string): Pick<ConsentRow, 'wording' | 'proof' | 'confirmed'> {
  const [wording, source, proof] = ['wording', 'source', 'proof'].map((field) => cell(field).trim().slice(0, longestProof));
  const told = [source, proof].filter(Boolean).join(', ');
  const confirmed = cell('confirmed') !== '' && yesOrNo(cell('confirmed'), 'confirmed');
  return { ...(wording && { wording }), ...(told && { proof: told }), confirmed };
}

/** Longer ones are cut. */
const longestProof = 300;

/** The id counts before an address, and an e-mail address before a phone number. Throws a RefusedCell. */
export function namedBy(cell: (field: string) => string, country: string | undefined): Named {
  if (cell('customer') !== '') return { customer: customerId(cell('customer')) };
  if (cell('email') !== '') return { email: emailOf(cell('email')) };
  if (cell('phone') !== '') return { phone: phoneOf(cell('phone'), country) };
  throw new RefusedCell('no-customer', 'neither a customer nor an e-mail address nor a phone number');
}

function channelOf(text: string): 'email' | 'sms' {
  const word = text.trim().toLowerCase().replace('-', '');
  if (word === 'email' || word === 'sms') return word;
  throw new RefusedCell('bad-channel', `"${clip(text)}" is no channel; allowed: email, sms`);
}

/** Words of other programs for the reasons that are known here. Anything else is `imported`: what people write may name somebody. */
const reasons: { [reason: string]: string[] } = {
  'hard-bounce': ['hardbounce', 'bounce', 'bounced', 'permanent', 'invalid'],
  complaint: ['complaint', 'complained', 'spam', 'abuse', 'spamreport'],
  stop: ['stop', 'optout', 'optedout', 'unsubscribed', 'unsubscribe'],
};

/** Addresses that nothing may go to, whoever has them now or gets them later. */
export function suppressionRows({ country }: InForce): RowKind<SuppressionRow> {
  return {
    name: 'suppressions',
    fields: [email, phone, { name: 'reason', aliases: ['type', 'cause'] }, at],
    needed: [['email', 'phone']],
    open: false,
    read(cell, reading) {
      const word = cell('reason')
        .toLowerCase()
        .replace(/[^a-z]/g, '');
      const reason = Object.keys(reasons).find((known) => reasons[known]?.includes(word)) ?? 'imported';
      const rest = { reason, ...(cell('at') !== '' && { at: instantOf(cell('at'), reading) }) };
      if (cell('email') !== '') return { channel: 'email', address: emailOf(cell('email')), ...rest };
      if (cell('phone') !== '') return { channel: 'sms', address: phoneOf(cell('phone'), country), ...rest };
      throw new RefusedCell('no-address', 'neither an e-mail address nor a phone number');
    },
    keyOf: ({ address }) => address,
  };
}
