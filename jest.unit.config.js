module.exports = {
  displayName: 'unit',
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/{matchers,messages}/**/*.test.ts', '<rootDir>/test/protocol/evidence.test.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/matchers/setup.ts'],
  snapshotFormat: { escapeString: false, printBasicPrototype: false },
  transform: {
    '\\.ts$': ['ts-jest', { tsconfig: { module: 'CommonJS', target: 'ES2022', isolatedModules: true, sourceMap: true } }],
  },
};
