import { type Kind, renderLiquid, type Scope } from './engine.ts';
import { faultOf, pieceAt } from './fault.ts';
import { position, type TemplateProblem } from './problem.ts';
import { fullShelf } from './products.ts';
import { localized } from './render.ts';

/** One text of a compiled template, and where it was written. */
export interface Trial {
  kind: Kind;
  language: string;
  source: string;
  file: string;
  /** For HTML: where each piece of Liquid in it was written. */
  places?: Pick<TemplateProblem, 'file' | 'line' | 'column'>[];
}

/** Renders a text with sample values, and tells what would fail for everybody: too long a loop, too much text, a value that cannot be shown. */
export function tryText({ kind, language, source, file, places }: Trial, samples: Scope[]): TemplateProblem[] {
  const reader = { locale: language, zone: 'UTC', currency: 'GBP' };
  return samples.flatMap((sample) => {
    try {
      renderLiquid(kind, source, { scope: localized(sample, language), reader, products: fullShelf() });
      return [];
    } catch (error) {
      const { message, at, always } = faultOf(error);
      if (!always) return [];
      const written = at === undefined ? { line: 1, column: 1 } : position(source, at);
      return [{ file, ...written, ...places?.[pieceAt(source, at ?? 0)], message }];
    }
  });
}

/** The same mistake is found by many samples and languages. */
export function once(problems: TemplateProblem[]): TemplateProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
