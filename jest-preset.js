// Every path is resolved from here: a name would be looked up from the user's project, where a strict package
// manager hides our dependencies.
module.exports = {
  testEnvironment: require.resolve('./build/environment.js'),
  setupFilesAfterEnv: [require.resolve('./build/setup.js')],
  resolver: require.resolve('./build/transform/resolver.js'),
  transform: { '\\.[cm]?[jt]sx?$': require.resolve('./build/transform/index.js') },
  // Packages as well: the transformer leaves CommonJS alone, and makes CommonJS of what is an ES module.
  transformIgnorePatterns: ['\\.pnp\\.[^\\/]+$'],
  // What tsc compiled from the tests would run each of them a second time.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/(?:build|dist)/'],
};
