// Runs the real Jest on throwaway projects, from the packed tarball. The outer run uses ts-jest by itself: a preset
// that is broken must not be able to hide it.
const shared = {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/e2e/harness/global-setup.ts',
  transform: {
    '\\.ts$': ['ts-jest', { tsconfig: { module: 'CommonJS', isolatedModules: true, sourceMap: true } }],
  },
};

module.exports = {
  // No more than two inner runs at once.
  maxWorkers: 2,
  // An inner Jest on a cold cache, beside another one, takes some seconds; an installation up to a minute.
  testTimeout: 180_000,
  projects: [
    // Run on each Node and each Jest that is supported.
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/*.e2e.test.ts'] },
    // Package managers and compilers: the same on each Node and Jest, slow to install, and so run once.
    { ...shared, displayName: 'layouts', testMatch: ['<rootDir>/test/e2e/layouts/*.e2e.test.ts'] },
  ],
};
