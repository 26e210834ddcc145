/** Which folder may import which, and why. scripts/boundaries.test.ts shows each rule biting. */

/** @typedef {import('dependency-cruiser').IForbiddenRuleType & { name: string, comment: string }} Rule */

/** Tests beside the code, and suites that every implementation of a port has to pass. */
const TEST = '(\\.test\\.tsx?|/conformance\\.ts)$'

/**
 * The folders of src/ from the ground up: a folder imports only from those before it. The text says what it must not know.
 * @type {[name: string, reason: string][]}
 */
const order = [
  ['base', 'base is the ground everything stands on: it imports nothing of the project'],
  ['engine', 'the core decides about money without knowing who asks, where it is stored or shown'],
  ['contract', 'the contract says what crosses the wire, not how it is served'],
  ['telemetry', 'logs and metrics are written by every part and know none of them'],
  ['sql', 'connections and dialects know no tables of the parts that use them'],
  ['journal', 'the journal stores groups of commands and does not know who orders them'],
  ['sequencer', 'the sequencer orders and releases commands and does not know who reads them later'],
  ['history', 'history is projected from events and does not know its readers'],
  ['transparency', 'the public log is made from events and history, not from what is served'],
  ['identity', 'who somebody is does not depend on what they use'],
  ['texts', 'what people write is stored beside who they are; what it is about is the products’ to know'],
  ['payments', 'payments end in commands and do not know the products'],
  ['notify', 'notices are sent about facts and do not know the products'],
  ['relay', 'the call path reaches money only through its own port, and knows no server around it'],
  ['server', 'the server parses, calls and renders; what simulates or commands it stands outside'],
  ['simulator', 'the simulator drives the parts and is not part of the command line'],
  ['cli', 'the command line is an entry of its own'],
]

const names = order.map(([name]) => name)
/** @param {readonly string[]} list */
const folders = (list) => `^src/(${list.join('|')})/`

/**
 * One rule for each folder: nothing that comes after it in the order.
 * @type {Rule[]}
 */
const directions = order.slice(0, -1).map(([name, reason], index) => ({
  name: `${name}-imports-upwards-only`,
  comment: `${reason}. Move the shared thing up, or hand it in from src/main.ts.`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: folders(names.slice(index + 1)) },
}))

/**
 * Feature folders of the engine beside the ledger, and the features they may build on.
 * @type {Record<string, string[]>}
 */
const features = {
  accounts: [],
  metering: [],
  keys: [],
  mining: [],
  staking: [],
  exchange: [],
  lending: [],
  margin: ['exchange', 'lending'],
  treasury: ['exchange'],
  launchpad: [],
  prediction: [],
  wars: [],
  governance: [],
}

/** @type {Rule[]} */
const featureIsolation = Object.entries(features).map(([name, allowed]) => ({
  name: `engine-${name}-stands-alone`,
  comment:
    `a feature of the engine builds on the ledger${allowed.map((one) => ` and ${one}`).join('')} only, so that it can be ` +
    'read and tested alone. Combine features in engine/commands/ or engine/calendar.ts.',
  severity: 'error',
  from: { path: `^src/engine/${name}/` },
  to: {
    path: `^src/engine/(${Object.keys(features)
      .filter((one) => one !== name && !allowed.includes(one))
      .join('|')})/`,
  },
}))

/** @type {Rule[]} */
const engine = [
  {
    name: 'engine-features-know-no-combination',
    comment:
      'commands/, calendar.ts, engine.ts, state.ts and invariants.ts combine the features; a feature that imports them ' +
      'knows every other feature. Pass in what it needs.',
    severity: 'error',
    from: { path: `^src/engine/(ledger|${Object.keys(features).join('|')})/`, pathNot: TEST },
    to: { path: '^src/engine/(commands/|(calendar|engine|state|invariants)\\.ts$)' },
  },
  {
    name: 'engine-ledger-knows-no-feature',
    comment: 'every feature posts to the ledger; a ledger that knows one of them can not be checked alone',
    severity: 'error',
    from: { path: '^src/engine/ledger/' },
    to: { path: `^src/engine/(${Object.keys(features).join('|')})/` },
  },
  {
    name: 'core-is-pure',
    comment:
      'base and engine have no I/O, clock or randomness and no packages: a replay gives the same state everywhere',
    severity: 'error',
    from: { path: '^src/(base|engine)/', pathNot: TEST },
    to: { dependencyTypesNot: ['local', 'undetermined', 'unknown'], pathNot: '^src/' },
  },
]

/** @type {Rule[]} */
const browser = [
  {
    name: 'contract-is-browser-safe',
    comment:
      'browsers, bots and the verifier load the contract: it uses base and zod, nothing of Node.js or of the server',
    severity: 'error',
    from: { path: '^src/contract/', pathNot: TEST },
    to: { pathNot: '^(src/(base|contract)/|node_modules/zod/)' },
  },
  {
    name: 'web-shares-only-what-is-pure',
    comment:
      'the web app calls the API; it shares the contract, base and the quote functions of the engine, no server code',
    severity: 'error',
    from: { path: '^web/' },
    to: { path: '^src/', pathNot: ['^src/(base|contract)/', '^src/engine/[a-z/-]+quotes?\\.ts$'] },
  },
  {
    name: 'web-has-no-node',
    comment: 'the web app runs in browsers',
    severity: 'error',
    from: { path: '^web/src/', pathNot: TEST },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'src-knows-no-web',
    comment: 'the server serves the built files of the web app and imports none of its code',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^web/' },
  },
  {
    name: 'verifier-stands-alone',
    comment: 'who verifies must not trust the code that is verified: the verifier imports base only',
    severity: 'error',
    from: { path: '^src/transparency/verifier/', pathNot: TEST },
    to: { path: '^src/', pathNot: '^src/(base|transparency/verifier)/' },
  },
]

/** @type {Rule[]} */
const composition = [
  {
    name: 'nobody-imports-main',
    comment:
      'src/main.ts composes the parts and src/cli/main.ts is an entry: what others need from them belongs in a folder',
    severity: 'error',
    from: {},
    to: { path: '^src/(cli/)?main\\.ts$' },
  },
  {
    name: 'configuration-is-handed-in',
    comment: 'parts get their values from src/main.ts, so that each can be built with other values in a test',
    severity: 'error',
    from: { path: `^src/(${names.filter((name) => name !== 'cli').join('|')})/` },
    to: { path: '^src/config\\.ts$' },
  },
  {
    name: 'product-knows-no-tools',
    comment: 'scripts, benches and tests are built on the product; tests beside the code may use what test/ shares',
    severity: 'error',
    from: { path: '^(src|web)/' },
    to: { path: '^(scripts|bench)/' },
  },
  {
    name: 'product-knows-no-tests',
    comment: 'what runs in production does not import tests or what they share',
    severity: 'error',
    from: { path: '^(src|web)/', pathNot: TEST },
    to: { path: `^test/|${TEST}` },
  },
  {
    name: 'product-needs-no-development-package',
    comment: 'npm start installs without development packages: move the package to dependencies',
    severity: 'error',
    from: { path: '^(src|web/src)/', pathNot: TEST },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
  },
]

/** @type {Rule[]} */
const everywhere = [
  {
    name: 'no-cycles',
    comment: 'two files that import each other are one file: move what both need to a third',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-unresolvable',
    comment: 'the import names a file or package that does not exist (relative imports end in .ts)',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-unlisted-package',
    comment: 'a package that is not in package.json is there by accident only',
    severity: 'error',
    from: { pathNot: '^bench/' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
]

/** @type {{ forbidden: Rule[], options: import('dependency-cruiser').ICruiseOptions }} */
export default {
  forbidden: [...directions, ...featureIsolation, ...engine, ...browser, ...composition, ...everywhere],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(web/dist|bench/node_modules)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
