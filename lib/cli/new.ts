import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { kinds } from '../core/definition/campaign.ts';
import { idSchema } from '../core/definition/fields.ts';
import { type Instant, localDate } from '../core/time.ts';
import type { Definitions } from './definitions.ts';
import { loadRight } from './local-campaign.ts';
import { isKind, type StarterShop, starterFiles } from './starters.ts';
import { didYouMean } from './suggest.ts';

export interface NewCampaign {
  kind: string;
  /** [the kind] */
  id?: string | undefined;
  path: string;
  owner?: string | undefined;
  now: Instant;
}

/** Writes a campaign with its template and its scenario; resolves to the files. Rejects where one of them is there already. */
export async function startCampaign({ kind, id = kind, path, owner, now }: NewCampaign): Promise<string[]> {
  if (!isKind(kind)) {
    const meant = didYouMean({ given: kind, allowed: kinds });
    throw new Error(`there is no kind "${kind}"; there are ${kinds.join(', ')}${meant === undefined ? '' : `; did you mean "${meant}"?`}`);
  }
  if (!idSchema.safeParse(id).success) throw new Error(`"${id}" is no id: take one in kebab-case, such as "thank-you"`);
  const definitions = await loadRight(path, 'nothing was written');
  const same = definitions.campaigns.find(({ value }) => value.id === id);
  if (same) throw new Error(`nothing was written: ${same.file} is the campaign "${id}" already`);
  const files = Object.entries(starterFiles(kind, id, shopOf(definitions, { owner, now })));
  const there = files.map(([file]) => join(definitions.root, file)).filter((file) => existsSync(file));
  if (there.length > 0) throw new Error(`nothing was written: ${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already`);
  for (const [file, text] of files) {
    await mkdir(dirname(join(definitions.root, file)), { recursive: true });
    await writeFile(join(definitions.root, file), text, { flag: 'wx' });
  }
  return files.map(([file]) => join(definitions.root, file));
}

function shopOf({ settings, campaigns }: Definitions, { owner, now }: Pick<NewCampaign, 'owner' | 'now'>): StarterShop {
  const [brand] = settings.brands;
  const topics = Object.entries(settings.topics);
  const of = (wanted: string) => (topics.find(([, topic]) => topic.class === wanted) ?? topics[0])?.[0];
  const [service, marketing] = [of('service'), of('marketing')];
  if (!brand || service === undefined || marketing === undefined)
    throw new Error('nothing was written: settings.json needs a brand and a topic first');
  return {
    owner: owner ?? campaigns[0]?.value.owner ?? brand.sender.email,
    brand: settings.brands.length > 1 ? brand.id : undefined,
    zone: brand.zone,
    topics: { service, marketing },
    languages: brand.languages,
    today: localDate(now, brand.zone),
  };
}

/** `rapport new KIND [ID]`: something to begin with, that passes `check` and `test`. */
export function newCommand(): Command {
  return new Command('new')
    .description(`write a campaign to begin with, its template and its scenario; kinds: ${kinds.join(', ')}`)
    .argument('<kind>', 'the kind, whose craft it follows')
    .argument('[id]', 'its id [the kind]')
    .option('--owner <address>', 'the e-mail address of who is asked and told [as of another campaign]')
    .option('--definitions <path>', 'the folder of definitions', 'campaigns')
    .action(async (kind: string, id: string | undefined, { definitions, owner }: { definitions: string; owner?: string }) => {
      const files = await startCampaign({ kind, id, path: definitions, owner, now: Date.now() });
      const name = id ?? kind;
      const next = [
        `write what it says in ${files.find((file) => file.endsWith('.mjml'))}`,
        `rapport check ${definitions} && rapport test ${definitions}`,
        `rapport preview ${name} ${name} --as CUSTOMER`,
        'set "status": "live" and publish',
      ];
      console.log([...files.map((file) => `wrote ${file}`), 'next:', ...next.map((each) => `  ${each}`)].join('\n'));
    });
}
