import type { Kind } from './engine.ts';
import type { TemplateProblem } from './problem.ts';

/** Elements of a list are the segment "[]": `{% for line in trigger.lines %}{{ line.name }}` uses trigger, lines, [], name. */
export interface TemplateVariable {
  path: string[];
  file: string;
  line: number;
  column: number;
  /** Guarded by `default` or standing inside an `if` that asks for it: it may be missing. */
  optional: boolean;
}

export interface TemplateCheck {
  problems: TemplateProblem[];
  variables: TemplateVariable[];
}

/** What every template may use beside customer, metrics, trigger, steps, consent, score and points. */
export const builtInVariables = ['brand.id', 'brand.name', 'brand.footer', 'unsubscribeUrl', 'language'];

/** Parses one source (an `email.<language>.mjml` or layout is 'html') and tells what is wrong and which variables it shows. */
export function checkTemplate(_input: { file: string; source: string; kind: Kind }): TemplateCheck {
  return { problems: [], variables: [] };
}
