// Run before anything of a test's.
// eslint-disable-next-line @typescript-eslint/no-restricted-imports
import vm from 'node:vm';
import { NATIVE_ESM } from './door';

/**
 * Run by `jest-mcp/presets/esm` before anything else in each test file: it tells the fixture to load servers and
 * SDKs with `import()`, and stops where Jest could not run a single ES module.
 */
if (!('SourceTextModule' in vm)) {
  const error = new Error(
    [
      "The preset 'jest-mcp/presets/esm' runs native ES modules in worker processes, and this run has none:",
      'Jest was told to run all tests in its own process, by --runInBand, -i or --detectOpenHandles.',
      '',
      'Leave the option out, or give the flag to Jest itself:',
      '',
      '  NODE_OPTIONS=--experimental-vm-modules npx jest --runInBand',
    ].join('\n'),
  );
  // There is no line of the user's to point at.
  error.stack = '';
  throw error;
}

Object.defineProperty(globalThis, NATIVE_ESM, { value: true });
