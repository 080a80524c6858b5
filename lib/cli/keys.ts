import { Command } from 'commander';
import { instantText } from '../core/time.ts';
import { freshSecret } from '../store/fresh-secrets.ts';
import { type KeyDates, listKeys, rotateKeys } from '../store/key-rotation.ts';
import type { World } from '../world.ts';

type Connect = (outputs: string | undefined) => Promise<World>;

/** `rapport keys show|rotate`: the keys that links and codes are signed with. */
export function keysCommand(connect: Connect): Command {
  const keys = new Command('keys').description('the keys that unsubscribe links, other links and response codes are signed with');
  const command = (name: string, description: string) =>
    keys
      .command(name)
      .description(description)
      .option('--outputs <file>', 'a deployed stack: the file that "cdk deploy --outputs-file" wrote');
  command('show', 'their names and dates; a secret is never shown').action(async ({ outputs }: { outputs?: string }) => {
    const world = await connect(outputs);
    console.log(keyLines(await listKeys(world)).join('\n'));
  });
  command('rotate', 'sign with a new key from now on; links of the one before work for 60 more days').action(
    async ({ outputs }: { outputs?: string }) => {
      const world = await connect(outputs);
      console.log(keyLines(await rotateKeys(world, freshSecret())).join('\n'));
      console.log('\nEvery function signs with the new key within five minutes. What customers are known by never changes.');
    },
  );
  return keys;
}

const dayOf = (at: number) => instantText(at, 'UTC').slice(0, 10);

function keyLines(keys: KeyDates[]): string[] {
  return keys.map(({ kid, madeAt, retiredAt, linksUntil, answersUntil }) => {
    const made = madeAt === undefined ? 'made before dates were kept' : `made ${dayOf(madeAt)}`;
    if (retiredAt === undefined || linksUntil === undefined || answersUntil === undefined) return `key ${kid}: ${made}, signs`;
    return `key ${kid}: ${made}, retired ${dayOf(retiredAt)}; links work until ${dayOf(linksUntil)}, answers to campaigns until ${dayOf(answersUntil)}`;
  });
}
