#!/usr/bin/env node
import { Command } from 'commander';

const program = new Command('rapport').description('One-to-one marketing in your own AWS account').showHelpAfterError();

/** Commands are loaded when they are called: most need a fraction of what all of them need. */
const commands = {
  sandbox: async () => (await import('../lib/cli/sandbox.ts')).sandboxCommand(),
  check: async () => (await import('../lib/cli/check.ts')).checkCommand(),
  test: async () => (await import('../lib/cli/scenarios.ts')).testCommand(),
  describe: async () => (await import('../lib/cli/describe.ts')).describeCommand(),
  preview: async () => (await import('../lib/cli/preview.ts')).previewCommand(),
  proof: async () => (await import('../lib/cli/preview.ts')).proofCommand(),
  new: async () => (await import('../lib/cli/new.ts')).newCommand(),
  schema: async () => (await import('../lib/cli/schema.ts')).schemaCommand(),
  publish: async () => (await import('../lib/cli/publish.ts')).publishCommand(),
  import: async () => {
    const { connect, connectRecorder } = await import('../lib/cli/connect.ts');
    return (await import('../lib/cli/import.ts')).importCommand(connectRecorder, connect);
  },
  list: async () => (await import('../lib/cli/list.ts')).listCommand((await import('../lib/cli/connect.ts')).connect),
  order: async () => (await import('../lib/cli/order.ts')).orderCommand(),
  explain: async () => (await import('../lib/cli/explain.ts')).explainCommand(),
  deliveries: async () => (await import('../lib/cli/deliveries.ts')).deliveriesCommand(),
  audience: async () => (await import('../lib/cli/audience.ts')).audienceCommand(),
  runs: async () => (await import('../lib/cli/runs.ts')).runsCommand(),
  pause: async () => (await import('../lib/cli/campaign-orders.ts')).campaignOrderCommand('pause'),
  resume: async () => (await import('../lib/cli/campaign-orders.ts')).campaignOrderCommand('resume'),
  cancel: async () => (await import('../lib/cli/campaign-orders.ts')).campaignOrderCommand('cancel'),
};

const wanted = process.argv[2] ?? '';
const names = Object.hasOwn(commands, wanted) ? [wanted as keyof typeof commands] : (Object.keys(commands) as (keyof typeof commands)[]);
for (const name of names) program.addCommand(await commands[name]());
try {
  await program.parseAsync();
} catch (error) {
  // What a command throws is a sentence for the person who called it; the stack is for whoever mends the program.
  console.error(process.env.RAPPORT_DEBUG ? error : `rapport: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
