import { describe, expect, it } from 'vitest';
import { allowedFilters, allowedTags, engineOf, type Kind, renderLiquid, type Scope } from '../../lib/templates/engine.ts';

const reader = { locale: 'en-GB', zone: 'Europe/London', currency: 'GBP' };
const render = (source: string, scope: Scope = {}, kind: Kind = 'html') => renderLiquid(kind, source, { scope, reader });
const evil = '<b>&"\'';

describe('escaping', () => {
  it('escapes every value in HTML', () => {
    expect(render('{{ name }}', { name: evil })).toBe('&#60;b&#62;&#38;&#34;&#39;');
  });

  it('escapes what cycle, assign, filters and literals print', () => {
    const printed = '{% cycle name, "x" %}{% assign n = name | append: "<i>" %}{{ n }}{{ name | upcase }}{{ "<u>" }}';
    expect(render(printed, { name: evil })).not.toMatch(/[<"']/);
  });

  it('escapes once only', () => {
    expect(render('{{ name | default: "x" }}', { name: '&amp;' })).toBe('&#38;amp;');
  });

  it.each(['text', 'subject', 'sms'] as const)('leaves a %s as it is', (kind) => {
    expect(render('{{ name }}', { name: evil }, kind)).toBe(evil);
  });

  it('never evaluates what a customer wrote', () => {
    expect(render('{{ name }}', { name: '{{ secret }}{% if true %}x{% endif %}', secret: 'password' })).toBe(
      '{{ secret }}{% if true %}x{% endif %}',
    );
  });
});

describe('missing values', () => {
  it.each(['{{ customer.name }}', '{{ customer.name | upcase }}', '{{ nobody.name }}', '{% for x in customer.list %}{% endfor %}'])(
    'refuses %s',
    (source) => {
      expect(() => render(source, { customer: {} })).toThrow('undefined variable');
    },
  );

  it('takes null for missing', () => {
    expect(() => render('{{ customer.name | upcase }}', { customer: { name: null } })).toThrow('undefined variable');
  });

  it('refuses to print what was assigned from nothing', () => {
    expect(() => render('{% assign n = customer.name %}{{ n | upcase }}', { customer: {} })).toThrow('undefined variable');
  });

  it.each([
    ['{{ customer.name | default: "friend" }}', 'friend'],
    ['{% if customer.name %}{{ customer.name }}{% else %}you{% endif %}', 'you'],
    ['{% if customer.name == "Ann" or customer.tier == "gold" %}a{% else %}b{% endif %}', 'b'],
    ['{% if customer.list.size > 0 %}a{% else %}b{% endif %}', 'b'],
    ['{% case customer.tier %}{% when "gold" %}a{% else %}b{% endcase %}', 'b'],
    ['{% unless customer.name %}a{% endunless %}', 'a'],
  ])('lets a guard stand for it: %s', (source, text) => {
    expect(render(source, { customer: {} })).toBe(text);
  });

  it('refuses to print a list or an amount without its filter', () => {
    expect(() => render('{{ total }}', { total: { amount: 1, currency: 'GBP' } })).toThrow('`money`');
  });

  it('does not reach prototypes', () => {
    expect(() => render('{{ customer.constructor }}', { customer: {} })).toThrow('undefined variable');
    expect(() => render('{{ __proto__ }}')).toThrow('undefined variable');
  });
});

describe('bounds', () => {
  it.each([
    ['renders 50 MB', '{% for i in (1..50000) %}{{ text }}{% endfor %}', /too long|500 KB/],
    ['renders large pieces', '{% for i in (1..100) %}{{ text }}{% endfor %}', '500 KB'],
    [
      'loops for ever',
      '{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}{% endfor %}{% endfor %}{% endfor %}',
      'loops too long',
    ],
    ['asks for a billion turns', '{% for i in (1..1000000000) %}{% endfor %}', 'memory alloc limit'],
    [
      'doubles a text at each turn',
      '{% assign s = text %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}',
      'memory alloc limit',
    ],
    ['draws a giant table', '{% tablerow i in (1..100000) %}x{% endtablerow %}', /too long|500 KB/],
  ])('stops a template that %s', (_, source, message) => {
    const startedAt = performance.now();
    expect(() => render(source, { text: 'x'.repeat(10_000) })).toThrow(message);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('renders an ordinary list', () => {
    expect(render('{% for i in (1..3) %}{{ i }}{% endfor %}')).toBe('123');
  });
});

describe('purity', () => {
  it.each([
    '{% include "x" %}',
    '{% render "x" %}',
    '{% layout "x" %}',
    '{% capture x %}{% endcapture %}',
    '{% increment x %}',
    '{% raw %}{% endraw %}',
    '{% echo x %}',
    '{% liquid echo x %}',
  ])('knows no %s', (source) => {
    expect(() => engineOf('html').parse(source)).toThrow('not found');
  });

  it.each(['sample', 'raw', 'escape', 'date_to_string', 'newline_to_br', 'push', 'json', 'inspect'])('knows no filter %s', (filter) => {
    expect(() => engineOf('html').parse(`{{ x | ${filter} }}`)).toThrow('undefined filter');
  });

  it('offers exactly what is allowed', () => {
    for (const kind of ['html', 'text'] as const) {
      expect(Object.keys(engineOf(kind).tags).toSorted()).toEqual(Object.keys(allowedTags).toSorted());
      expect(Object.keys(engineOf(kind).filters).toSorted()).toEqual(allowedFilters.toSorted());
    }
  });

  it('reads no clock', () => {
    expect(() => render('{{ "now" | date }}')).toThrow('`date` needs');
  });
});
