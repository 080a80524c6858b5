import { axisX, axisY, dot, link, type PlotOptions, ruleX, text } from '@observablehq/plot';
import { percent } from '../figure-text.ts';
import { amber, type Canvas, green, hairline, quiet } from './picture.ts';

/** Of those whom a rule called lapsed and of the others: which share bought again. */
export interface TriedRule {
  name: string;
  flagged: number | undefined;
  others: number | undefined;
}

/** A good rule has its two dots far apart, the one of the lapsed on the left. */
export function rulesPlot(rules: TriedRule[]): (canvas: Canvas) => PlotOptions {
  const both = rules.flatMap(({ name, flagged, others }) =>
    flagged === undefined || others === undefined ? [] : [{ name, flagged, others }],
  );
  const ends = both.map(({ name, flagged, others }) => ({ name, low: Math.min(flagged, others), high: Math.max(flagged, others) }));
  const none = rules.filter(({ flagged }) => flagged === undefined);
  return ({ narrow }) => ({
    height: rules.length * 58 + 44,
    marginLeft: 12,
    marginRight: narrow ? 12 : 24,
    marginBottom: 40,
    x: { domain: [0, 1] },
    y: { domain: rules.map(({ name }) => name), padding: 0.2 },
    marks: [
      axisX({ label: 'bought again →', tickFormat: (share: number) => percent(share), ticks: 4, tickSize: 0 }),
      axisY({ tickFormat: () => '', tickSize: 0, label: null }),
      ruleX([0, 0.25, 0.5, 0.75, 1], { stroke: hairline }),
      link(both, { x1: 'flagged', x2: 'others', y1: 'name', y2: 'name', dy: 4, stroke: quiet, strokeWidth: 2 }),
      dot(both, {
        x: 'flagged',
        y: 'name',
        dy: 4,
        r: 7,
        fill: amber,
        title: ({ flagged }) => `called lapsed: ${percent(flagged)} bought again`,
      }),
      dot(both, { x: 'others', y: 'name', dy: 4, r: 7, fill: green, title: ({ others }) => `the others: ${percent(others)} bought again` }),
      text(ends, { x: 'low', y: 'name', text: ({ low }) => percent(low), textAnchor: 'end', dx: -11, dy: 4 }),
      text(ends, { x: 'high', y: 'name', text: ({ high }) => percent(high), textAnchor: 'start', dx: 11, dy: 4 }),
      text(none, {
        y: 'name',
        x: 0,
        dx: 4,
        dy: 4,
        textAnchor: 'start',
        text: () => 'called nobody lapsed',
        fill: quiet,
        fontStyle: 'italic',
      }),
      text(rules, {
        y: 'name',
        frameAnchor: 'left',
        textAnchor: 'start',
        dy: -19,
        text: 'name',
        fontWeight: 600,
      }),
    ],
  });
}
