import { Command } from 'commander';

/** Makes each command; they are loaded when they are called: most need a fraction of what all of them need. */
const commands: Record<string, () => Promise<Command>> = {
  sandbox: async () => (await import('./sandbox.ts')).sandboxCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  test: async () => (await import('./scenarios.ts')).testCommand(),
  describe: async () => (await import('./describe.ts')).describeCommand(),
  preview: async () => (await import('./preview.ts')).previewCommand(),
  proof: async () => (await import('./preview.ts')).proofCommand(),
  new: async () => (await import('./new.ts')).newCommand(),
  schema: async () => (await import('./schema.ts')).schemaCommand(),
  openapi: async () => (await import('./openapi.ts')).openapiCommand(),
  publish: async () => (await import('./publish.ts')).publishCommand(),
  import: async () => {
    const { connect, connectRecorder } = await import('./connect.ts');
    return (await import('./import.ts')).importCommand(connectRecorder, connect);
  },
  list: async () => (await import('./list.ts')).listCommand((await import('./connect.ts')).connect),
  coupons: async () => (await import('./coupons.ts')).couponsCommand((await import('./connect.ts')).connect),
  points: async () => (await import('./points.ts')).pointsCommand((await import('./connect.ts')).connect),
  redeem: async () => (await import('./redeem.ts')).redeemCommand((await import('./connect.ts')).connect),
  keys: async () => (await import('./keys.ts')).keysCommand((await import('./connect.ts')).connect),
  order: async () => (await import('./order.ts')).orderCommand(),
  note: async () => (await import('./note.ts')).noteCommand(),
  customer: async () => (await import('./customer.ts')).customerCommand((await import('./connect.ts')).connect),
  explain: async () => (await import('./explain.ts')).explainCommand(),
  calendar: async () => (await import('./calendar.ts')).calendarCommand((await import('./connect.ts')).connect),
  deliveries: async () => (await import('./deliveries.ts')).deliveriesCommand(),
  audience: async () => (await import('./audience.ts')).audienceCommand(),
  score: async () => (await import('./score.ts')).scoreCommand((await import('./connect.ts')).connect),
  simulate: async () => (await import('./simulate.ts')).simulateCommand((await import('./connect.ts')).connect),
  lift: async () => (await import('./lift.ts')).liftCommand(),
  report: async () => (await import('./report.ts')).reportCommand((await import('./connect.ts')).connect),
  runs: async () => (await import('./runs.ts')).runsCommand(),
  pause: async () => (await import('./campaign-orders.ts')).campaignOrderCommand('pause'),
  resume: async () => (await import('./campaign-orders.ts')).campaignOrderCommand('resume'),
  cancel: async () => (await import('./campaign-orders.ts')).campaignOrderCommand('cancel'),
  recount: async () => (await import('./recount.ts')).recountCommand(),
  reconcile: async () => (await import('./recovery.ts')).reconcileCommand(),
  restored: async () => (await import('./recovery.ts')).restoredCommand(),
};

/** `rapport` with the command that is wanted, or with all of them where that is none. */
export async function rootCommand(wanted: string, known = commands): Promise<Command> {
  // An option belongs to the command behind whose name it stands; otherwise `import` takes those of `import customers`.
  const root = new Command('rapport')
    .description('One-to-one marketing in your own AWS account')
    .showHelpAfterError()
    .enablePositionalOptions();
  const made = Object.hasOwn(known, wanted) ? [known[wanted]] : Object.values(known);
  for (const make of made) if (make) root.addCommand(await make());
  return root;
}
