/** What is wrong in a template, and where. Lines and columns count from 1. */
export interface TemplateProblem {
  file: string;
  line: number;
  column: number;
  message: string;
}

/** A template that cannot be published. `problems` names every one, in the order of the files. */
export class TemplateProblemsError extends Error {
  override name = 'TemplateProblemsError';
  readonly problems: TemplateProblem[];

  constructor(problems: TemplateProblem[]) {
    super(problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`).join('\n'));
    this.problems = problems;
  }
}

/** Line and column, from 1, of an offset. */
export function position(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** Why a text cannot be rendered, in words that hold no value of a customer: it may be logged. */
export class RenderFault extends Error {
  override name = 'RenderFault';
  /** It would fail for everybody, whatever the values are. */
  readonly always: boolean;

  constructor(message: string, { always = false } = {}) {
    super(message);
    this.always = always;
  }
}
