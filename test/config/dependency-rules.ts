import type { IForbiddenRuleType } from 'dependency-cruiser';

const ours = '^(bin|functions|lib|campaigns)/';

/** Where a folder may reach. Whatever is not named is forbidden, so a new folder has to be given its place here. */
function only(from: string, to: string[], comment: string): IForbiddenRuleType {
  return { name: `${from}-reaches-down-only`, comment, severity: 'error', from: { path: from }, to: { path: ours, pathNot: to } };
}

const below = ['^lib/core/', '^lib/templates/', '^lib/world\\.ts$'];
const store = ['^lib/store/', ...below];
const usecases = ['^lib/usecases/', ...store];

/** The arrows of the design: they point down only. */
export const dependencyRules: IForbiddenRuleType[] = [
  only('^lib/core/', ['^lib/core/'], 'the core decides and knows nothing of ours but itself'),
  {
    name: 'core-uses-two-libraries',
    comment: 'the core reads no clock, draws no random number and calls nobody: of libraries it may use zod and Temporal',
    severity: 'error',
    from: { path: '^lib/core/' },
    to: { pathNot: ['^lib/core/', 'node_modules/(zod|temporal-polyfill)/'] },
  },
  only('^lib/templates/', ['^lib/templates/', '^lib/core/'], 'templates render what they are given'),
  only('^lib/orders/', ['^lib/orders/', '^lib/core/', '^lib/world\\.ts$'], 'order files become activities and nothing else'),
  only('^lib/rows/', ['^lib/rows/', '^lib/orders/', '^lib/core/'], 'files of customers, consents, suppressions and products become rows'),
  only('^lib/world\\.ts$', ['^lib/core/time\\.ts$'], 'the seam knows instants only'),
  only('^lib/wiring(-shape)?\\.ts$', ['^lib/wiring-shape\\.ts$', '^lib/world\\.ts$'], 'wiring is data'),
  only(
    '^lib/(aws|memory)/',
    ['^lib/$1/', '^lib/world\\.ts$', '^lib/core/time\\.ts$'],
    'the two Worlds implement the seam and know nothing above it',
  ),
  only('^lib/store/', store, 'the store maps items to the domain on the World’s table'),
  only('^lib/usecases/', [...usecases, '^lib/orders/(entry|phone)\\.ts$', '^lib/rows/row\\.ts$'], 'a use case loads, decides and commits'),
  only('^functions/', ['^functions/', '^lib/aws/', ...usecases], 'a handler turns an event into use cases'),
  only(
    '^lib/constructs/',
    ['^lib/constructs/', '^lib/(wiring|wiring-shape|world)\\.ts$', '^lib/store/keys\\.ts$', '^lib/aws/env\\.ts$'],
    'the cloud reads the wiring, not the program',
  ),
  only(
    '^lib/marketing-stack\\.ts$',
    ['^lib/constructs/', '^lib/(wiring|wiring-shape|world)\\.ts$', '^lib/store/keys\\.ts$', '^lib/aws/env\\.ts$'],
    'the cloud on one page',
  ),
  {
    name: 'nothing-calls-back-up',
    comment: 'the command line, the sandbox and the stack are tops: nothing below imports them',
    severity: 'error',
    from: { path: '^(functions|lib)/', pathNot: ['^lib/(cli|sandbox|constructs)/', '^lib/marketing-stack\\.ts$'] },
    to: { path: ['^bin/', '^lib/(cli|sandbox|constructs)/', '^lib/marketing-stack\\.ts$'] },
  },
  {
    name: 'sandbox-is-not-the-command-line',
    comment: 'cli starts the sandbox; the sandbox does not know its commands',
    severity: 'error',
    from: { path: '^lib/sandbox/' },
    to: { path: ['^lib/cli/', '^lib/constructs/', '^lib/marketing-stack\\.ts$'] },
  },
  {
    name: 'worlds-are-chosen-at-the-edge',
    comment: 'aws or memory is chosen in a handler, in the sandbox, on the command line and in tests, nowhere else',
    severity: 'error',
    from: { path: '^lib/', pathNot: ['^lib/(aws|memory|sandbox|cli)/'] },
    to: { path: '^lib/(aws|memory)/', pathNot: '^lib/aws/env\\.ts$' },
  },
  {
    name: 'mjml-at-publish-only',
    comment: 'MJML compiles when a definition is published; it never reaches a Lambda function',
    severity: 'error',
    from: { path: '^functions/' },
    to: { path: '(^|/)node_modules/(mjml|aws-cdk-lib|constructs)', reachable: true },
  },
  { name: 'no-cycles', comment: 'a cycle has no down', severity: 'error', from: { path: ours }, to: { circular: true } },
  {
    name: 'nothing-unresolved',
    comment: 'an import that resolves to nothing',
    severity: 'error',
    from: { path: ours },
    // Types alone; they come from @types/aws-lambda.
    to: { couldNotResolve: true, pathNot: '^aws-lambda$' },
  },
];
