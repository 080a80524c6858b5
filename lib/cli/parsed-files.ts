import { basename } from 'node:path';
import type * as z from 'zod';
import type { Placed, PlacedProblem } from '../core/definition/library.ts';
import { parseDefinition } from '../core/definition/parse.ts';
import { error, type Problem } from '../core/definition/problem.ts';
import { type Salvaged, salvage } from '../core/definition/salvage.ts';
import { strayAddresses } from './addresses.ts';
import type { DefinitionFile } from './definition-files.ts';
import type { JsonSource } from './json-source.ts';

/** JSON files that could be read, by file. */
export type Sources = Map<string, JsonSource & { kind: DefinitionFile['kind'] }>;

/** A list of customers is one mistake, not a thousand. */
const mostAddresses = 3;

export interface ParsedFiles<T> {
  valid: Placed<T>[];
  /** Of those that are not valid, what can be understood. */
  partly: (Placed<T> & Salvaged<T>)[];
  problems: PlacedProblem[];
}

/** The files of one kind, by its schema; what is wrong in the others, and what can be understood of them. */
export function parsed<S extends z.ZodType>(sources: Sources, kind: DefinitionFile['kind'], schema: S): ParsedFiles<z.output<S>> {
  const found: ParsedFiles<z.output<S>> = { valid: [], partly: [], problems: [] };
  for (const { file, value, kind: own } of sources.values()) {
    if (own !== kind) continue;
    const addresses = strayAddresses(value, kind).slice(0, mostAddresses);
    found.problems.push(
      ...placed(
        file,
        addresses.map((path) => error(path, "a customer's address does not belong in a definition")),
      ),
    );
    const result = parseDefinition(schema, value);
    if ('value' in result) {
      found.valid.push({ file, value: result.value });
      continue;
    }
    found.problems.push(...placed(file, result.problems));
    const rest = salvage(schema, value);
    if (rest) found.partly.push({ file, ...rest });
  }
  return found;
}

/** The problems with the file in which they stand. */
export function placed(file: string, problems: Problem[]): PlacedProblem[] {
  return problems.map((problem) => ({ file, ...problem }));
}

/** Also ids of definitions that are not valid: a reference to them is not what is wrong. */
export function idsIn(sources: Sources, wanted: DefinitionFile['kind'], valid: Placed<{ id: string }>[]): string[] {
  const files = [...sources.values()].filter(({ kind }) => kind === wanted).map(({ file }) => basename(file, '.json'));
  return [
    ...new Set([
      ...valid.map(({ value }) => value.id),
      ...files.filter((name) => !valid.some(({ file }) => basename(file, '.json') === name)),
    ]),
  ];
}
