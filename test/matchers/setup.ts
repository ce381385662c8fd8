import { matchers } from '../../src/matchers';
import { readable, useColours } from './support';

expect.extend(matchers);

// No test waits for it: it is for a machine that does much else.
jest.setTimeout(30_000);

// Jest's printers have a copy of chalk of their own, which only a matcher can reach.
expect.extend({
  toLendItsColours() {
    useColours(this.utils.EXPECTED_COLOR);
    return { pass: true, message: () => '' };
  },
});
(expect(undefined) as unknown as { toLendItsColours(): void }).toLendItsColours();

expect.addSnapshotSerializer({
  test: value => typeof value === 'string',
  serialize: value => readable(value as string),
});
