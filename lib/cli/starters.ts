import { type CampaignInput, type Kind, kinds } from '../core/definition/campaign.ts';
import { addToDate } from '../core/time.ts';

export interface StarterShop {
  owner: string;
  brand: string | undefined;
  zone: string;
  currency: string;
  /** The program that a campaign of kind loyalty belongs to. */
  program: string;
  /** Of class service and marketing; where one is missing, the other. */
  topics: { service: string; marketing: string };
  languages: string[];
  /** YYYY-MM-DD, where the brand is. */
  today: string;
}

/** What a new campaign begins with: one message, and what a customer must do to get it. */
interface Starter {
  campaign: Pick<CampaignInput, 'entry' | 'steps'> & Partial<CampaignInput>;
  topic: 'service' | 'marketing';
  /** Beside campaign, customer and what she receives. */
  scenario: { attributes?: object; given: object[]; from?: string; until: string; at: string };
  /** Shown after the text. */
  link?: string;
}

const after = (date: string, days: number) => addToDate(date, { months: 0, days, ms: 0 });
const order = (at: string) => ({ at, activity: 'order.placed', data: { orderId: 'o-1', total: '30 GBP' } });

const starters: { [kind in Kind]: (id: string, shop: StarterShop) => Starter } = {
  'thank-you': (id, { today }) => ({
    topic: 'service',
    campaign: {
      entry: { trigger: { activity: 'order.placed' } },
      exit: [{ activity: 'order.refunded', same: 'orderId' }],
      steps: [{ wait: '2 hours' }, { send: id, validFor: '2 days' }],
    },
    scenario: { given: [order(`${today} 10:00`)], until: after(today, 7), at: `${today} 12:00` },
  }),
  database: (id, { today }) => ({
    topic: 'marketing',
    campaign: {
      entry: {
        trigger: { date: 'customer.birthday', every: 'year', before: '3 days', at: '10:00' },
        audience: { field: 'metrics.orders', atLeast: 1 },
      },
      steps: [{ send: id, validFor: '2 days' }],
    },
    scenario: {
      attributes: { birthday: `1992-${after(today, 13).slice(5)}` },
      given: [order(`${today} 09:00`)],
      from: after(today, 1),
      until: after(today, 20),
      at: `${after(today, 10)} 10:00`,
    },
  }),
  direct: (id, { today }) => ({
    topic: 'marketing',
    campaign: {
      entry: { trigger: { once: `${after(today, 14)} 10:00` }, audience: { field: 'metrics.orders', atLeast: 1 } },
      response: { by: ['link'], within: '21 days' },
      steps: [{ send: id, validFor: '1 day' }],
    },
    scenario: { given: [order(`${today} 09:00`)], from: after(today, 1), until: after(today, 20), at: `${after(today, 14)} 10:00` },
    link: 'response.url',
  }),
  loyalty: (id, { today, program }) => ({
    topic: 'service',
    campaign: {
      program,
      entry: { trigger: { activity: 'tier.changed', where: { field: 'activity.direction', is: 'up' } } },
      steps: [{ wait: '1 hour' }, { send: id, validFor: '2 days' }],
    },
    scenario: {
      given: [
        {
          at: `${today} 10:00`,
          activity: 'tier.changed',
          data: { program, direction: 'up', tier: 'gold' },
        },
      ],
      until: after(today, 7),
      at: `${today} 11:00`,
    },
  }),
  'win-back': (id, { today }) => ({
    topic: 'marketing',
    campaign: {
      entry: { trigger: { lapse: '90 days' }, holdout: '10%' },
      goal: { activity: 'order.placed', within: '45 days' },
      limits: { timesPerCustomer: 2 },
      steps: [{ send: id, validFor: '2 days' }, { wait: '14 days' }, { exit: 'let go' }],
    },
    scenario: { given: [order(`${today} 10:00`)], until: after(today, 120), at: `${after(today, 90)} 10:00` },
  }),
};

const words: { [language: string]: { subject: string; text: string; link: string } } = {
  en: { subject: 'A word from us', text: 'Here stands what you want to say.', link: 'Answer' },
  de: { subject: 'Ein Wort von uns', text: 'Hier steht, was gesagt werden soll.', link: 'Antworten' },
  fr: { subject: 'Un mot de notre part', text: 'Ici, ce que vous voulez dire.', link: 'Répondre' },
};

/** What stands in the mail of a starter until somebody writes it. */
export const placeholders = Object.values(words).map(({ text }) => text);

/** The files of a new campaign, by their paths in the folder of definitions. It is a draft: nothing is sent. */
export function starterFiles(kind: Kind, id: string, shop: StarterShop): { [path: string]: string } {
  const { campaign, topic, scenario, link } = starters[kind](id, shop);
  const { at, attributes, ...rest } = scenario;
  const own = shop.topics[topic];
  const head = {
    id,
    kind,
    name: id,
    owner: shop.owner,
    status: 'draft',
    topic: own,
    ...(shop.brand !== undefined && { brand: shop.brand }),
  };
  const said = (language: string) => words[language.slice(0, 2)] ?? { subject: '', text: '', link: '', ...words.en };
  const emails = shop.languages.map((language) => {
    const { text, link: label } = said(language);
    const button = link === undefined ? '' : `\n    <mj-button href="{{ ${link} }}">${label}</mj-button>`;
    const body = `<mj-section>\n  <mj-column>\n    <mj-text><p>${text}</p></mj-text>${button}\n  </mj-column>\n</mj-section>\n`;
    return [`templates/${id}/email.${language}.mjml`, body];
  });
  return {
    [`${id}.json`]: json({ $schema: './schema/campaign.schema.json', ...head, ...campaign }),
    [`${id}.scenario.json`]: json({
      $schema: './schema/scenario.schema.json',
      campaign: id,
      customer: { attributes: { zone: shop.zone, ...attributes }, consent: { email: [own] } },
      ...rest,
      receives: [{ at, template: id, by: 'email' }],
    }),
    [`templates/${id}/template.json`]: json({
      $schema: '../../schema/template.schema.json',
      id,
      subject: Object.fromEntries(shop.languages.map((language) => [language, said(language).subject])),
    }),
    ...Object.fromEntries(emails),
  };
}

export function isKind(text: string): text is Kind {
  return kinds.some((kind) => kind === text);
}

/** As it is written to a file. */
export function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
