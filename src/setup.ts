/**
 * What Jest runs before each test file (`setupFilesAfterEnv`): puts `mcp` on the global and registers the
 * matchers. The preset names it; without the preset, name `jest-mcp/setup` yourself.
 */
import type { MatcherContext } from 'expect';
import { ENVIRONMENT, KIT, ON_TEST_EVENT } from './door';
import { awaitedMatcher, type RawMatcher } from './jest/assertions';
import { createKit } from './jest/create-kit';
import type { Kit } from './jest/kit';
import type { Installed } from './session/installed';
import { createMcp } from './session/mcp';
import { matchers } from './matchers';
import { needsJest } from './other-runner';

const globals = loadGlobals();

const sandbox = globalThis as unknown as Record<symbol | string, unknown>;

/** Jest hands this module out itself, also where it injects no globals and no package manager can find it. */
function loadGlobals(): typeof import('@jest/globals') {
  let found: typeof import('@jest/globals') | undefined;
  try {
    found = require('@jest/globals') as typeof import('@jest/globals');
  } catch {
    // Outside of Jest it throws.
  }
  // Bun has one of its own.
  if (typeof found?.expect.getState !== 'function') throw needsJest();
  return found;
}

function install(): Installed {
  const kit = createKit({
    testPath: () => globals.expect.getState().testPath,
    beforeAll: hook => globals.beforeAll(hook),
    beforeEach: hook => globals.beforeEach(hook),
    requireActual: file => globals.jest.requireActual(file),
  });
  const tracked = Object.keys(matchers).map(name => [
    name,
    awaitedMatcher(
      name,
      () => matchers[name as keyof typeof matchers] as RawMatcher,
      () => kit.scopeOrNone,
    ),
  ]);
  globals.expect.extend(
    Object.fromEntries(tracked) as Record<string, (this: MatcherContext, received: unknown) => never>,
  );
  if (sandbox[ENVIRONMENT]) sandbox[ON_TEST_EVENT] = kit.onTestEvent;
  else followByHooks(kit);
  return { kit, mcp: createMcp(kit) };
}

/** Without the kit's environment: hooks do the same, but not for concurrent tests, and they close before the file's own `afterEach`. */
function followByHooks(kit: Kit): void {
  let scope: ReturnType<Kit['startTest']> | undefined;
  globals.beforeEach(() => {
    const timeout = sandbox[Symbol.for('TEST_TIMEOUT_SYMBOL')];
    scope = kit.startTest(
      globals.expect.getState().currentTestName ?? '',
      typeof timeout === 'number' ? timeout : 5_000,
    );
  });
  globals.afterEach(async () => {
    const [first] = scope ? await kit.endTest(scope) : [];
    if (first) throw first;
  });
  globals.afterAll(() => kit.endFile());
}

const installed = (sandbox[KIT] ??= install()) as Installed;
Object.defineProperty(globalThis, 'mcp', {
  value: installed.mcp,
  configurable: true,
  enumerable: true,
  writable: true,
});
