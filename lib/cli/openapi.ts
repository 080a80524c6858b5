import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { environmentNames } from '../aws/env.ts';
import { apiDocument } from './api-document.ts';
import { deployedEnvironment } from './connect.ts';
import { writing } from './written-file.ts';

interface Options {
  out?: string;
  outputs?: string;
}

/** `rapport openapi`: what the HTTP API takes and answers, for people, clients and generators. */
export function openapiCommand(): Command {
  return new Command('openapi')
    .description('print the OpenAPI 3.1 document of the HTTP API')
    .option('--out <file>', 'write it there instead')
    .option('--outputs <file>', 'name the address of a deployed stack: the file that "cdk deploy --outputs-file" wrote')
    .action(async ({ out, outputs }: Options) => {
      const url = outputs === undefined ? undefined : (await deployedEnvironment(outputs))[environmentNames.publicUrl];
      const { version }: { version: string } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
      const text = `${JSON.stringify(apiDocument({ version, url }), null, 2)}\n`;
      if (out === undefined) process.stdout.write(text);
      else await writing(out, () => writeFile(out, text));
    });
}
