const swc = JSON.parse(require('node:fs').readFileSync(`${__dirname}/.swcrc`, 'utf8'));

/** One process-wide Postgres and Redis serve every spec; each spec file gets a database of its own. */
module.exports = {
  testMatch: ['<rootDir>/{apps,libs}/**/*.spec.ts', '<rootDir>/test/**/*.e2e-spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
  moduleNameMapper: { '^@muster/(.*)$': '<rootDir>/libs/$1/src/index.ts' },
  // The paths are resolved by the compiler, because the global set-up is loaded without Jest's resolver.
  transform: {
    '^.+\\.(ts|mjs|js)$': [
      '@swc/jest',
      {
        ...swc,
        $schema: undefined,
        module: { ...swc.module, ignoreDynamic: false },
        jsc: { ...swc.jsc, baseUrl: __dirname },
      },
    ],
  },
  // Published as ES modules only, or importing dynamically: compiled like our own sources, so that no experimental
  // flag is needed.
  transformIgnorePatterns: [
    '/node_modules/(?!(file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit|@opentelemetry/otlp-exporter-base|pptxgenjs|openid-client|oauth4webapi|jose|css-select|css-what|nth-check|boolbase|domhandler|domutils|dom-serializer|domelementtype|entities|cssomnom)/)',
  ],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  testEnvironment: 'node',
  globalSetup: '<rootDir>/libs/testing/src/jest.global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest.global-teardown.ts',
  testTimeout: 30_000,
  // A spec that leaves something open may not hold up a whole pipeline; at a desk it is left to show itself.
  forceExit: Boolean(process.env.CI),
};
