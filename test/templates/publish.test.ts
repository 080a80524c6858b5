import { describe, expect, it } from 'vitest';
import type { Scope } from '../../lib/templates/engine.ts';
import { publishTemplate } from '../../lib/templates/publish.ts';
import { renderEmail } from '../../lib/templates/render.ts';
import { folderOf, inText, london, problemsOf, publishEmail } from './shop.ts';

const read = async (mjml: string, scope: Scope = {}) => renderEmail(await publishEmail(mjml), scope, london);
const layout = (content: string) => ({ file: 'layouts/linden.mjml', source: content });
const withLayout = (email: string, source: string) => publishTemplate(folderOf(email), layout(source));

describe('the traps of MJML', () => {
  it('a block around a section, in mj-raw, shows the section to those it is for and to nobody else', async () => {
    const vip = `<mj-raw>{% if customer.vip %}</mj-raw>${inText('only for VIPs')}<mj-raw>{% endif %}</mj-raw>`;
    expect((await read(vip, { customer: { vip: true } })).html).toContain('only for VIPs');
    expect((await read(vip, { customer: {} })).html).not.toContain('only for VIPs');
  });

  it('a block directly between sections is refused', async () => {
    expect(await problemsOf(`{% if a %}${inText('x')}{% endif %}`)).toEqual([
      expect.stringContaining('letter/email.en.mjml:1:1 MJML drops'),
      expect.stringContaining('MJML drops'),
    ]);
  });

  it('quotes and brackets inside Liquid do not break attributes or text', async () => {
    const mjml = `<mj-section><mj-column><mj-button href="{{ trigger.url | default: "https://shop.example/?a=1" }}">{% if metrics.orders < 3 and "a" != "b" %}few{% else %}many{% endif %}</mj-button></mj-column></mj-section>`;
    const { html } = await read(mjml, { trigger: {}, metrics: { orders: 9 } });
    expect(html).toContain('href="https://shop.example/?a=1"');
    expect(html).toContain('many');
    expect(html).not.toContain('few');
  });

  it('an unclosed section is refused with its place', async () => {
    expect(await problemsOf('\n  <mj-section><mj-column></mj-column>')).toEqual([
      'letter/email.en.mjml:2:3 <mj-section> is opened here and never closed',
    ]);
  });

  it('an element or attribute that MJML does not know is refused with its line', async () => {
    expect(await problemsOf('<mj-section>\n<mj-colum></mj-colum>\n</mj-section>')).toEqual([
      expect.stringMatching(/^letter\/email\.en\.mjml:2:1 .*mj-colum/),
    ]);
    expect(await problemsOf('<mj-section>\n<mj-column widht="3px"></mj-column>\n</mj-section>')).toEqual([
      expect.stringMatching(/^letter\/email\.en\.mjml:2:1 .*widht/),
    ]);
  });

  it('an element where it may not stand is refused', async () => {
    expect(await problemsOf('<mj-text>{{ a }}</mj-text>')).toEqual([expect.stringMatching(/mj-text/)]);
  });

  it('Liquid in an attribute that MJML leaves out is noticed after compiling', async () => {
    expect(await problemsOf('<mj-section><mj-column><mj-divider title="{{ a }}" /></mj-column></mj-section>')).toEqual([
      expect.stringContaining('title'),
      expect.stringContaining('MJML drops {{ a }} here'),
    ]);
  });

  it('a loop around columns and rows repeats them whole', async () => {
    const mjml =
      '<mj-section><mj-raw>{% for l in t.l %}</mj-raw><mj-column><mj-table>{% for m in l %}<tr><td>({{ m }})</td></tr>{% endfor %}</mj-table></mj-column><mj-raw>{% endfor %}</mj-raw></mj-section>';
    const { html } = await read(mjml, { t: { l: [['a', 'b'], ['c']] } });
    expect(html.match(/\([abc]\)/g)).toEqual(['(a)', '(b)', '(c)']);
    expect(html.match(/<table/g)?.length).toBe(html.match(/<\/table>/g)?.length);
  });

  it('comments and what stands in them are left out', async () => {
    const { html, text } = await read(`<!-- {% if unfinished -->${inText('a<!-- {{ secret }} -->b')}`);
    expect(html + text).not.toMatch(/secret|unfinished/);
  });

  it('the compiler’s own marks are refused in a source', async () => {
    expect(await problemsOf(inText('lqd1dql'))).toEqual([expect.stringContaining('reserved')]);
  });
});

describe('the layout', () => {
  const frame =
    '<mjml><mj-head><mj-title>{{ brand.name }}</mj-title></mj-head>\n<mj-body>\n{% content %}\n<mj-section></mj-section></mj-body></mjml>';

  it('takes the e-mail in and names the language', async () => {
    const template = await withLayout(inText('hello'), frame);
    expect(template.languages.en?.html).toMatch(/<html lang="en"/);
    expect(template.languages.en?.html).toContain('hello');
  });

  it('without its marker is refused', async () => {
    await expect(withLayout(inText('x'), '<mjml><mj-body></mj-body></mjml>')).rejects.toThrow(
      'layouts/linden.mjml:1:1 a layout has {% content %} once',
    );
  });

  it('a problem is named in the file where it was written, also below the e-mail', async () => {
    await expect(withLayout(`${inText('x')}\n<mj-section colour="x"></mj-section>`, frame)).rejects.toThrow(
      /^letter\/email\.en\.mjml:2:1 .*colour/,
    );
    await expect(withLayout(`${inText('x')}\n\n`, frame.replace('<mj-section>', '\n<mj-section colour="x">'))).rejects.toThrow(
      /^layouts\/linden\.mjml:5:1 .*colour/,
    );
  });

  it('is not used for an e-mail that is whole', async () => {
    const template = await withLayout(`<mjml lang="fr"><mj-body>${inText('bonjour')}</mj-body></mjml>`, frame);
    expect(template.languages.en?.html).not.toContain('brand.name');
    expect(template.languages.en?.html).toContain('lang="fr"');
  });

  it('loads no font and no image from elsewhere', async () => {
    const template = await withLayout(inText('x'), frame);
    expect(template.languages.en?.html).not.toMatch(/googleapis|@import/);
  });
});

describe('the preheader', () => {
  it('is hidden, escaped and personal', async () => {
    const template = await publishEmail(inText('x'), { preheader: { en: 'Fish & <chips>, {{ customer.name | default: "you" }}' } });
    const { html, text } = renderEmail(template, { customer: { name: '<i>' } }, london);
    expect(html).toMatch(/<div style="display:none[^"]*">Fish &#38; &#60;chips&#62;, &#60;i&#62;<\/div>/);
    expect(text).not.toContain('chips');
  });
});

describe('the text part', () => {
  it('says what the e-mail says, with links as text (address)', async () => {
    const mjml = `<mj-section><mj-column>
      <mj-text><h1>Fish &amp; chips</h1><p>For <b>{{ customer.name }}</b>,<br/>today</p><ul>{% for i in trigger.l %}<li>{{ i }}</li>{% endfor %}</ul></mj-text>
      <mj-image src="https://a.example/x.png" alt="A linden" href="https://a.example" />
      <mj-button href="https://a.example/b">Go</mj-button>
      <mj-text><a href="{{ trigger.url }}">https://a.example/c</a> <a href="mailto:a@b.example">a@b.example</a></mj-text>
    </mj-column></mj-section>`;
    const { text } = await read(mjml, { customer: { name: 'Ann <3' }, trigger: { l: ['one', 'two'], url: 'https://a.example/c' } });
    expect(text).toBe(
      'Fish & chips\n\nFor Ann <3,\ntoday\n\n- one\n- two\n\nA linden (https://a.example)\n\nGo (https://a.example/b)\n\nhttps://a.example/c (https://a.example/c) a@b.example\n',
    );
  });

  it('is the author’s own where there is one', async () => {
    const template = await publishEmail(inText('html'), {
      text: { en: { file: 'letter/text.en.liquid', source: 'own {{ customer.name }}' } },
    });
    expect(renderEmail(template, { customer: { name: '<x>' } }, london).text).toBe('own <x>\n');
  });
});

describe('links', () => {
  it('that begin with a variable lead only to real addresses', async () => {
    const mjml = inText(
      '<a href="{{ trigger.url }}">x</a><a href="{% if trigger.url %}{{ trigger.url }}{% endif %}">y</a><a href="https://a.example/{{ trigger.url }}">z</a>',
    );
    const { html } = await read(mjml, { trigger: { url: 'javascript:alert(1)' } });
    expect(html.match(/href="([^"]*)"/g)).toEqual(['href="#"', 'href="#"', 'href="https://a.example/javascript:alert(1)"']);
  });
});

describe('a template that lacks something', () => {
  it.each([
    [{ subject: {} }, 'email.en.mjml has no subject.en'],
    [{ subject: { en: 'x', de: 'y' } }, 'subject.de has no email.de.mjml'],
    [{ preheader: { de: 'y' } }, 'preheader.de has no email.de.mjml'],
    [{ defaultLanguage: 'fr' }, 'add email.fr.mjml'],
    [{ sms: { de: 'x' } }, 'add sms.en'],
    [{ subject: {}, email: {} }, 'nothing to send'],
    [{ subject: { en: 'a\nb' } }, 'letter/template.json (subject.en):1:2 a subject is one line'],
    [{ sms: { en: '{{ a | mony }}' } }, 'letter/template.json (sms.en):1:1 unknown filter "mony": did you mean "money"?'],
  ])('%o is refused', async (more, message) => {
    expect((await problemsOf(inText('x'), more)).join('\n')).toContain(message);
  });

  it('tells the problems of all files at once', async () => {
    const more = {
      email: { en: { file: 'en', source: '{{ a' }, de: { file: 'de', source: '<mj-section>' } },
      subject: { en: '{{ b', de: 'x' },
    };
    expect((await problemsOf('', more)).map((problem) => problem.split(':')[0])).toEqual(['letter/template.json (subject.en)', 'en', 'de']);
  });

  it('weighs at most 300 KB', async () => {
    expect((await problemsOf(inText('x'.repeat(200_000)))).join()).toMatch(/weighs 4\d\d KB in 1 languages; at most 300 KB/);
  });
});

describe('what could never be sent', () => {
  const endless = '{% for i in (1..999999) %}\n{% for j in (1..999999) %}x{% endfor %}\n{% endfor %}';

  it('is two long loops, told at the inner one', async () => {
    expect(await problemsOf(inText(`\n${endless}`))).toEqual([
      'letter/email.en.mjml:3:1 the template loops too long: more than 20000 turns',
    ]);
  });

  it('is an e-mail of 50 MB', async () => {
    const long = 'long '.repeat(1_000);
    expect(await problemsOf(inText(`{% for i in (1..10000) %}{% if i %}${long}{% endif %}{% endfor %}`))).toEqual([
      expect.stringMatching(/^letter\/email\.en\.mjml:1:\d+ the template renders more than 500 KB$/),
    ]);
  });

  it('is told in the layout, the subject, the text message and the text part', async () => {
    const loop = '{% for i in (1..999999) %}{% endfor %}';
    const frame = `<mjml><mj-body>{% content %}\n<mj-section><mj-column><mj-text>${loop}</mj-text></mj-column></mj-section></mj-body></mjml>`;
    const framed = withLayout(inText('Hi'), frame);
    await expect(framed).rejects.toThrow(/^layouts\/linden\.mjml:2:\d+ the template loops too long/);
    const text = { en: { file: 'letter/text.en.liquid', source: `Hi\n${loop}` } };
    expect(await problemsOf(inText('Hi'), { subject: { en: `Hi ${loop}` }, sms: { en: loop }, text })).toEqual([
      expect.stringContaining('letter/template.json (subject.en):1:4 the template loops too long'),
      expect.stringContaining('letter/template.json (sms.en):1:1 the template loops too long'),
      expect.stringContaining('letter/text.en.liquid:2:1 the template loops too long'),
    ]);
  });

  it('is an amount that is printed without its filter, or a text with the filter for amounts', async () => {
    const samples = [{ trigger: { total: { amount: 5, currency: 'GBP' }, name: 'x' } }];
    const problems = (content: string) => publishTemplate(folderOf(inText(content)), undefined, samples);
    await expect(problems('{{ trigger.total }}')).rejects.toThrow('letter/email.en.mjml:1:33 a list or an object cannot be printed');
    await expect(problems('{{ trigger.name | money }}')).rejects.toThrow('`money` needs an amount of money');
    await expect(problems('{{ trigger.total | money }} {{ trigger.unknown }} {{ trigger.name | number }}')).resolves.toBeDefined();
  });
});
