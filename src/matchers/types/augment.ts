import type {} from 'expect';
import type { JestMcpAsymmetricMatchers, JestMcpMatchers } from '.';

// `import { expect } from '@jest/globals'` takes its matchers from here …
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends JestMcpMatchers<R, T> {}
  interface AsymmetricMatchers extends JestMcpAsymmetricMatchers {}
}

// … and the global `expect` of @types/jest from here. Without @types/jest this declares names that nobody uses.
declare global {
  namespace jest {
    interface Matchers<R, T> extends JestMcpMatchers<R, T> {}
    interface Expect extends JestMcpAsymmetricMatchers {}
    interface InverseAsymmetricMatchers extends JestMcpAsymmetricMatchers {}
  }
}
