import { Command } from 'commander';
import { type AudienceCount, countAudience } from '../usecases/count-audience.ts';
import type { World } from '../world.ts';
import { showResult } from './check.ts';
import { connect } from './connect.ts';
import { loadDefinitions } from './definitions.ts';
import { showFinding } from './explain-timeline.ts';
import { showProgress } from './progress.ts';
import { didYouMean } from './suggest.ts';

interface Options {
  definitions: string;
  json?: true;
  outputs?: string;
}

/** `rapport audience SEGMENT`: how many customers are in it, and ten of them with what was found. */
export function audienceCommand(): Command {
  return new Command('audience')
    .description('count the customers of a segment, published or not, and show ten of them with reasons')
    .argument('<segment>', 'the id of a segment')
    .option('--definitions <path>', 'the folder of definitions', 'campaigns')
    .option('--json', 'one JSON object instead of text')
    .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action(async (segment: string, { definitions, json, outputs }: Options) => {
      const count = await audienceOf(await connect(outputs), { segment, path: definitions });
      console.log(json ? JSON.stringify({ segment, ...count }) : showAudience(segment, count));
    });
}

/** Counts a segment of the definitions at `path`. Rejects with a sentence when they are wrong or have no such segment. */
export async function audienceOf(world: World, { segment, path }: { segment: string; path: string }): Promise<AudienceCount> {
  const { definitions, problems, files } = await loadDefinitions(path);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (!definitions) throw new Error(`nothing was counted:\n${showResult({ problems: errors, errors: errors.length, warnings: 0, files })}`);
  const segments = definitions.segments.map(({ value }) => value);
  const ids = segments.map(({ id }) => id).sort();
  if (!ids.includes(segment)) {
    const meant = didYouMean({ given: segment, allowed: ids });
    throw new Error(
      `there is no segment "${segment}" in ${path}; there are ${ids.join(', ') || 'none'}${meant ? `; did you mean "${meant}"?` : ''}`,
    );
  }
  const progress = showProgress(`counting ${segment}`);
  const { settings } = definitions;
  const programs = definitions.programs.map(({ value }) => value);
  try {
    return await countAudience(world, { segment, segments, settings, programs }, (done, of, customers) =>
      progress.update(done, of, `${customers.toLocaleString('en')} customers`),
    );
  } finally {
    progress.stop();
  }
}

/** As a person reads it. */
export function showAudience(segment: string, { members, ...count }: AudienceCount): string {
  const all = count.in + count.out + count.unknown;
  const unknown = count.unknown > 0 ? `, of ${number(count.unknown)} it is not known, and they get nothing` : '';
  return [
    `${segment}: ${number(count.in)} of ${number(all)} customers are in it, ${number(count.out)} are not${unknown}`,
    ...members.flatMap(({ customer, finding }) => [customer, ...showFinding(finding, 1)]),
  ].join('\n');
}

function number(count: number): string {
  return count.toLocaleString('en');
}
