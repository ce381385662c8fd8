/**
 * What the test environment and the kit inside the test file's sandbox know of each other. They live in
 * two realms and load two copies of this package, so they meet at properties of the sandbox's global.
 */
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Server } from 'node:net';

/** The environment's side, put there before anything is loaded. */
export const ENVIRONMENT = Symbol.for('jest-mcp.environment');

/** The kit's side: a function that is called for each of jest-circus's events. */
export const ON_TEST_EVENT = Symbol.for('jest-mcp.on-test-event');

/** The kit itself, so that `jest.resetModules()` and a second copy of the package still find it. */
export const KIT = Symbol.for('jest-mcp.kit');

/** What the kit uses of Node and of the language, taken before a test could replace it. */
export const CORE = Symbol.for('jest-mcp.core');

/** The secrets that no text may show, over all copies of the kit in a test file. */
export const SECRETS = Symbol.for('jest-mcp.secrets');

/** Set by the preset whose test files run as native ES modules. */
export const NATIVE_ESM = Symbol.for('jest-mcp.native-esm');

/** Whose code is running: that of a session's server, or a test file's own. */
export interface Owner {
  /** The door of its test file. */
  readonly door: object | undefined;
  /** Whether a server was run in that file. What goes wrong in any other file is Jest's business alone. */
  readonly isServed: boolean;
  /** Takes an error that nothing has caught. @returns whether it has been dealt with */
  takeUncaught(error: unknown, promise: object | undefined): boolean;
  /** @internal A server begins to listen, where `at` says. */
  listens(server: Server, at: unknown): void;
}

/** What the kit learns from the environment. */
export interface EnvironmentDoor {
  /** @internal Tells whose code is running, over all test files of the process: a timer may outlive its file. */ readonly owners: AsyncLocalStorage<Owner>;
  /** Called when a server is first run in the file: its errors may come when Jest does not listen any more. */
  watch(): void;
  /** How long a test, or a hook of it, may take, in milliseconds: longer than that a server must not block it. */
  allow(milliseconds: number): void;
  /** Makes the run fail by what a test has done after its file was over. */
  reportLate(test: string, error: Error): void;
  readonly rootDir: string;
  readonly testPath: string;
  /** `testEnvironmentOptions.mcp`, as the user wrote it. */
  readonly options: unknown;
  /** jest-circus's state. Undefined until its first event. */
  readonly state: CircusState | undefined;
}

/** jest-circus's state, as far as the kit looks at it. */
export interface CircusState {
  readonly currentDescribeBlock: CircusBlock;
  readonly hasStarted: boolean;
  readonly testTimeout: number;
}

/** A describe block. */
export interface CircusBlock {
  readonly name: string;
  readonly parent?: CircusBlock | undefined;
  readonly tests?: CircusTest[];
  readonly children?: readonly (CircusBlock | CircusTest)[];
}

/** A test. */
export interface CircusTest {
  readonly name: string;
  readonly parent: CircusBlock;
  readonly concurrent?: boolean;
  readonly failing?: boolean;
  readonly timeout?: number;
  readonly errors: unknown[];
  /** Whether the test has called its `done`. */
  readonly seenDone?: boolean;
  /** Made where the test was defined. */
  readonly asyncError?: Error;
  fn?: (...args: unknown[]) => unknown;
}

/** A hook. */
export interface CircusHook {
  readonly type: 'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach';
  readonly parent: CircusBlock;
  readonly timeout?: number | null;
}

/** One of jest-circus's events, as far as the kit looks at it. */
export interface CircusEvent {
  readonly name: string;
  readonly test?: CircusTest;
  readonly hook?: CircusHook;
  /** Of `error`: what nothing has caught. Of `jest-mcp.rejection`: the same error. */
  readonly error?: unknown;
  /** Of `error`: the promise that was rejected; Jest 29 does not tell it. Of `jest-mcp.rejection` and `jest-mcp.handled` too. */
  readonly promise?: object;
}

/** How the environment hands an event over. */
export type OnTestEvent = (event: CircusEvent, state: CircusState) => void | Promise<void>;
