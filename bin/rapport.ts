#!/usr/bin/env node
import { outliveReader } from '../lib/cli/closed-pipe.ts';
import { rootCommand } from '../lib/cli/root.ts';

for (const stream of [process.stdout, process.stderr]) outliveReader(stream);
try {
  await (await rootCommand(process.argv[2] ?? '')).parseAsync();
} catch (error) {
  // What a command throws is a sentence for the person who called it; the stack is for whoever mends the program.
  console.error(process.env.RAPPORT_DEBUG ? error : `rapport: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
