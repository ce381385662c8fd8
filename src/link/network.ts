import { runInThisContext } from 'node:vm';
import type { Carrier } from './http-exchange';

let real: typeof fetch | undefined;

/**
 * The `fetch` of the process, not of the test's sandbox: a test that mocks `globalThis.fetch` means what its server
 * asks of others, never the way to the server.
 */
export const overNetwork: Carrier = request => (real ??= runInThisContext('fetch') as typeof fetch)(request);
