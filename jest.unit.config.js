const transform = {
  '\\.ts$': [
    'ts-jest',
    { tsconfig: { module: 'CommonJS', target: 'ES2022', isolatedModules: true, sourceMap: true } },
  ],
};

module.exports = {
  projects: [
    // Matchers and messages by themselves, on operations made by hand.
    {
      displayName: 'unit',
      testEnvironment: 'node',
      testMatch: [
        '<rootDir>/test/{auth-server,layers,login,matchers,messages,oauth,probes,protocol,sdk,session,subjects,transform,wire}/**/*.test.ts',
      ],
      setupFilesAfterEnv: ['<rootDir>/test/matchers/setup.ts'],
      snapshotFormat: { escapeString: false, printBasicPrototype: false },
      transform,
    },
    // The built kit, by its own preset, on servers of both SDKs.
    {
      displayName: 'fixture',
      preset: 'jest-mcp',
      testMatch: ['<rootDir>/test/fixture/**/*.test.ts'],
    },
  ],
};
