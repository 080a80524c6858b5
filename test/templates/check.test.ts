import { describe, expect, it } from 'vitest';
import { checkTemplate } from '../../lib/templates/check.ts';
import type { Kind } from '../../lib/templates/engine.ts';
import { inText } from './shop.ts';

const problems = (source: string, kind: Kind = 'html') =>
  checkTemplate({ file: 'f', source, kind }).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
const variables = (source: string, kind: Kind = 'text') =>
  checkTemplate({ file: 'f', source, kind }).variables.map(({ path, optional }) => path.join('.') + (optional ? '?' : ''));

describe('variables', () => {
  it('are found with file, line and column', () => {
    const { variables } = checkTemplate({ file: 'x.liquid', source: 'Hello\n  {{ customer.firstNmae }}', kind: 'text' });
    expect(variables).toEqual([{ path: ['customer', 'firstNmae'], file: 'x.liquid', line: 2, column: 6, optional: false }]);
  });

  it('of a loop are traced to the list', () => {
    expect(variables('{% for line in trigger.lines %}{{ line.nmae }}{{ forloop.index }}{% endfor %}')).toEqual([
      'trigger.lines',
      'trigger.lines.[].nmae',
    ]);
    expect(variables('{% tablerow line in trigger.lines %}{{ line.nmae }}{% endtablerow %}')).toEqual([
      'trigger.lines',
      'trigger.lines.[].nmae',
    ]);
  });

  it('of a loop in a loop are traced through both', () => {
    expect(variables('{% for a in trigger.as %}{% for b in a.bs %}{{ b.c }}{% endfor %}{% endfor %}')).toEqual([
      'trigger.as',
      'trigger.as.[].bs',
      'trigger.as.[].bs.[].c',
    ]);
  });

  it('that were assigned are traced to what they stand for', () => {
    expect(variables('{% assign first = trigger.lines | sort: "name" | first %}{{ first.nmae }}')).toEqual([
      'trigger.lines?',
      'trigger.lines.[].nmae',
    ]);
    expect(variables('{% assign text = trigger.name | upcase %}{{ text.size }}{{ text }}')).toEqual(['trigger.name']);
  });

  it('in filters, conditions, cases, cycles and ranges are found', () => {
    expect(variables('{{ a.x | append: b.x }}{% cycle c.x, "d" %}{% for i in (1..e.x) %}{% endfor %}')).toEqual([
      'a.x',
      'b.x',
      'c.x',
      'e.x',
    ]);
    expect(
      variables('{% if a.x > b.x %}{% elsif c.x %}{% endif %}{% case d.x %}{% when e.x %}{% endcase %}{% unless f.x %}{% endunless %}'),
    ).toEqual(['a.x?', 'b.x?', 'c.x?', 'd.x?', 'e.x?', 'f.x?']);
  });

  it('by index, first, last and size name the list', () => {
    expect(variables('{{ t.lines[0].name }}{{ t.lines.first.name }}{{ t.lines.size }}')).toEqual([
      't.lines.[].name',
      't.lines.[].name',
      't.lines',
    ]);
  });

  it('whose name is itself a variable are refused', () => {
    expect(problems('{{ customer[trigger.name] }}', 'text')).toEqual([
      '1:13 a name that is itself a variable cannot be checked: write the property after a dot',
    ]);
  });

  it('are optional behind default, as the first filter only', () => {
    expect(variables('{{ a.x | default: "y" }}{{ b.x | upcase | default: "y" }}')).toEqual(['a.x?', 'b.x']);
  });

  it.each([
    ['{% if a.x %}{{ a.x }}{% endif %}', ['a.x?', 'a.x?']],
    ['{% if a.x %}{% else %}{{ a.x }}{% endif %}', ['a.x?', 'a.x']],
    ['{% if a.x and b.x %}{{ a.x }}{% endif %}', ['a.x?', 'b.x?', 'a.x?']],
    ['{% if a.x or b.x %}{{ a.x }}{% endif %}', ['a.x?', 'b.x?', 'a.x']],
    ['{% if a.x == "y" %}{{ a.x }}{% endif %}', ['a.x?', 'a.x?']],
    ['{% if a.x != blank %}{{ a.x }}{% endif %}', ['a.x?', 'a.x?']],
    ['{% if a.x == nil %}{{ a.x }}{% endif %}', ['a.x?', 'a.x']],
    ['{% if a.x != "y" %}{{ a.x }}{% endif %}', ['a.x?', 'a.x']],
    ['{% if not a.x %}{{ a.x }}{% endif %}', ['a.x?', 'a.x']],
    ['{% if a.list.size > 0 %}{% for i in a.list %}{% endfor %}{% endif %}', ['a.list?', 'a.list?']],
    ['{% if steps.answer %}{{ steps.answer.score }}{% endif %}', ['steps.answer?', 'steps.answer.score?']],
    ['{% unless a.x %}{{ a.x }}{% endunless %}', ['a.x?', 'a.x']],
    ['{% unless a.x %}{% else %}{{ a.x }}{% endunless %}', ['a.x?', 'a.x?']],
    ['{% if a.x == nil %}{% else %}{{ a.x }}{% endif %}', ['a.x?', 'a.x?']],
    ['{% if a.x == blank %}{% elsif b.x %}{{ a.x }}{% endif %}', ['a.x?', 'b.x?', 'a.x?']],
    ['{% if a.x != empty %}{{ a.x }}{% endif %}', ['a.x?', 'a.x']],
    ['{% if a.x == b.x %}{{ a.x }}{% endif %}', ['a.x?', 'b.x?', 'a.x']],
    ['{{ a.x | default: b.x }}', ['a.x?', 'b.x']],
    ['{% assign x = a.x %}{% if x %}{{ x }}{% endif %}{{ x }}', ['a.x?', 'a.x?', 'a.x?', 'a.x']],
  ])('are optional where an if asks for them: %s', (source, found) => {
    expect(variables(source)).toEqual(found);
  });
});

describe('what is surely there', () => {
  const present = (source: string) =>
    checkTemplate({ file: 'f', source, kind: 'text' }).variables.map(({ path, present }) => `${path.join('.')} ${present ?? '-'}`);

  it.each([
    ['{% for l in t.lines %}{{ l.name }}{% endfor %}', ['t.lines -', 't.lines.[].name t.lines']],
    ['{% for a in t.as %}{% for b in a.bs %}{{ b }}{% endfor %}{% endfor %}', ['t.as -', 't.as.[].bs t.as', 't.as.[].bs.[] t.as.bs']],
    ['{% if a.b %}{{ a.b.c }}{% endif %}', ['a.b -', 'a.b.c a.b']],
    ['{{ t.lines[0].name }}', ['t.lines.[].name -']],
  ])('%s', (source, found) => {
    expect(present(source)).toEqual(found);
  });
});

describe('what cannot be parsed', () => {
  it.each([
    ['Hello {{ customer.name', 'output "{{ customer.name" not closed'],
    ['Hello {% if a %}', 'tag {% if a %} not closed'],
    ['Hello {% endif %}', 'unknown tag "endif"'],
    ['Hello {% fro a in b %}{% endfro %}', 'unknown tag "fro": did you mean "for"?'],
    ['Hello {{ a | mony }}', 'unknown filter "mony": did you mean "money"?'],
    ['Hello {{ a | escape }}', 'unknown filter "escape": HTML is escaped already'],
    ['Hello {% capture a %}{% endcapture %}', 'unknown tag "capture": use {% assign %}'],
    ['Hello {{ "now" | date }}', 'a template has no clock'],
    ['Hello {{ a | date: "lnog" }}', 'a date is written "short", "medium", "long", "full", not "lnog"'],
  ])('%s is a problem with its place', (source, message) => {
    expect(problems(source, 'text')).toEqual([expect.stringContaining(`1:7 ${message}`)]);
  });

  it('tells every wrong output at once', () => {
    expect(problems('{{ a | x1 }}\n{{ b | x2 }}\n{{ c | lnik }}', 'text').map((problem) => problem.split(' ')[0])).toEqual([
      '1:1',
      '2:1',
      '3:1',
    ]);
  });

  it('refuses a source of a megabyte', () => {
    expect(problems('x'.repeat(1_000_000), 'text')).toEqual(['1:1 the source is 1000000 characters long; at most 250000 are allowed']);
  });

  it.each(['text', 'html'] as const)('refuses 5,000 nested blocks in %s without falling over', (kind) => {
    const source = '{% if a %}'.repeat(5_000) + '{% endif %}'.repeat(5_000);
    expect(problems(source, kind).join()).toContain('nested too deeply');
  });

  it('refuses 5,000 nested elements without falling over', () => {
    expect(problems(`${'<div>'.repeat(5_000)}${'</div>'.repeat(5_000)}`).join()).toContain('nested too deeply');
  });

  it('refuses a subject of two lines', () => {
    expect(problems('Hello\nBcc: x', 'subject')).toEqual(['1:6 a subject is one line']);
  });
});

describe('what MJML would drop', () => {
  it('is a block directly between sections', () => {
    const source = '{% if customer.vip %}\n<mj-section></mj-section>\n{% endif %}';
    expect(problems(source)).toEqual([
      expect.stringMatching(
        /^1:1 MJML drops \{% if customer\.vip %\} directly inside <mj-body>.*<mj-raw>\{% if customer\.vip %\}<\/mj-raw>/,
      ),
      expect.stringMatching(/^3:1 MJML drops \{% endif %\}/),
    ]);
  });

  it.each(['mj-section', 'mj-column', 'mj-wrapper', 'mj-group', 'mj-hero'])('is Liquid and text directly inside <%s>', (name) => {
    const [liquid, text] = problems(`<${name}>{{ a }} hello</${name}>`);
    expect(liquid).toContain(`MJML drops {{ a }} directly inside <${name}>`);
    expect(text).toContain(`MJML drops text directly inside <${name}>`);
  });

  it('is not what stands in mj-raw, mj-text, mj-table or mj-button', () => {
    const raw =
      '<mj-raw>{% if a %}</mj-raw><mj-section><mj-column><mj-table>{% for r in l %}<tr><td>{{ r }}</td></tr>{% endfor %}</mj-table></mj-column></mj-section><mj-raw>{% endif %}</mj-raw>';
    expect(problems(raw)).toEqual([]);
    expect(
      problems('<mj-section><mj-column><mj-button href="{{ a | default: "b" }}">{{ c }}</mj-button></mj-column></mj-section>'),
    ).toEqual([]);
  });

  it('is HTML directly inside a section, and an include', () => {
    expect(problems('<mj-section><div>x</div></mj-section>').join()).toContain('MJML drops <div> directly inside <mj-section>');
    expect(problems('<mj-include path="x.mjml" />').join()).toContain('files are not included');
  });

  it('does not matter in a comment', () => {
    expect(problems('<!-- {% if a %} not finished -->')).toEqual([]);
  });
});

describe('what would break the HTML', () => {
  it.each([
    ['<mj-section><mj-column></mj-column>', '<mj-section> is opened here and never closed'],
    ['<mj-section><mj-column></mj-section>', '<mj-column> is opened here and not closed before </mj-section>'],
    ['</mj-section>', '</mj-section> closes nothing'],
    [inText('<p>hello'), '<p> is opened here and not closed before </mj-text>'],
    [inText('{% if a %}<b>{% endif %}</b>'), '{% endif %} stands in another element than {% if a %}'],
    [inText('<a href="{% if a %}x">y</a>{% endif %}'), '{% endif %} stands in another element than {% if a %}'],
    [
      '<mj-section><mj-column><mj-raw>{% if a %}</mj-raw></mj-column><mj-column><mj-raw>{% endif %}</mj-raw></mj-column></mj-section>',
      'stands in another element',
    ],
    [inText('1 < 2'), 'write &lt;'],
    [inText('<a href="x>y</a>'), 'close the quotes'],
  ])('%s', (source, message) => {
    expect(problems(source).join('\n')).toContain(message);
  });
});

describe('where a value could become code', () => {
  it.each([
    [inText('<script>{{ a }}</script>'), 'style or script'],
    [inText('<style>{{ a }}</style>'), 'style or script'],
    [inText('<b style="color: {{ a }}">x</b>'), 'attribute style'],
    [inText('<b onclick="{{ a }}">x</b>'), 'attribute onclick'],
    [inText('<b {{ a }}>x</b>'), 'outside an attribute'],
    [inText('<a href={{ a }}>x</a>'), 'outside an attribute'],
    ['<mj-section background-color="{{ a }}"></mj-section>', 'attribute background-color'],
    [inText('<!--[if mso]>{{ a }}<![endif]-->'), 'conditional comment'],
  ])('is refused: %s', (source, message) => {
    expect(problems(source).join('\n')).toContain(message);
  });

  it('is fine in alt, title and href', () => {
    expect(
      problems(inText('<img src="{{ a }}" alt="{{ b }}"><a href=\'{{ c | default: "x" }}\' title="{% if a %}y{% endif %}">x</a>')),
    ).toEqual([]);
  });
});
