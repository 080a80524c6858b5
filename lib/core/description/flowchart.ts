import type { Campaign } from '../definition/campaign.ts';
import type { Step } from '../definition/step.ts';
import { triggerWords } from './sentences.ts';
import { roadsOf, stepWords } from './step-words.ts';

/** Ends of roads that still lead somewhere: a node, and what is asked on the way out. */
type Ends = { from: string; when?: string }[];

/** A campaign as a flowchart of Mermaid, https://mermaid.js.org/syntax/flowchart.html. Whatever its texts hold, the syntax is right. */
export function flowchartOf(campaign: Campaign): string {
  const chart: Chart = { nodes: [], lines: [] };
  const start = node(chart, ['([', '])'], `enters ${triggerWords(campaign.entry.trigger)}`);
  const ends = draw(chart, campaign.steps, [{ from: start }]);
  const last = node(chart, ['([', '])'], 'the end');
  connect(chart, ends, last);
  return ['flowchart TD', ...chart.nodes.map((each) => `  ${each}`), ...chart.lines.map((each) => `  ${each}`)].join('\n');
}

interface Chart {
  nodes: string[];
  lines: string[];
}

function draw(chart: Chart, steps: Step[], before: Ends): Ends {
  return steps.reduce<Ends>((ends, step) => {
    const roads = roadsOf(step);
    const own = node(chart, roads.length > 0 ? ['{{', '}}'] : 'exit' in step ? ['([', '])'] : ['[', ']'], stepWords(step));
    connect(chart, ends, own);
    if ('exit' in step) return [];
    if (roads.length === 0) return [{ from: own }];
    return roads.flatMap(({ when, steps: inner }) => draw(chart, inner, [{ from: own, when }]));
  }, before);
}

function node({ nodes }: Chart, [open, close]: [string, string], text: string): string {
  const id = `n${nodes.length}`;
  nodes.push(`${id}${open}"${escaped(text)}"${close}`);
  return id;
}

function connect({ lines }: Chart, ends: Ends, to: string): void {
  for (const { from, when } of ends) lines.push(when === undefined ? `${from} --> ${to}` : `${from} -->|"${escaped(when)}"| ${to}`);
}

/** What could mean something to Mermaid or to HTML is written as the number of its character. */
function escaped(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[^\p{L}\p{N} .,:'/()%+-]/gu, (character) => `#${character.codePointAt(0)};`);
}
