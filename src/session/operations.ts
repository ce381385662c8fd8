import { now } from '../clock';
import { type Frame, parseJsonRpc } from '../wire/frame';
import { usageError } from '../messages/stack';
import type { Asked, Attempt } from '../protocol/attempt';
import { type Classified, remember } from '../protocol/classify';
import type { RequestOptions } from '../sdk/client';
import { markList } from '../protocol/results';
import { forgotten } from './awaited';
import { Diagnosis } from './diagnosis';
import type { Connection } from './connection';
import type { LazyConnection } from './lazy-connection';
import { describeCall } from './describe-call';
import { type Deadline, sendRequest, unconnected } from './send-request';
import { explain } from './explain';
import { type Settled, Operation } from './operation';
import { LISTS, ServerLists } from './lists';
import type { TestScope } from './test-scope';
import { hintOfUnanswered } from '../sdk/unanswered';

const NOBODY =
  "No token was sent: mcp.as({ sub: 'alice', scopes: […] }) and mcp.withToken(token) ask as somebody.";

/** What a request leads to, before it becomes an operation's ending. */
interface Led<T> {
  readonly outcome: Classified;
  readonly value?: T;
}

/** The operations of one session: starts them, follows them to their end, and hands them to the test that has to await them. */
export class Operations {
  readonly #running = new Set<Asked>();
  readonly #givenUp = new Set<Asked>();
  readonly #deadline = (): Deadline => this.scope.deadline;

  constructor(
    private readonly scope: TestScope,
    private readonly lazy: LazyConnection,
    private readonly title: string,
  ) {}

  /** The requests that have no answer, in words: those that run, and those that were given up for the test's timeout. */
  get unanswered(): string[] {
    return [...this.#running, ...this.#givenUp].map(asked => describeCall(this.title, asked));
  }

  /** The oldest request that is still running, in words. */
  get busy(): string | undefined {
    const [asked] = this.#running;
    return asked && describeCall(this.title, asked);
  }

  /** Gathers a list over all its pages. */
  list<Item>(key: keyof typeof LISTS, options: RequestOptions | undefined): Operation<Item[]> {
    const [verb, method] = LISTS[key];
    const asked: Asked = { verb, method, params: {} };
    return this.#start(asked, options, async connection => {
      const listed = await new ServerLists(connection, this.#deadline).byTest(key, options ?? {});
      const outcome = await new Diagnosis(connection, asked, options ?? {}, this.#deadline).of(listed);
      return {
        outcome,
        ...(outcome.result && { value: markList(outcome.result[key] as Item[], key) }),
      };
    });
  }

  /** Sends one request. @param finish makes of the raw result what the operation resolves to */
  start<T>(asked: Asked, options: RequestOptions | undefined, finish: (raw: object) => T): Operation<T> {
    return this.#start(asked, options, async connection => {
      const outcome = await sendRequest(connection, asked, options ?? {}, this.scope.deadline);
      const judged = await new Diagnosis(connection, asked, options ?? {}, this.#deadline).of(outcome);
      return judged.result && judged.error === undefined
        ? { outcome: judged, value: finish(judged.result) }
        : { outcome: judged };
    });
  }

  /**
   * Puts bytes on the wire, and then asks something harmless: whatever the server sends until it has answered
   * that, and is no answer to anything else, it sent because of them.
   */
  async sendRaw(data: string): Promise<readonly Frame[]> {
    const connection = await this.lazy.connect();
    const { frames } = this.lazy;
    const before = frames.length;
    const isAnswer = answerTo(data);
    this.lazy.expectAnything();
    await this.lazy.inTime(connection.opened.sendRaw(data), 'the raw bytes to be sent');
    const { method, outcome } = await this.#askHarmless(connection);
    if (outcome.kind === 'disconnected' || outcome.kind === 'timed out')
      throw usageError(
        `After the raw bytes the server did not answer ${method} any more: ${outcome.message}`,
        { cause: outcome.error },
      );
    if (isAnswer) await this.lazy.frame(isAnswer, before, 'the answer to the raw request');
    return frames.slice(before).filter(({ direction }) => direction === 'to client');
  }

  /** Waits for one more answer of the server's. @returns why there is none, in a sentence */
  async whyUnanswered(): Promise<string | undefined> {
    const connection = await this.lazy.connect();
    const { method, outcome } = await this.#askHarmless(connection);
    return outcome.kind === 'disconnected' || outcome.kind === 'timed out'
      ? `it did not answer ${method} any more: ${outcome.message}`
      : undefined;
  }

  async #askHarmless(connection: Connection): Promise<{ method: string; outcome: Classified }> {
    const [verb, method] = connection.isModern
      ? (['request', 'server/discover'] as const)
      : (['ping', 'ping'] as const);
    const asked: Asked = { verb, method, params: {} };
    return { method, outcome: await sendRequest(connection, asked, {}, this.scope.deadline, true) };
  }

  #start<T>(
    asked: Asked,
    options: RequestOptions | undefined,
    run: (connection: Connection) => Promise<Led<T>>,
  ): Operation<T> {
    const called = new Error();
    const ending = this.#run(asked, options, run);
    // Put into words only for an error: most operations never need them.
    const call = (): string => describeCall(this.title, asked);
    const follow = <R>(derived: Promise<R>, by: 'expect' | 'test'): Promise<R> => {
      const remind = (): Error => {
        const what =
          by === 'expect' ? `expect(${call()}).resolves or .rejects` : `What was made of ${call()}`;
        return forgotten(what, 'Write await before it, or return it.', called);
      };
      return by === 'expect' ? this.scope.follow(derived, remind) : this.scope.watch(derived, remind);
    };
    const operation = new Operation<T>(asked, ending, called, explain, follow, () => this.scope.ended);
    const reminder = (): Error =>
      forgotten(call(), `Write:\n  await ${call()};`, called, operation.isRunning);
    this.scope.track({
      reminder,
      get isAwaited() {
        return operation.isAwaited;
      },
    });
    return operation;
  }

  async #run<T>(
    asked: Asked,
    options: RequestOptions | undefined,
    run: (connection: Connection) => Promise<Led<T>>,
  ): Promise<Settled<T>> {
    const started = now();
    const begin = this.lazy.frames.length;
    this.#running.add(asked);
    let led: Led<T>;
    try {
      led = await run(this.lazy.connection ?? (await this.lazy.connect()));
    } catch (error) {
      led = { outcome: unconnected(error) };
    }
    this.#running.delete(asked);
    if (led.outcome.waited?.deadline === 'test') this.#givenUp.add(asked);
    const { frames } = this.lazy;
    const hint = led.outcome.hint ?? this.#hintOf(led.outcome, begin);
    const outcome = hint === undefined ? led.outcome : { ...led.outcome, hint };
    const end = frames.length;
    const credential = this.lazy.credential(options);
    const attempt: Attempt = {
      asked,
      outcome,
      place: this.lazy.place,
      circumstances: this.lazy.circumstances,
      // Copied only when somebody looks: a session may see tens of thousands.
      get frames() {
        return frames.slice(0, end);
      },
      milliseconds: now() - started,
      ...(credential && { credential }),
    };
    if (led.value !== null && typeof led.value === 'object') remember(led.value, attempt);
    // What stopped a session from opening is the end of all of its operations.
    const { error } = outcome;
    if (typeof error === 'object' && error !== null && outcome.kind !== 'disconnected')
      remember(error, attempt);
    return 'value' in led ? { attempt, value: led.value } : { attempt };
  }

  /** What explains an outcome that is known only beside it: as whom was asked, and what the server asked meanwhile. */
  #hintOf(outcome: Classified, begin: number): string | undefined {
    if (outcome.kind === 'result') return undefined;
    if (outcome.kind === 'unauthorized' && this.lazy.isNobodys) return NOBODY;
    const { askedClient, frames } = this.lazy;
    if (!askedClient) return undefined;
    return hintOfUnanswered(outcome, frames.slice(begin), askedClient);
  }
}

/** How to know the answer to what was sent raw, where it is a request and so has to have one. */
function answerTo(data: string): ((frame: Frame) => boolean) | undefined {
  const { id, method } = parseJsonRpc(data) ?? {};
  if (typeof method !== 'string' || id === undefined || id === null) return undefined;
  return ({ direction, message }) =>
    direction === 'to client' && message.method === undefined && message.id === id;
}
