import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import { sizes } from './tools/lint/sizes.mjs';

const ENVIRONMENT = {
  object: 'process',
  property: 'env',
  message: 'Read a settings class: what is not declared there is neither validated nor documented.',
};

const OUTGOING =
  'Addresses that users name are reached through OutgoingHttp of @muster/platform alone: it keeps them out of the house.';
const HTTP_CLIENTS = ['undici', 'axios', 'got', 'node-fetch', 'ky', 'superagent', 'needle', 'cross-fetch'];
const NODE_CLIENTS = ['http', 'https'].flatMap((name) => [name, `node:${name}`]);

/** Hard limits; half of each is the aim. */
const LIMITS = {
  'max-lines': ['error', 300],
  'max-lines-per-function': ['error', 50],
  complexity: ['error', { max: 10, variant: 'modified' }],
  'max-depth': ['error', 3],
  'sizes/public-methods': 'error',
  'sizes/folder-size': 'error',
};

const IN_BROWSERS = [
  ...['document', 'window', 'location', 'history', 'sessionStorage', 'fetch', 'FormData', 'URLSearchParams'],
  ...['IntersectionObserver', 'requestAnimationFrame', 'setTimeout', 'clearTimeout'],
];

export default tseslint.config(
  { ignores: ['**/node_modules/', 'dist*/', '.data/', 'coverage/'] },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    plugins: { sizes },
    rules: {
      ...LIMITS,
      // Text that people and parsers hand us holds them, and is cleaned of them.
      'no-control-regex': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-properties': ['error', ENVIRONMENT],
      'no-restricted-globals': [
        'error',
        ...['fetch', 'WebSocket', 'EventSource'].map((name) => ({ name, message: OUTGOING })),
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ...HTTP_CLIENTS.map((name) => ({ name, message: OUTGOING, allowTypeImports: true })),
            ...['http2', 'node:http2'].map((name) => ({ name, message: OUTGOING })),
            ...NODE_CLIENTS.map((name) => ({
              name,
              importNames: ['default', 'request', 'get'],
              message: OUTGOING,
            })),
          ],
        },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/max-params': ['error', { max: 6 }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
    },
  },
  { files: ['**/*.controller.ts'], rules: { 'sizes/handler-lines': 'error' } },
  {
    files: ['**/*.{spec,e2e-spec}.ts'],
    rules: { 'max-lines-per-function': ['error', 250] },
  },
  // One file a tool, a program, a format, a channel: their number is no sign of disorder.
  {
    files: ['apps/*/src/{tools,programs,parsers,renderers,channels,triggers}/*.ts'],
    rules: { 'sizes/folder-size': 'off' },
  },
  // The guarded client itself; what speaks to servers of the operator's through libraries needs no exception here.
  // Tracing patches the module, the starter asks its own apps, and tests stand for the outside.
  {
    files: [
      'libs/platform/src/outgoing/**',
      'libs/platform/src/tracing/**',
      'libs/local/**',
      'libs/testing/**',
      'test/**',
      'tools/**',
      'bin/**',
      '**/*.spec.ts',
      '**/testing/**',
    ],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-imports': 'off' },
  },
  // A table of data.
  { files: ['libs/contracts/src/surface.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['**/migrations/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off', 'sizes/folder-size': 'off' },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
        URL: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  // Scripts of pages run in browsers, as they are, and reach our own origin only: the policy of the page sees to it.
  {
    files: ['apps/gateway/src/pages/web/*.js'],
    languageOptions: { globals: Object.fromEntries(IN_BROWSERS.map((name) => [name, 'readonly'])) },
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: [
      'bin/**',
      'libs/platform/src/config/**',
      'libs/local/**',
      '**/testing/**',
      'test/**',
      'tools/bench/**',
      '**/*.{settings,spec}.ts',
      '*.config.{js,mjs}',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
);
