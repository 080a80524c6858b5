import * as fc from 'fast-check';
import PostalMime from 'postal-mime';
import { beforeAll, describe, expect, it } from 'vitest';
import { composeMime } from '../../lib/templates/mime.ts';
import type { PublishedTemplate } from '../../lib/templates/published.ts';
import { renderEmail } from '../../lib/templates/render.ts';
import { london, publishEmail } from './shop.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&',
        '{{',
        '}}',
        '{%',
        '%}',
        '\r\n',
        '\n',
        'Bcc: a@b.example',
        '-->',
        '</p>',
        '<script>',
        'javascript:',
        ' ',
        '=?utf-8?Q?x?=',
        'ö',
        '\u0000',
        '\u2028',
      ),
      { maxLength: 12 },
    )
    .map((pieces) => pieces.join('')),
);
const mjml = `<mj-section><mj-column>
  <mj-text><p title="{{ customer.name }}">{{ customer.name }}</p>{% cycle customer.name, "x" %}<a href="{{ customer.name }}">{{ customer.name | truncate: 5 }}</a></mj-text>
  <mj-image src="https://a.example/x.png" alt="{{ customer.name }}" />
</mj-column></mj-section>`;
const tagsOf = (html: string) => html.match(/<[^>]*>/g)?.map((tag) => tag.replace(/"[^"]*"/g, '""'));

describe('whatever a customer is called', () => {
  let template: PublishedTemplate;
  beforeAll(async () => {
    template = await publishEmail(mjml, { subject: { en: 'Hello {{ customer.name }}' }, preheader: { en: '{{ customer.name }}' } });
  });

  it('no tag and no attribute is added, and no Liquid is evaluated', async () => {
    const usual = tagsOf(renderEmail(template, { customer: { name: 'Ann' } }, london).html);
    await fc.assert(
      fc.asyncProperty(hostile, async (name) => {
        const { html } = renderEmail(template, { customer: { name } }, london);
        expect(tagsOf(html)).toEqual(usual);
        expect(html).not.toMatch(/href="\s*javascript/i);
      }),
      { numRuns: 300 },
    );
  });

  it('no header is added and the addresses stay', async () => {
    const keys = async (name: string) => {
      const { subject, html, text } = renderEmail(template, { customer: { name } }, london);
      const from = { name: `Shop of ${name}`, address: 'shop@a.example' };
      const raw = await composeMime({ from, to: 'b@b.example', subject, html, text, messageKey: 'k', messageIdDomain: 'a.example', at: 0 });
      const email = await PostalMime.parse(raw);
      return [email.headers.map(({ key }) => key), email.from?.address, email.to?.map(({ address }) => address)];
    };
    const usual = await keys('Ann');
    await fc.assert(
      fc.asyncProperty(hostile, async (name) => {
        expect(await keys(name)).toEqual(usual);
      }),
      { numRuns: 150 },
    );
  });
});
