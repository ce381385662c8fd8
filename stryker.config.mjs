import { createRequire } from 'node:module';

const { projects } = createRequire(import.meta.url)('./jest.unit.config.js');
const unit = projects.find(({ displayName }) => displayName === 'unit');

/** By the tests of these rooms alone: what opens sockets and logs in would run again for each mutant. */
const TESTS = [
  '<rootDir>/test/{messages,protocol,sdk,wire}/**/*.test.ts',
  '<rootDir>/test/matchers/{completeness,containers,every-matcher,false-passes,toCall*,toGet*,toHave*,toRead*,toReturn*,toTime*}.test.ts',
  '<rootDir>/test/matchers/toReject{InvalidArguments,Unknown,WithCode}.test.ts',
];

/** What decides whether a test passes: how an answer is understood, how it is judged, and how it comes over the wire. */
const HEART = [
  'src/protocol/{classify,decide,input-schema,issues,malformed,outcome,output-schema,refused,result-shape,zod-issues}.ts',
  'src/matchers/**/*.ts',
  '!src/matchers/index.ts',
  '!src/matchers/types/**',
  'src/sdk/judge.ts',
  'src/wire/**/*.ts',
];

/** `npm run mutation -- --mutate src/wire/http/event-stream.ts` takes a minute; all of it takes hours. */
export default {
  mutate: HEART,
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  jest: { projectType: 'custom', config: { ...unit, testMatch: TESTS } },
  coverageAnalysis: 'perTest',
  // A constant that is made when a module is loaded would have every test run again.
  ignoreStatic: true,
  ignorePatterns: ['build', 'bench', 'docs', 'examples', 'presets', 'scripts', 'test/e2e', 'test/fixture'],
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  allowEmpty: false,
  concurrency: 2,
};
