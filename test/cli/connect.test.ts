import { afterAll, describe, expect, it } from 'vitest';
import { deployedEnvironment } from '../../lib/cli/connect.ts';
import { tableNames } from '../../lib/world.ts';
import { fileOf, removeFiles } from '../orders/order-files.ts';

afterAll(removeFiles);

const tablesOf = (stage: string) => Object.fromEntries(tableNames.map((table) => [`${table}Table`, `${stage}-${table}`]));
const of = (outputs: unknown) => deployedEnvironment(fileOf(JSON.stringify(outputs), '.json'));

describe('the outputs of a deploy', () => {
  it('are those of the one stack that is ours', async () => {
    const environment = await of({
      website: { PublicUrl: 'https://elsewhere.example' },
      dev: { ...tablesOf('dev'), PublicUrl: 'https://here.example' },
    });
    expect(Object.values(environment)).toEqual(expect.arrayContaining(['dev-customers', 'https://here.example']));
    expect(Object.values(environment)).not.toContain('https://elsewhere.example');
  });

  it('of two stages are refused by their names', async () => {
    await expect(of({ dev: tablesOf('dev'), prod: tablesOf('prod') })).rejects.toThrow(
      'tells of 2 stacks, dev and prod, and nothing says which is meant',
    );
  });

  it('that are none are refused in a sentence', async () => {
    for (const wrong of [null, [], 7, { dev: null }, { dev: { customersTable: 7 } }, {}])
      await expect(of(wrong)).rejects.toThrow('give the file that "cdk deploy --outputs-file FILE" wrote');
  });
});
