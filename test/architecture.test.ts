import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';
import { dependencyRules } from './config/dependency-rules.ts';

const sources = globSync('{bin,functions,lib}/**/*.ts');

/** The program text without comments and with strings emptied: what is left is code. */
function code(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');
}

function offenders(files: string[], forbidden: RegExp): string[] {
  return files.flatMap((file) =>
    code(file)
      .split('\n')
      .filter((line) => forbidden.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
}

describe('the dependency rule', () => {
  it('holds in every module, and modules were looked at', async () => {
    const result = await cruise(['bin', 'functions', 'lib'], {
      ruleSet: { forbidden: dependencyRules },
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      enhancedResolveOptions: {
        extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
        conditionNames: ['import', 'node', 'default', 'types'],
        exportsFields: ['exports'],
      },
    });
    const { summary } = result.output as ICruiseResult;
    const ours = (result.output as ICruiseResult).modules.filter(({ source }) => sources.includes(source));
    expect(ours.length).toBe(sources.length);
    expect(summary.totalDependenciesCruised).toBeGreaterThan(sources.length / 2);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });
});

describe('the functional core', () => {
  const pure = globSync('lib/{core,store,usecases}/**/*.ts');

  it('is told the time and draws no lots', () => {
    expect(
      offenders(pure, /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\brandomUUID\b|\bTemporal\.Now\b|\bperformance\.now\b/),
    ).toEqual([]);
  });

  it('has a type check of its own, without Node’s types', () => {
    expect(JSON.parse(readFileSync('lib/core/tsconfig.json', 'utf8')).compilerOptions.types).toEqual([]);
  });
});

describe('every file', () => {
  it('imports zod as a namespace, since the named import drags in all languages', () => {
    expect(offenders([...sources, ...globSync('test/**/*.ts')], /import\s*\{[^}]*\bz\b[^}]*\}\s*from\s*'zod(\/mini)?'/)).toEqual([]);
  });

  it('is named for a subject', () => {
    const vague = /^(utils?|helpers?|common|misc|types|interfaces|constants|shared|index)\.ts$/;
    expect(globSync('{bin,functions,lib,test}/**/*.ts').filter((file) => vague.test(basename(file)))).toEqual([]);
  });

  it('is short enough to be read in one go', () => {
    const budget = (file: string): number => {
      if (/^functions\/[^/]+\.ts$/.test(file)) return 40;
      if (file.startsWith('lib/usecases/')) return 80;
      return 250;
    };
    const lines = (file: string): number => readFileSync(file, 'utf8').trimEnd().split('\n').length;
    expect(
      sources.filter((file) => lines(file) > budget(file)).map((file) => `${file}: ${lines(file)} lines, ${budget(file)} allowed`),
    ).toEqual([]);
  });
});
