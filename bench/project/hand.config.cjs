// The same transform and resolver as the kit's, so that only what runs is compared, not how it was compiled.
const {
  testEnvironment: _environment,
  setupFilesAfterEnv: _setup,
  ...shared
} = require('jest-mcp/jest-preset');

module.exports = { ...shared, testEnvironment: 'node', roots: ['<rootDir>/hand'] };
