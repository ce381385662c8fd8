import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// A test may spy on these and mock them, and means its server: what the kit uses was taken before, by src/core.ts.
const taken =
  'A test may have replaced it. Import it from src/core.ts, which took it in time; add it there if it is missing.';
const TAKEN_GLOBALS = [
  'AbortController',
  'AbortSignal',
  'Headers',
  'JSON',
  'ReadableStream',
  'Request',
  'Response',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'URLSearchParams',
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'crypto',
  'fetch',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'structuredClone',
];

const unused = ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }];

export default defineConfig(
  { ignores: ['build/', 'node_modules/', 'examples/*/build/'] },
  js.configs.recommended,
  {
    files: ['src/**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Modules that cost a test file time, or that only Jest's sandbox can resolve, are required where they are used.
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': unused,
      // A method of an interface may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // Callbacks of SDKs are looked at and wrapped, not called on their own.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-ignore': 'allow-with-description' }],
      // An SDK may reject with whatever it likes, and the kit passes it on.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^node:', allowTypeImports: true, message: taken }] },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'CallExpression[callee.name="require"] > Literal[value=/^node:/]', message: taken },
      ],
      'no-restricted-globals': ['error', ...TAKEN_GLOBALS.map(name => ({ name, message: taken }))],
      'no-restricted-properties': [
        'error',
        ...['cwd', 'hrtime', 'nextTick', 'platform'].map(property => ({
          object: 'process',
          property,
          message: taken,
        })),
        { object: 'Math', property: 'random', message: taken },
      ],
    },
  },
  // The one place that takes them.
  {
    files: ['src/core.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off', 'no-restricted-globals': 'off' },
  },
  // What runs around the sandbox, in the realm of Jest itself: no test reaches it.
  {
    files: ['src/safety/{listening,watchdog,watchdog-thread}.ts', 'src/jest/{late-errors,late-report}.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off', 'no-restricted-globals': 'off' },
  },
  {
    files: ['test/**/*.ts', 'examples/**/*.ts'],
    extends: [tseslint.configs.recommended],
    rules: { '@typescript-eslint/no-require-imports': 'off', '@typescript-eslint/no-unused-vars': unused },
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        require: 'readonly',
        module: 'writable',
        URL: 'readonly',
        performance: 'readonly',
        setImmediate: 'readonly',
        setInterval: 'readonly',
      },
    },
    rules: { 'no-unused-vars': unused },
  },
);
