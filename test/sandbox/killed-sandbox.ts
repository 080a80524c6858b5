import { startSandbox } from '../../lib/sandbox/sandbox.ts';
import { type Log, order, smallFunctions, smallWiring } from './small-shop.ts';

// Runs as a process of its own: orders come in and are worked on until someone kills it. It tells of each mail.
const [, , folder = '', now = ''] = process.argv;
const log: Log = [];
log.push = (...entries) => {
  for (const { name } of entries) if (name === 'sender') process.send?.('sent');
  return 0;
};
const sandbox = await startSandbox({
  folder,
  port: 0,
  now: Number(now),
  tables: 'dynamodb',
  wired: smallWiring,
  functions: smallFunctions(log),
});
for (let n = 0; n < 60; n += 1) await sandbox.world.table.write([order(`c${n}@customers.example`)]);
for (;;) {
  await sandbox.advanceTo(sandbox.clock.now() + 60_000);
  await sandbox.world.table.write([
    { delete: { table: 'activities', pk: 'c0@customers.example', sk: 'order' } },
    order('c1@customers.example'),
  ]);
  await sandbox.world.table.write([order('c0@customers.example')]);
}
