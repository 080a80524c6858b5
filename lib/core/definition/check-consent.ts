import type { Campaign } from './campaign.ts';
import { error, type Problem, warning } from './problem.ts';
import type { MessageClass, Settings } from './settings.ts';

/** A contact keeps the instant of each in one small item. */
const mostTopics = 40;

/** The topics: their legal basis, their words, and which of them are to be confirmed. */
export function checkConsent({ topics, brands }: Settings): Problem[] {
  const count = Object.keys(topics).length;
  const spoken = [...new Set(brands.flatMap(({ languages }) => languages))];
  return [
    ...(count > mostTopics
      ? [error(['topics'], `there are ${count} topics, at most ${mostTopics} can be: customers choose among them`)]
      : []),
    ...Object.entries(topics).flatMap(([id, topic]) => [
      ...checkOneBasis(['topics', id, 'basis'], topic.basis, topic.class),
      ...checkWording(id, topic, spoken),
    ]),
  ];
}

function checkWording(id: string, { wording, confirm, ...topic }: Settings['topics'][string], spoken: string[]): Problem[] {
  const path = ['topics', id];
  const missing = wording ? spoken.filter((language) => !Object.hasOwn(wording.text, language)) : [];
  return [
    ...(confirm && topic.class !== 'marketing'
      ? [error([...path, 'confirm'], 'only a topic of class marketing is confirmed: service needs no consent', { given: true })]
      : []),
    ...(confirm && !wording
      ? [warning(path, 'the mail that asks her to confirm has no words to show but the name of the topic', { missing: 'wording' })]
      : []),
    ...(wording && Object.keys(wording.text).length === 0
      ? [error([...path, 'wording', 'text'], `there is no text: write what customers agree to, in ${spoken.join(', ')}`)]
      : missing.map((language) =>
          warning(
            [...path, 'wording', 'text'],
            `the words lack "${language}", which a brand speaks: such customers are shown another language`,
            {
              missing: language,
            },
          ),
        )),
  ];
}

/** The basis of a campaign fits the class of its topic. */
export function checkBasis({ topic, basis }: Campaign, { topics }: Settings): Problem[] {
  const of = topic !== undefined && Object.hasOwn(topics, topic) ? topics[topic] : undefined;
  return of && basis !== undefined ? checkOneBasis(['basis'], basis, of.class) : [];
}

const usual = ['consent', 'contract', 'legitimate interest', 'soft opt-in', 'legal obligation'];

function checkOneBasis(path: string[], given: string, messageClass: MessageClass): Problem[] {
  if (usual.includes(given.trim().toLowerCase()))
    return wrongBasis(given, messageClass).map((message) => warning(path, message, { given }));
  return [warning(path, 'this is none of the usual legal bases', { given, allowed: usual })];
}

/** GDPR art. 6 (1): (b) covers only what the contract cannot do without. */
function wrongBasis(basis: string, messageClass: MessageClass): string[] {
  const word = basis.trim().toLowerCase();
  if (messageClass === 'marketing' && (word === 'contract' || word === 'legal obligation'))
    return [`no ${word} needs marketing: "consent", or "legitimate interest" for the similar goods of customers`];
  if (messageClass === 'service' && word === 'consent') return ['a topic of class service is sent without asking for consent: "contract"'];
  return [];
}
