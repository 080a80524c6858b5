import { Command } from 'commander';
import { type Problem, showPath } from '../core/definition/problem.ts';
import type { Instant } from '../core/time.ts';
import { loadDefinitions, type Shown } from './definitions.ts';

export interface CheckResult {
  problems: Shown[];
  errors: number;
  warnings: number;
  files: number;
}

/** Every problem of every definition at `path` at once: a folder, or one file of it. `now` decides which editions are due. */
export async function check(path: string, now?: Instant): Promise<CheckResult> {
  const { problems, files } = await loadDefinitions(path, now);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return { problems, errors, warnings: problems.length - errors, files };
}

const longestValue = 80;
const mostAllowed = 12;

/** One problem as a person reads it. */
export function showProblem(problem: Shown): string {
  const { file, line, column, severity, path, message } = problem;
  return [`${file}:${line}:${column} ${severity} ${showPath(path)}: ${message}`, ...details(problem)].join('\n    ');
}

function details({ given, allowed = [], didYouMean }: Shown): string[] {
  const shown: string[] = [];
  if (given !== undefined) shown.push(`given: ${clip(JSON.stringify(given) ?? String(given))}`);
  if (allowed.length > 0) shown.push(`allowed: ${showAllowed(allowed)}`);
  if (didYouMean !== undefined) shown.push(`did you mean "${didYouMean}"?`);
  return shown;
}

function clip(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

function showAllowed(allowed: NonNullable<Problem['allowed']>): string {
  const more = allowed.length - mostAllowed;
  return `${allowed.slice(0, mostAllowed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

export function showResult(result: CheckResult): string {
  const { problems, errors, warnings, files } = result;
  return [...problems.map(showProblem), `${count(errors, 'error')}, ${count(warnings, 'warning')} in ${count(files, 'file')}`].join('\n');
}

/** `rapport check [path]`: exit code 1 on errors, 0 with warnings only. */
export function checkCommand(): Command {
  return new Command('check')
    .description('report every problem of the definitions: campaigns, segments, templates, data, settings')
    .argument('[path]', 'a folder of definitions, or one file', 'campaigns')
    .option('--json', 'one JSON object instead of text')
    .action(async (path: string, options: { json?: true }) => {
      const result = await check(path);
      process.stdout.write(`${options.json ? JSON.stringify({ ok: result.errors === 0, ...result }) : showResult(result)}\n`);
      if (result.errors > 0) process.exitCode = 1;
    });
}
