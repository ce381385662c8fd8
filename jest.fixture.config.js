// The kit tests itself: these tests run on the built kit, by its own preset.
module.exports = {
  preset: 'jest-mcp',
  testMatch: ['<rootDir>/test/fixture/**/*.test.ts'],
};
