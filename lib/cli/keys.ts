import { Command } from 'commander';
import { instantText } from '../core/time.ts';
import { freshSecret } from '../store/fresh-secrets.ts';
import { type KeyDates, listKeys, rotateKeys } from '../store/key-rotation.ts';
import type { World } from '../world.ts';
import { type Ask, typed } from './typed.ts';

type Connect = (outputs: string | undefined) => Promise<World>;

const losses =
  'every link in mails and texts that were sent until now stops working: unsubscribe, preferences, confirmations, surveys, tasks; ' +
  'so do codes on paper. Whoever wants to unsubscribe needs a newer message, or you. What is sent in the five minutes until every ' +
  'function knows may be signed by the old key: pause all before (rapport pause --all).';

/** `rapport keys show|rotate`: the keys that links and codes are signed with. `ask` reads what is typed. */
export function keysCommand(connect: Connect, ask: Ask = typed): Command {
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
  command('rotate', 'sign with a new key; links of the one before work for 60 more days')
    .option('--revoke', 'somebody else has the keys: what they signed works no more')
    .option('--yes', 'do not ask')
    .action(async ({ outputs, revoke = false, yes }: { outputs?: string; revoke?: boolean; yes?: true }) => {
      const world = await connect(outputs);
      if (revoke) console.log(losses);
      if (revoke && !yes && (await ask('type revoke to go on: ')).trim() !== 'revoke') throw new Error('no key was changed');
      console.log(keyLines(await rotateKeys(world, freshSecret(), { revoke })).join('\n'));
      console.log(
        revoke
          ? '\nEvery function knows within five minutes. What customers are known by never changes.'
          : '\nEvery function signs with the new key in six minutes, when all know it. What customers are known by never changes.',
      );
    });
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
