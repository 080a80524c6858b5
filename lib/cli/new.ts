import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { type Kind, kinds } from '../core/definition/campaign.ts';
import { idSchema } from '../core/definition/fields.ts';
import { type Instant, localDate } from '../core/time.ts';
import type { Definitions } from './definitions.ts';
import { loadRight, unknownOne } from './local-campaign.ts';
import { besideFiles, besides, isBeside } from './loyalty-starters.ts';
import { isKind, type StarterShop, starterFiles } from './starters.ts';

export interface NewDefinition {
  /** A kind of campaign, or what stands beside them. */
  kind: string;
  /** [the kind] */
  id?: string | undefined;
  path: string;
  owner?: string | undefined;
  now: Instant;
}

const known: string[] = [...kinds, ...Object.keys(besides)];

/**
 * Writes a campaign with its template and its scenario, and a program for the first one of kind loyalty; or a program or a pool alone.
 * Resolves to the files. Rejects where one of them is there already.
 */
export async function startDefinition({ kind, id = kind, path, owner, now }: NewDefinition): Promise<string[]> {
  if (!idSchema.safeParse(id).success) throw new Error(`"${id}" is no id: take one in kebab-case, such as "thank-you"`);
  if (!known.includes(kind)) throw unknownOne('kind', kind, known);
  const definitions = await loadRight(path, 'nothing was written');
  const shop = shopOf(definitions, { owner, now });
  const files = Object.entries(
    isKind(kind) ? campaignFiles(kind, id, { shop, definitions }) : isBeside(kind) ? besideFiles(kind, id, shop) : {},
  );
  const same = [...definitions.campaigns, ...definitions.programs, ...definitions.pools].find(
    ({ file, value }) => value.id === id && files.some(([name]) => dirname(join(definitions.root, name)) === resolve(dirname(file))),
  );
  if (same) throw new Error(`nothing was written: ${same.file} is "${id}" already`);
  const there = files.map(([file]) => join(definitions.root, file)).filter((file) => existsSync(file));
  if (there.length > 0) throw new Error(`nothing was written: ${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already`);
  for (const [file, text] of files) {
    await mkdir(dirname(join(definitions.root, file)), { recursive: true });
    await writeFile(join(definitions.root, file), text, { flag: 'wx' });
  }
  return files.map(([file]) => join(definitions.root, file));
}

/** A campaign of kind loyalty needs a program; the first one begins it. */
function campaignFiles(kind: Kind, id: string, { shop, definitions }: { shop: StarterShop; definitions: Definitions }) {
  const program = kind === 'loyalty' && definitions.programs.length === 0 ? besideFiles('program', shop.program, shop) : {};
  return { ...starterFiles(kind, id, shop), ...program };
}

function shopOf({ settings, campaigns, programs }: Definitions, { owner, now }: Pick<NewDefinition, 'owner' | 'now'>): StarterShop {
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
    currency: brand.currency,
    program: programs[0]?.value.id ?? 'our-circle',
    topics: { service, marketing },
    languages: brand.languages,
    today: localDate(now, brand.zone),
  };
}

/** `rapport new KIND [ID]`: something to begin with, that passes `check` and `test`. */
export function newCommand(): Command {
  return new Command('new')
    .description(
      `write a campaign to begin with, its template and its scenario; kinds: ${kinds.join(', ')}; or one of ${Object.keys(besides).join(', ')}`,
    )
    .argument('<kind>', 'the kind of campaign, whose craft it follows; "program" for a loyalty program, "coupons" for a pool of codes')
    .argument('[id]', 'its id [the kind]')
    .option('--owner <address>', 'the e-mail address of who is asked and told [as of another campaign]')
    .option('--definitions <path>', 'the folder of definitions', 'campaigns')
    .action(async (kind: string, id: string | undefined, { definitions, owner }: { definitions: string; owner?: string }) => {
      const files = await startDefinition({ kind, id, path: definitions, owner, now: Date.now() });
      const name = id ?? kind;
      const letter = files.find((file) => file.endsWith('.mjml'));
      const next = [
        ...(letter === undefined ? [`npm run rapport -- describe ${name}`] : [`write what it says in ${letter}`]),
        `npm run rapport -- check ${definitions} && npm run rapport -- test ${definitions}`,
        ...(letter === undefined ? [] : [`npm run rapport -- preview ${name} ${name} --as CUSTOMER`]),
        ...(kind === 'coupons' ? ['npm run rapport -- publish'] : ['set "status": "live", and npm run rapport -- publish']),
      ];
      console.log([...files.map((file) => `wrote ${file}`), 'next:', ...next.map((each) => `  ${each}`)].join('\n'));
    });
}
