import { AsyncLocalStorage } from '../core';
import type { Server } from 'node:net';
import type { EnvironmentDoor, Owner } from '../door';
import { nextTurn } from '../clock';
import { BLOCKED, isBlocked } from '../safety/blocked';
import { isExit } from '../safety/exit';
import { entryDoor } from '../subjects/entry/hooks';
import type { TestFile } from '../test-file';
import { LeftBehind } from './left-behind';
import type { Failing } from './server-failure';
import type { AnsweringServer, ServersOfFile } from './answering';
import type { TestScope } from './test-scope';

/** Owns the test file's own code, and knows the servers that were run in it. */
export class FileOwner implements ServersOfFile, Owner {
  readonly owners: AsyncLocalStorage<Owner>;
  /** The server that was run last: it answers for what no other one does. */
  last: AnsweringServer | undefined;
  #allowed = 5_000;
  /** Rejections that nothing has handled yet, and errors of which Jest 29 does not tell at once what they are. */
  readonly #pending: Failing[] = [];

  readonly leftBehind: LeftBehind;

  constructor(
    readonly door: EnvironmentDoor | undefined,
    private readonly testFile: TestFile,
    /** The test that is running, if one is. */
    private readonly current: () => TestScope | undefined,
  ) {
    this.owners = door?.owners ?? new AsyncLocalStorage();
    this.leftBehind = new LeftBehind(testFile);
  }

  get isServed(): boolean {
    return this.last !== undefined;
  }

  /** The server whose code is running, if one is. */
  get running(): AnsweringServer | undefined {
    const owner = this.owners.getStore();
    return owner === this || owner?.door !== this.door ? undefined : (owner as AnsweringServer | undefined);
  }

  /** The server that answers for what is done now: the one whose code is running, else the one that ran last. */
  get answering(): AnsweringServer | undefined {
    return this.running ?? this.current()?.lastOwner ?? this.last;
  }

  /** A server is run. */
  serve(owner: AnsweringServer): void {
    if (!this.last) {
      this.door?.watch();
      this.door?.allow(this.#allowed);
    }
    this.last = owner;
  }

  /** How long the test that is running may take. */
  allow(milliseconds: number): void {
    this.#allowed = milliseconds;
    if (this.last) this.door?.allow(milliseconds);
  }

  /** Answers jest-circus's `error`. @returns whether it is not the test's own: Jest would blame whichever is running */
  takeUncaught(error: unknown, promise: object | undefined): boolean {
    if (isBlocked(error))
      error.isTold = this.answering?.blocked(error[BLOCKED], this.running !== undefined) ?? false;
    if (isBlocked(error) || isExit(error) || entryDoor(this.testFile).takeUncaught(error, promise))
      return true;
    return this.running?.takeUncaught(error, promise) ?? false;
  }

  listens(server: Server, at: unknown): void {
    if (!entryDoor(this.testFile).listens(server, at)) this.leftBehind.listens(server);
  }

  /** Keeps an error until it is known what becomes of it. */
  hold(failing: Failing, decide: () => void): void {
    this.#pending.push(failing);
    nextTurn(() => {
      if (this.#pending.includes(failing)) decide();
    });
  }

  /** Gives up keeping it. */
  release(failing: Failing): void {
    const index = this.#pending.indexOf(failing);
    if (index >= 0) this.#pending.splice(index, 1);
  }

  /** The promise of an error that is kept: Jest 29 does not tell it with the error. */
  tellPromise(error: unknown, promise: object): void {
    const failing = this.#pending.find(other => other.error === error && !other.promise);
    if (failing) Object.assign(failing, { promise, how: 'rejected' });
  }

  /** The promise was handled after all. */
  forgive(promise: object): void {
    const failing = this.#pending.find(other => other.promise === promise);
    if (failing) this.release(failing);
  }

  /** What nothing has handled until the end of a test. */
  pendingOf(scope: TestScope): Failing[] {
    const found = this.#pending.filter(failing => failing.scope === scope);
    for (const failing of found) this.release(failing);
    return found;
  }
}
