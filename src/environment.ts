import type { Context } from 'node:vm';
import { AsyncLocalStorage, coreFor, join, loadBuiltin } from './core';
import {
  type CircusEvent,
  type CircusState,
  CORE,
  ENVIRONMENT,
  type EnvironmentDoor,
  ON_TEST_EVENT,
  type OnTestEvent,
  type Owner,
} from './door';
import { watchListening } from './safety/listening';
import { forgetError } from './jest/circus-errors';
import { keepCode, useCodeCache } from './jest/code-cache';

/** Whose code is running, for all test files of this process. */
const owners = new AsyncLocalStorage<Owner>();

/** A Jest environment, as far as it is extended here. */
interface JestEnvironment {
  global: object;
  getVmContext(): Context | null;
  handleTestEvent?(event: unknown, state: unknown): void | Promise<void>;
  teardown(): Promise<void>;
}

interface EnvironmentConfig {
  readonly globalConfig: { readonly collectCoverage: boolean };
  readonly projectConfig: {
    readonly cache: boolean;
    readonly cacheDirectory: string;
    readonly rootDir: string;
    readonly testEnvironmentOptions: Readonly<Record<string, unknown>>;
  };
}

interface EnvironmentContext {
  readonly testPath: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a mixin's constructor must take `any[]` (TS2545)
type EnvironmentClass = new (...args: any[]) => JestEnvironment;

/**
 * Makes any Jest environment one in which `mcp` works fully: concurrent tests, sessions that close after
 * the last hook, and `testEnvironmentOptions.mcp`.
 *
 * @param Environment the environment's class, `TestEnvironment` of `jest-environment-jsdom` for example
 * @returns a class that extends it. What it does by itself is unchanged.
 * @example
 * // environment.js
 * const { withMcp } = require('jest-mcp/environment');
 * const { TestEnvironment } = require('jest-environment-jsdom');
 * module.exports = withMcp(TestEnvironment);
 */
function withMcp<Environment extends EnvironmentClass>(Environment: Environment): Environment {
  return class extends Environment {
    #state: CircusState | undefined;
    readonly #door: EnvironmentDoor;
    #isWatched = false;
    /** To be told whenever Jest asks for the context. Undefined without the code cache. */
    readonly #beforeCompiling: ((context: Context) => void) | undefined;

    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
    constructor(...args: any[]) {
      // eslint-disable-next-line @typescript-eslint/no-unsafe-argument -- handed on as they came
      super(...args);
      const [config, { testPath }] = args as [EnvironmentConfig, EnvironmentContext];
      const { projectConfig } = config;
      const { rootDir, testEnvironmentOptions } = projectConfig;
      const state = (): CircusState | undefined => this.#state;
      const watch = (): void => this.#watch();
      const door: EnvironmentDoor = {
        owners,
        watch,
        allow: milliseconds => {
          if (this.#isWatched) watchdog().allow(milliseconds);
        },
        reportLate: (test, error) => {
          const { tellLate } = require('./jest/late-report') as typeof import('./jest/late-report');
          tellLate(test, error, testPath, projectConfig);
        },
        rootDir,
        testPath,
        options: replaceRootDir(testEnvironmentOptions.mcp, rootDir),
        get state() {
          return state();
        },
      };
      this.#door = door;
      watchListening(owners);
      if (mayCacheCode(config))
        this.#beforeCompiling = useCodeCache(
          projectConfig.cache ? join(projectConfig.cacheDirectory, 'jest-mcp-code') : undefined,
        );
      Object.defineProperty(this.global, ENVIRONMENT, { value: door, configurable: true });
      Object.defineProperty(this.global, CORE, { value: coreFor(this.global), configurable: true });
    }

    override getVmContext(): Context | null {
      const context = super.getVmContext();
      // A constructor below ours may ask, before there are fields here.
      if (context && #beforeCompiling in this) this.#beforeCompiling?.(context);
      return context;
    }

    override handleTestEvent(event: unknown, state: unknown): void | Promise<void> {
      this.#state = state as CircusState;
      const { name, error, promise } = event as CircusEvent;
      if (name === 'error' && this.#isOfAnotherFile(error, promise)) {
        forgetError(event as CircusEvent, this.#state);
        return undefined;
      }
      if (name === 'teardown') this.#unwatch();
      const hook = (this.global as Record<symbol, OnTestEvent | undefined>)[ON_TEST_EVENT];
      // Called at once: jest-circus does not wait for handlers while tests are being defined.
      const done = hook?.(event as CircusEvent, state as CircusState);
      const inherited = super.handleTestEvent?.(event, state);
      return done || inherited ? Promise.all([done, inherited]).then(() => undefined) : undefined;
    }

    /** Called for a file that could not be loaded, too: jest-circus tells nothing of such a one. */
    override async teardown(): Promise<void> {
      keepCode();
      await super.teardown();
    }

    /** A test file before this one has left something behind. */
    #isOfAnotherFile(error: unknown, promise: object | undefined): boolean {
      const owner = owners.getStore();
      if (!owner || owner.door === this.#door) return false;
      return owner.isServed && owner.takeUncaught(error, promise);
    }

    #watch(): void {
      this.#isWatched = true;
      watchdog().startWatchdog();
      process.on('unhandledRejection', this.#onRejection);
      process.on('rejectionHandled', this.#onHandled);
    }

    #unwatch(): void {
      if (!this.#isWatched) return;
      this.#isWatched = false;
      process.removeListener('unhandledRejection', this.#onRejection);
      process.removeListener('rejectionHandled', this.#onHandled);
      const { listenBetweenFiles } = require('./jest/late-errors') as typeof import('./jest/late-errors');
      listenBetweenFiles(owners);
    }

    /** Jest 29 tells neither of which promise an error is, nor that it was handled after all. */
    readonly #onRejection = (error: unknown, promise: object): void =>
      this.#tell({ name: 'jest-mcp.rejection', error, promise });

    readonly #onHandled = (promise: object): void => this.#tell({ name: 'jest-mcp.handled', promise });

    #tell(event: CircusEvent): void {
      const hook = (this.global as Record<symbol, OnTestEvent | undefined> | null)?.[ON_TEST_EVENT];
      if (this.#state) void hook?.(event, this.#state);
    }
  };
}

function watchdog(): typeof import('./safety/watchdog') {
  return require('./safety/watchdog') as typeof import('./safety/watchdog');
}

/** Not while somebody looks at the modules themselves: by coverage, or in a debugger. @throws if the option is wrong */
function mayCacheCode({ globalConfig, projectConfig }: EnvironmentConfig): boolean {
  const { mcp } = projectConfig.testEnvironmentOptions as { mcp?: { codeCache?: unknown } | null };
  const codeCache = mcp?.codeCache;
  if (codeCache !== undefined && typeof codeCache !== 'boolean') {
    const { describeValue } = require('./messages/describe') as typeof import('./messages/describe');
    throw new Error(
      `testEnvironmentOptions.mcp.codeCache must be true or false, got ${describeValue(codeCache)}.`,
    );
  }
  if (codeCache === false || globalConfig.collectCoverage || process.env.NODE_V8_COVERAGE) return false;
  return (loadBuiltin('node:inspector') as typeof import('node:inspector')).url() === undefined;
}

/** Jest replaces `<rootDir>` in its own options, not in those of an environment. */
function replaceRootDir(options: unknown, rootDir: string): unknown {
  if (typeof options !== 'object' || options === null) return options;
  const { server } = options as { server?: unknown };
  if (typeof server !== 'string' || !server.startsWith('<rootDir>')) return options;
  return { ...options, server: join(rootDir, server.slice('<rootDir>'.length)) };
}

const { TestEnvironment: NodeEnvironment } = require('jest-environment-node') as {
  TestEnvironment: EnvironmentClass;
};

/** Jest's own node environment, with `mcp` in it. What the preset uses. */
class TestEnvironment extends withMcp(NodeEnvironment) {
  /** @see withMcp */
  static readonly withMcp = withMcp;
}

// An ES module that imports `withMcp` finds the name by this line, and the value on the class.
(module as { exports: Record<string, unknown> }).exports.withMcp = withMcp;
// The module is the class: where Jest looks for it.
export = TestEnvironment;
