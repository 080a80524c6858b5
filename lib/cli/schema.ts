import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { jsonSchemas } from '../core/definition/json-schema.ts';

/** The text of every `campaigns/schema/<name>.schema.json`, by file name. */
export function schemaFiles(): { [file: string]: string } {
  return Object.fromEntries(
    Object.entries(jsonSchemas()).map(([name, schema]) => [`${name}.schema.json`, `${JSON.stringify(schema, null, 1)}\n`]),
  );
}

/** `rapport schema [folder]`: writes the JSON Schemas by which an editor completes and checks definitions. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description('write the JSON Schemas for editors, generated from the schemas in lib/core/definition')
    .argument('[folder]', 'where to', join('campaigns', 'schema'))
    .action(async (folder: string) => {
      // Not with its parents: where they cannot be made, as under /proc, Node would try for ever.
      if (!existsSync(folder)) await mkdir(folder);
      for (const [file, text] of Object.entries(schemaFiles())) await writeFile(join(folder, file), text);
      process.stdout.write(`${Object.keys(schemaFiles()).length} schemas in ${folder}\n`);
    });
}
