/** Lets the kit find the client of one SDK alone, as in a project that has installed no other. */
export function findOnlyClientOf(major: 1 | 2): void {
  beforeEach(() => {
    const sdk = require('../../build/sdk/packages') as typeof import('../../src/sdk/packages');
    const { findPackage } = sdk;
    const hidden = major === 1 ? '@modelcontextprotocol/client' : '@modelcontextprotocol/sdk';
    jest
      .spyOn(sdk, 'findPackage')
      .mockImplementation((name, folders) => (name === hidden ? undefined : findPackage(name, folders)));
  });
  afterEach(() => jest.restoreAllMocks());
}
