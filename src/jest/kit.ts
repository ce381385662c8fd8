import {
  type CircusBlock,
  type CircusEvent,
  type CircusState,
  type CircusTest,
  type EnvironmentDoor,
} from '../door';
import type { AuthServer, AuthServerOptions } from '../oauth/shapes';
import type { ServedApplication } from '../protocol/attempt';
import type { SdkSearch } from '../sdk/client';
import { ConcurrentTests } from './concurrent-tests';
import { DescribeBlocks } from './describe-blocks';
import { projectDefault } from './project-default';
import { fullName, remainingTests } from './remaining-tests';
import { type ServeConfig, served } from '../session/serve-config';
import { ServerTimers } from '../session/server-timers';
import { Session, type SessionScope } from '../session/session';
import { TestScope } from '../session/test-scope';
import type { Forecast } from '../subjects/shared/forecast';
import { nextTurn, turn } from '../clock';
import { isMadeOfOurs } from '../session/awaited';
import { forgetError } from './circus-errors';
import { hideMessages } from '../session/explain';
import { FileOwner } from '../session/file-owner';
import { guardProcess } from '../session/process-guard';
import type { TestFile } from '../test-file';
import { outgoing, restack, usageError } from '../messages/stack';

/** It holds for all tests of a block, those above it too: with two of them, nobody could tell which server a test has. */
function servedTwice(block: CircusBlock): string {
  const where = block.parent ? `the describe block "${block.name}"` : 'this file';
  return (
    `mcp.serve() was called a second time for ${where}. It says what all tests of a block have.\n\n` +
    'Serve another server in a describe block or in a test of its own:\n' +
    "  describe('…', () => {\n    mcp.serve(createOtherServer);\n  });"
  );
}

const NO_ENVIRONMENT =
  "\n\nThis test file has an environment that is not the kit's: concurrent tests have no session there, and\n" +
  'testEnvironmentOptions.mcp is not read. withMcp() of jest-mcp/environment puts mcp into any environment.';

/**
 * What runs behind `mcp` in one test file: it follows jest-circus's events, and knows at any moment which
 * test is asking.
 */
export class Kit {
  readonly #blocks = new DescribeBlocks();
  readonly #scopes = new Map<CircusTest, SessionScope>();
  readonly #concurrent = new ConcurrentTests();
  #current: SessionScope | undefined;
  /** Verdicts that come after their tests. */
  readonly #verdicts: Promise<unknown>[] = [];
  /** Those of tests that no environment hands over. */
  readonly #unattributed: Error[] = [];
  /** The describe block whose `beforeAll` or `afterAll` is running. */
  #hookBlock: CircusBlock | undefined;
  #projectDefault: { served: ServeConfig | undefined } | undefined;
  readonly #owner: FileOwner;
  readonly #timers: ServerTimers;
  /** Jest's, whatever a test makes of it. */
  readonly #warn = console.warn.bind(console);
  /** Whether Jest has the file's results. */
  #isFinished = false;

  constructor(
    private readonly door: EnvironmentDoor | undefined,
    private readonly search: SdkSearch,
    private readonly file: TestFile,
    private readonly beforeEach: (hook: () => void) => void,
  ) {
    const owner = (this.#owner = new FileOwner(door, file, () => this.scopeOrNone));
    // From here on all that the file does, until a server is run.
    owner.owners.enterWith(owner);
    this.#timers = new ServerTimers(owner);
    this.#timers.install();
    owner.leftBehind.watchStdin();
    guardProcess({
      exited: (call, code, where) => owner.answering?.exited(call, code, where, owner.running !== undefined),
      get isServer() {
        return owner.running !== undefined;
      },
    });
  }

  /** The test that is asking. @throws outside a test and its hooks. */
  scope(call: string): SessionScope {
    const scope = this.#concurrent.current ?? this.#current;
    if (!scope) {
      throw usageError(
        `${call} was called outside a test. Each test has its own session: call it inside test(), beforeEach() or afterEach().\n\n` +
          `What is under test can be said anywhere:\n  mcp.serve(createServer);${this.door ? '' : NO_ENVIRONMENT}`,
      );
    }
    return scope;
  }

  /** The test that is asking, if any is. */
  get scopeOrNone(): SessionScope | undefined {
    return this.#concurrent.current ?? this.#current;
  }

  /** `mcp.serve`: for the running test, for a describe block, or for the file. */
  serve(served: ServeConfig): void {
    const scope = this.scopeOrNone;
    if (scope) return scope.serve(served);
    const block = this.#hookBlock ?? this.door?.state?.currentDescribeBlock;
    if (block) {
      if (!this.#hookBlock && this.#blocks.hasOwn(block)) throw usageError(servedTwice(block));
      return this.#blocks.serve(block, served);
    }
    // Without the kit's environment nobody tells the block; a hook of it runs in its tests alone.
    this.beforeEach(() => this.scope('mcp.serve()').serve(served));
  }

  /** Opens a scope by hand, where no environment hands over events. */
  startTest(name: string, timeout: number): SessionScope {
    const scope = this.#open(name, () => this.#project());
    scope.begin(timeout);
    this.#current = scope;
    return scope;
  }

  /** Ends the scope that {@link startTest} opened. */
  async endTest(scope: SessionScope): Promise<Error[]> {
    this.#current = undefined;
    const errors = await scope.end(false);
    this.#await(scope, error => this.#unattributed.push(error));
    this.file.testEnded();
    return errors;
  }

  /** What a server does after its test fails that very test: Jest counts when the file is over. */
  #await(scope: SessionScope, fail: (error: Error) => void): void {
    for (const verdict of scope.late) this.#verdicts.push(verdict.then(error => error && fail(error)));
  }

  /** See `authServer()` of the package. */
  authServer(options: AuthServerOptions | undefined): AuthServer {
    const { createAuthServer } = require('../auth-server') as typeof import('../auth-server');
    return createAuthServer(options, this.file);
  }

  /** Opens any subject, to be asked over HTTP past any client. @throws when it cannot be served, or has no HTTP */
  application(call: string, subject: unknown, options: unknown): Promise<ServedApplication> {
    const { openApplication } = require('../session/application') as typeof import('../session/application');
    return openApplication(this.scope(call), served(call, subject, options));
  }

  /** Puts away what was kept for all tests of the file. */
  async endFile(): Promise<void> {
    await this.file.end();
    await Promise.all(this.#verdicts.splice(0));
    const [first] = this.#unattributed.splice(0);
    if (first) throw first;
  }

  /** Follows jest-circus. */
  readonly onTestEvent = (event: CircusEvent, state: CircusState): void | Promise<void> => {
    const { test, hook } = event;
    switch (event.name) {
      case 'add_test':
        return this.#watchAdded(state);
      case 'test_start':
        this.#current = test && !test.concurrent ? this.#scopeOf(test) : undefined;
        return undefined;
      case 'hook_start':
        if (hook?.type === 'beforeAll' || hook?.type === 'afterAll') this.#hookBlock = hook.parent;
        else this.#begin(this.#current, hook?.timeout ?? state.testTimeout);
        return undefined;
      case 'hook_success':
      case 'hook_failure':
        this.#hookBlock = undefined;
        return undefined;
      case 'test_fn_start':
        if (test && !test.concurrent) this.#begin(this.#current, test.timeout ?? state.testTimeout);
        return undefined;
      case 'test_done':
        return test && this.#done(test);
      case 'error':
        if (this.#owner.takeUncaught(event.error, event.promise)) forgetError(event, state);
        else this.#endsByDone(event.promise);
        return undefined;
      case 'jest-mcp.rejection':
        if (event.promise) this.#owner.tellPromise(event.error, event.promise);
        return this.#endsByDone(event.promise);
      case 'jest-mcp.handled':
        return event.promise && this.#owner.forgive(event.promise);
      case 'run_finish':
        return this.#finish();
      default:
        return undefined;
    }
  };

  #begin(scope: SessionScope | undefined, timeout: number): void {
    scope?.begin(timeout);
    this.#owner.allow(timeout);
  }

  #watchAdded(state: CircusState): void {
    const added = [...(state.currentDescribeBlock.children ?? state.currentDescribeBlock.tests ?? [])].at(
      -1,
    ) as CircusTest | undefined;
    if (!added?.fn) return;
    if (added.fn.length > 0) this.#watchDone(added, added.fn);
    if (!added.concurrent) return;
    this.#concurrent.watch(added, added.fn, () => {
      const scope = this.#scopeOf(added);
      this.#begin(scope, added.timeout ?? state.testTimeout);
      return scope;
    });
  }

  /** A test in the callback style ends by its `done`: so can a failure that nothing else would tell it. */
  #watchDone(added: CircusTest, fn: NonNullable<CircusTest['fn']>): void {
    const scopeOf = (): SessionScope => this.#scopeOf(added);
    added.fn = function (this: unknown, done: unknown) {
      scopeOf().done = error => {
        if (!added.seenDone) (done as (error?: unknown) => void)(error);
      };
      return fn.call(this, done);
    };
  }

  /** What a test has made of a promise of ours was rejected. Jest says so at its end: that is now. */
  #endsByDone(promise: object | undefined): void {
    if (!promise || !isMadeOfOurs(promise)) return;
    const scope = this.scopeOrNone;
    if (scope?.done) nextTurn(() => scope.done?.());
  }

  async #done(test: CircusTest): Promise<void> {
    const scope = this.#scopes.get(test);
    // What was rejected just now is told in the next turn: the test is still the one that is running.
    if (scope?.hasSessions) {
      scope.isEnding = true;
      await turn();
    }
    this.#current = undefined;
    if (!scope) return;
    this.#scopes.delete(test);
    for (const failing of this.#owner.pendingOf(scope)) scope.failed(failing);
    this.#timers.prune();
    const { waitedFor } = scope;
    if (waitedFor.length > 0 && test.errors.flat().some(isTimeout))
      test.errors.push(stillWaiting(waitedFor, test));
    const hasFailed = test.errors.length > 0 || test.failing === true;
    for (const error of await scope.end(hasFailed, message => isSaid(test.errors, message)))
      test.errors.push(error);
    test.errors.flat().forEach(hideMessages);
    this.#await(scope, error => test.errors.push(error));
    // What the tests of a file share is set back when none of them is in the middle of something.
    if (this.#scopes.size === 0) this.file.testEnded();
  }

  async #finish(): Promise<void> {
    await this.endFile();
    if (this.#owner.isServed) {
      await this.#timers.settle();
      await turn();
      await turn();
      this.#tellLeftBehind();
    }
    this.#isFinished = true;
  }

  /** Not a failure: the tests have shown what they had to, and what was left is put away. */
  #tellLeftBehind(): void {
    const said = this.#owner.leftBehind.end(this.#timers.clearIntervals());
    for (const text of said) this.#warn(outgoing(`jest-mcp: ${text}`));
  }

  /** A server's error came after its test had ended: until Jest gathers the results, they can still be changed. */
  #late(test: CircusTest, error: Error): void {
    if (this.#isFinished) this.door?.reportLate(fullName(test), error);
    else test.errors.push(error);
  }

  #scopeOf(test: CircusTest): SessionScope {
    let scope = this.#scopes.get(test);
    if (!scope) {
      scope = this.#open(
        fullName(test),
        () => this.#blocks.servedIn(test.parent) ?? this.#project(),
        test.parent,
      );
      scope.onlate = error => this.#late(test, error);
      this.#scopes.set(test, scope);
    }
    return scope;
  }

  #open(name: string, inherited: () => ServeConfig | undefined, block?: CircusBlock): SessionScope {
    return new TestScope(
      name,
      inherited,
      {
        make: (scope, served, title, apps) =>
          new Session(scope, served, title, this.search, this.file, apps, this.#owner),
      },
      served => this.#forecast(served, block),
    );
  }

  /** How many tests that have yet to start will want what a test of `block` is served. */
  #forecast({ subject }: ServeConfig, block: CircusBlock | undefined): Forecast {
    const state = this.door?.state;
    if (!state || !block) return { tests: undefined, isCertain: false };
    const isServed = (at: CircusBlock | undefined): boolean =>
      (this.#blocks.servedIn(at) ?? this.#projectDefault?.served)?.subject === subject;
    if (!isServed(block)) return { tests: remainingTests(state, block), isCertain: false };
    return { tests: remainingTests(state, undefined, isServed), isCertain: true };
  }

  /** Nobody hands over the project's options without the kit's environment, and so nobody knows whether there are any. */
  #project(): ServeConfig | undefined {
    this.#projectDefault ??= { served: projectDefault(this.door, this.search.loader) };
    return this.#projectDefault.served;
  }
}

/** What Jest says of a test, or of a hook, that took too long. */
function isTimeout(error: unknown): boolean {
  return String((error as Error | null)?.message ?? error).startsWith('Exceeded timeout of ');
}

/** What a test was waiting for when Jest's own timeout ended it. */
function stillWaiting(calls: readonly string[], { asyncError }: CircusTest): Error {
  const error = new Error(
    `Until the timeout no answer came to:\n${calls.map(call => `  ${call}`).join('\n')}\n\nDoes the handler ever answer?`,
  );
  restack(error, `Error: ${error.message}`, asyncError ?? error);
  return error;
}

/** Whether a failure says it already. */
function isSaid(errors: readonly unknown[], message: string): boolean {
  const plain = (text: string): string => text.replaceAll(/[\\"]/g, '');
  return errors.flat().some(error => {
    const { message: said, stack } = (error ?? {}) as { message?: unknown; stack?: unknown };
    return plain(`${String(said)} ${String(stack)}`).includes(plain(message));
  });
}
