import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { schemaFiles } from '../../lib/cli/schema.ts';

it('campaigns/schema holds what the definitions say today: run `npm run rapport -- schema` when this fails', () => {
  const fresh = schemaFiles();
  expect(readdirSync('campaigns/schema').sort()).toEqual(Object.keys(fresh).sort());
  for (const [file, text] of Object.entries(fresh)) {
    expect(JSON.parse(readFileSync(`campaigns/schema/${file}`, 'utf8'))).toEqual(JSON.parse(text));
  }
});
