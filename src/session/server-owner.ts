import type { Server } from 'node:net';
import { nextTurn } from '../clock';
import type { Place } from '../protocol/attempt';
import type { Frame } from '../wire/frame';
import type { Outcome } from '../protocol/outcome';
import { isExit } from '../safety/exit';
import type { OpenedSubject } from '../subjects/shared/opening';
import type { AnsweringServer, ServersOfFile } from './answering';
import { type Failing, printShort } from './server-failure';
import type { TestScope } from './test-scope';
import { DisconnectedError } from '../messages/errors';

/** What a session lets its owner know, and do. */
export interface OwnedSession {
  readonly title: string;
  readonly place: Place;
  readonly frames: readonly Frame[];
  /** Whether it is closed, or being closed. */
  readonly isClosed: boolean;
  /** Says how what is being waited for will end. */
  mark(outcome: Outcome): void;
  /** Ends all that is being waited for, and all that will be asked. @returns whether anything was waited for */
  breakOff(outcome: Outcome): boolean;
}

/**
 * Owns what the server of one session does. All code that follows from building it, and from what it is asked, runs in
 * the asynchronous context of its owner: an error that nothing caught is told to the test that it comes from,
 * whichever test is running by then.
 */
export class ServerOwner implements AnsweringServer {
  readonly isServed = true;
  /** The error that a listener of the server is being told of. */
  #handling: { readonly error: unknown } | undefined;

  constructor(
    private readonly file: ServersOfFile,
    readonly scope: TestScope,
    private readonly session: OwnedSession,
  ) {}

  get door(): object | undefined {
    return this.file.door;
  }

  /** Runs `action` as the server. */
  run<T>(action: () => T): T {
    this.file.serve(this);
    this.scope.lastOwner = this;
    return this.file.owners.run(this, action);
  }

  /** The same subject, where what comes from the client runs as the server. */
  around(opened: OpenedSubject): OpenedSubject {
    const { fetch } = opened;
    const end = opened.end.bind(opened);
    const sendRaw = opened.sendRaw.bind(opened);
    return Object.assign(opened, {
      end: async (...args: Parameters<typeof end>) => {
        const client = await end(...args);
        const send = client.send.bind(client);
        client.send = (...message) => this.run(() => send(...message));
        return client;
      },
      sendRaw: (data: string) => this.run(() => sendRaw(data)),
      ...(fetch && { fetch: (...args: Parameters<typeof fetch>) => this.run(() => fetch(...args)) }),
    });
  }

  listens(server: Server, at: unknown): void {
    this.file.listens(server, at);
  }

  takeUncaught(error: unknown, promise: object | undefined): boolean {
    if (isExit(error) || this.#isHandled(error, promise)) return true;
    const failing = this.#failing(promise ? 'rejected' : 'threw', error, promise && { promise });
    this.file.hold(failing, () => {
      if (failing.promise && !this.scope.isOver) return;
      this.file.release(failing);
      if (failing.how === 'threw') failing.isTold = this.#breakOff(failing);
      this.scope.failed(failing);
    });
    return true;
  }

  /**
   * Takes note that a process was ended.
   *
   * @param isServers whether the server's own code did it, rather than the test's
   * @returns whether the code that did it has to stop there
   */
  exited(call: string, code: number, where: Error, isServers: boolean): boolean {
    // As after the end of stdin: a server that ends by itself then has nothing left to do.
    if (code === 0 && this.session.isClosed) return false;
    const failing = this.#failing('exited', where, {
      call,
      code,
      isServers,
      ...(this.#handling && { cause: this.#handling.error }),
    });
    failing.isTold = this.#breakOff(failing);
    this.scope.failed(failing);
    return true;
  }

  /**
   * Takes note that something blocks the event loop, from code that runs on top of it.
   *
   * @param isServers whether it is the server's own code, rather than the test's
   * @returns whether that code can be ended
   */
  blocked(allowed: number, isServers: boolean): boolean {
    const failing = this.#failing('blocked', wholeStack(), { allowed, isServers });
    const outcome = brokenBy(failing);
    // Nothing that it settles now would be heard of: what waits in the same turn ends with the code.
    this.session.mark(outcome);
    failing.isTold = true;
    this.scope.failed(failing);
    nextTurn(() => void this.session.breakOff(outcome));
    return true;
  }

  #failing(how: Failing['how'], error: unknown, more: Partial<Failing> | undefined): Failing {
    const { title, place, frames } = this.session;
    const { scope } = this;
    return { how, error, scope, title, place, frames, until: frames.length, wasOver: scope.isOver, ...more };
  }

  /** A process that is gone answers nothing any more. */
  #breakOff(failing: Failing): boolean {
    return this.session.breakOff(brokenBy(failing));
  }

  /** Whether the server listens to such errors by itself: its process then goes on. */
  #isHandled(error: unknown, promise: object | undefined): boolean {
    const names = ['unhandledRejection', 'uncaughtException'];
    const name = (promise ? names : names.reverse()).find(event => process.listenerCount(event) > 0);
    if (name === undefined) return false;
    this.#handling = { error };
    try {
      (process as NodeJS.EventEmitter).emit(name, error, promise ?? name);
    } catch (failed) {
      // Nothing is above such a listener: what it throws ends a process.
      if (!isExit(failed)) this.scope.failed(this.#failing('threw', failed, undefined));
    } finally {
      this.#handling = undefined;
    }
    return true;
  }
}

/** Between here and the server's code stands what has told of it. */
function wholeStack(): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const error = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

function brokenBy(failing: Failing): Outcome {
  const message = printShort(failing);
  return { kind: 'disconnected', message, error: new DisconnectedError(message) };
}
