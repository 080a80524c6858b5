import { resolve } from 'node:path';
import { Command } from 'commander';
import { scenariosOf } from '../core/definition/scenario.ts';
import type { Shop } from '../core/rehearsal/scenario-life.ts';
import { type Compared, isPair, type Line, type Trial, tryScenario } from '../core/rehearsal/try-scenario.ts';
import type { Definitions } from './definitions.ts';
import { loadRight } from './local-campaign.ts';

export type TriedScenario = Trial & { file: string };

/**
 * Rehearses the scenarios at `path`: a folder, one scenario file, or the file of a campaign, which means those of that campaign.
 * Rejects with every error of the definitions, and where there is no scenario.
 */
export async function tryScenarios(path: string): Promise<TriedScenario[]> {
  const definitions = await loadRight(path, 'nothing was tried');
  const shop = shopOf(definitions);
  const asked = askedOf(definitions, resolve(path));
  if (asked.length === 0) throw new Error(`there is no scenario in ${path}: they stand beside the campaigns as <campaign>.scenario.json`);
  return asked.map(({ file, scenario }) => ({ file, ...tryScenario(scenario, shop) }));
}

function shopOf({ campaigns, segments, programs, settings, data, templates }: Definitions): Shop {
  return {
    campaigns: campaigns.map(({ value }) => value),
    segments: segments.map(({ value }) => value),
    programs: programs.map(({ value }) => value),
    settings,
    data,
    templates: new Set(templates.map(({ id }) => id)),
  };
}

function askedOf({ scenarios, campaigns }: Definitions, asked: string) {
  const all = scenarios.flatMap(({ file, value }) => scenariosOf(value).map(({ scenario }) => ({ file, scenario })));
  if (all.some(({ file }) => resolve(file) === asked)) return all.filter(({ file }) => resolve(file) === asked);
  const campaign = campaigns.find(({ file }) => resolve(file) === asked);
  return campaign ? all.filter(({ scenario }) => scenario.campaign === campaign.value.id) : all;
}

/** As a person reads it: a line for what went well, both sides and the reasons for what did not. */
export function showTrials(trials: TriedScenario[]): string {
  const failed = trials.filter(({ ok }) => !ok).length;
  const sum = `${trials.length} scenario${trials.length === 1 ? '' : 's'}, ${failed === 0 ? 'all as expected' : `${failed} not as expected`}`;
  return [...trials.flatMap(showTrial), sum].join('\n');
}

function showTrial({ ok, campaign, name, file, zone, messages, colleagues, why }: TriedScenario): string[] {
  const title = `${ok ? '✓' : '✗'} ${campaign}${name === campaign ? '' : `: ${name}`}`;
  if (ok) return [title];
  return [
    `${title} (${file})`,
    ...sideBySide(messages, `times in ${zone}`),
    ...(colleagues ? sideBySide(colleagues, 'colleagues') : []),
    '    why',
    ...(why.length === 0 ? ['      nothing happened'] : why.map(({ at, because }) => `      ${at} ${because}`)),
  ];
}

function sideBySide(pairs: Compared, about: string): string[] {
  const rows = pairs.map((pair) => ({ ok: isPair(pair), expected: show(pair.expected), received: show(pair.received) }));
  const width = Math.max('expected'.length, ...rows.map(({ expected }) => expected.length));
  return [
    `    ${'expected'.padEnd(width)}   received   (${about})`,
    ...rows.map(({ ok, expected, received }) => `  ${ok ? ' ' : '✗'} ${expected.padEnd(width)}   ${received}`),
    ...(rows.length === 0 ? [`    ${'nothing'.padEnd(width)}   nothing`] : []),
  ];
}

function show(line: Line | undefined): string {
  if (!line) return 'nothing';
  return `${line.at} ${line.template}${line.by === undefined ? '' : ` ${line.by}`}`;
}

/** `rapport test [path]`: exit code 1 when anything came otherwise than expected. */
export function testCommand(): Command {
  return new Command('test')
    .description('rehearse the scenarios (*.scenario.json) in virtual time, and compare what the customer receives with what is expected')
    .argument('[path]', 'a folder of definitions, a scenario file, or the file of a campaign', 'campaigns')
    .option('--json', 'one JSON object instead of text')
    .action(async (path: string, options: { json?: true }) => {
      const trials = await tryScenarios(path);
      const ok = trials.every((trial) => trial.ok);
      process.stdout.write(`${options.json ? JSON.stringify({ ok, scenarios: trials }) : showTrials(trials)}\n`);
      if (!ok) process.exitCode = 1;
    });
}
