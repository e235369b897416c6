const CONTEXTS = 'identity|runs|models|workspaces|documents|governance|delivery|collaboration|agents';
/** Code that only tests run. */
const SPEC = '\\.(e2e-)?spec\\.ts$|spec-support\\.ts$|/(testing|specs|test)/';

/** A lib that may use the listed libs and no other of ours. */
const uses = (lib, allowed) => ({
  name: `${lib}-imports-downward`,
  comment: `${lib} may import ${allowed.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: SPEC },
  to: { path: '^(apps|libs|tools|test)/', pathNot: `^libs/(${[lib, ...allowed].join('|')})/` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'types may know each other, code may not',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-missing', severity: 'error', from: {}, to: { couldNotResolve: true } },
    uses('contracts', []),
    uses('platform', ['contracts']),
    uses('identity', ['platform', 'contracts']),
    ...['governance', 'models', 'documents', 'workspaces'].map((lib) =>
      uses(lib, ['identity', 'platform', 'contracts']),
    ),
    uses('runs', ['models', 'documents', 'workspaces', 'identity', 'platform', 'contracts']),
    uses('agents', ['runs', 'models', 'documents', 'workspaces', 'identity', 'platform', 'contracts']),
    {
      name: 'contexts-know-no-http',
      comment: 'what is decided in a context is the same behind every door',
      severity: 'error',
      from: { path: `^libs/(${CONTEXTS})/`, pathNot: SPEC },
      to: { path: 'node_modules/(express|@nestjs/(platform-express|swagger))/' },
    },
    {
      name: 'one-client-for-what-users-name',
      comment: 'addresses that users name are reached through the guarded client of platform alone',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/platform/src/outgoing/', '^libs/local/', SPEC] },
      to: {
        path: '(^|node_modules/)(undici|axios|got|node-fetch|ky|superagent|needle|cross-fetch)(/|$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'apps-are-apart',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'surfaces-are-apart',
      severity: 'error',
      from: { path: '^apps/gateway/src/surfaces/([^/]+)/', pathNot: SPEC },
      to: { path: '^apps/gateway/src/surfaces/[^/]+/', pathNot: '^apps/gateway/src/surfaces/$1/' },
    },
    {
      name: 'libs-through-their-index',
      comment: 'a lib is used through what its index.ts names',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'apps-use-libs-through-their-index',
      severity: 'error',
      from: { path: '^(apps|tools|test)/' },
      to: { path: '^libs/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'tests-stay-tests',
      comment: 'what ships does not import what tests it',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: SPEC },
      to: { path: ['^libs/testing/', SPEC] },
    },
    {
      name: 'nobody-imports-the-starter',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/(local|testing)/' },
      to: { path: '^libs/local/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // With packages of their own, which the bench installs.
    exclude: { path: '^tools/bench/peers/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'require', 'import', 'types'],
    },
  },
};
