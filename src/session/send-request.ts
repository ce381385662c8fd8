import { after, LONGEST_TIMER } from '../clock';
import { AbortController, AbortSignal } from '../core';
import { ENVIRONMENT, type EnvironmentDoor } from '../door';
import type { Fault } from '../wire/end';
import type { Frame } from '../wire/frame';
import type { Asked, Verb } from '../protocol/attempt';
import { missingInEra, withoutEraFields } from '../protocol/era';
import { OUTCOME, type Outcome, printMalformed } from '../protocol/outcome';
import { findMalformed, returnedNoObject } from '../protocol/malformed';
import type { HandlerTrace } from '../protocol/handler-trace';
import { type Classified, classifyAnswer, messageOf, withoutPrefix } from '../protocol/classify';
import type { RequestOptions } from '../sdk/client';
import type { Connection } from './connection';
import type { PendingRequest } from './request-tracker';
import { findUnfit } from '../messages/json-limits';
import {
  DisconnectedError,
  EraError,
  FactoryError,
  InvalidOutputError,
  TimeoutError,
} from '../messages/errors';

/** How long a request may take: until shortly before the timeout of the test, or of its hook, is over. */
export interface Deadline {
  readonly remaining: number;
  readonly timeout: number;
  /** Whether it has passed. A request is given a little time even then: it may only be late by what came before it. */
  readonly over: boolean;
}

/** The SDK's own default, and the least that a request is given: shorter deadlines are the kit's. */
const SDK_TIMEOUT = 60_000;

/**
 * Sends one request and waits for its end: the answer, a broken link, or the deadline, which runs on the
 * real clock. Never rejects.
 *
 * @param own whether the kit asks for itself; such frames are not shown to the test.
 */
export function sendRequest(
  connection: Connection,
  asked: Asked,
  options: RequestOptions,
  deadline: Deadline,
  own = false,
): Promise<Classified> {
  const { protocolVersion } = connection.handshake;
  const missing = asked.verb === 'request' ? undefined : missingInEra(asked.method, protocolVersion);
  if (missing !== undefined) return Promise.resolve(notInEra(missing));
  const { token, headers, ...sdkOptions } = options;
  let presents: ReturnType<Connection['present']> | undefined;
  try {
    if (token !== undefined || headers) presents = connection.present({ token, headers });
  } catch (error) {
    return Promise.resolve({ kind: 'disconnected', message: messageOf(error), error });
  }
  return new Promise(resolve => {
    let isOver = false;
    const end = (outcome: (trace: ReturnType<Connection['settle']>) => Classified): void => {
      // What was given up here is still rejected by the SDK's client, when it closes.
      if (isOver) return;
      isOver = true;
      cancelDeadline();
      total?.cancel();
      const trace = connection.settle(sent);
      const classified = told(asked, outcome(trace), trace, sent);
      const { malformed } = classified;
      // What was returned was not thrown: a low-level handler stands inside the SDK's, which throws its own error then.
      const thrown = malformed ? undefined : trace?.thrown;
      resolve(thrown === undefined ? classified : { ...classified, thrown });
    };
    const sent: PendingRequest = {
      method: asked.method,
      params: asked.params,
      own,
      broken: fault => end(() => unsendable(fault)),
      unreadable: frame => end(() => unreadable(frame)),
      brokenOff: outcome => end(() => outcome),
      sent: presents,
      abort: connection.isModern ? new AbortController() : undefined,
    };
    // The SDKs look at the total only when progress is reported, and only where that starts the timeout again.
    const total = totalOf(options);
    const signals = [options.signal, sent.abort?.signal, total?.signal].filter(
      signal => signal !== undefined,
    );
    const cancelDeadline = after(deadline.remaining, () => {
      const { brokenBy } = connection.tracker;
      if (!brokenBy) connection.cancel(sent, 'The test is about to time out.');
      end(() => brokenBy ?? timedOut(asked, deadline));
    });
    connection.announce(sent);
    const send = (verb: Verb): Promise<unknown> =>
      connection.client.send(verb, asked.method, asked.params, {
        ...sdkOptions,
        ...(signals.length > 0 && {
          signal: signals.length > 1 ? AbortSignal.any(signals) : (signals[0] as AbortSignal),
        }),
        // Progress is only reported under a token, and the SDKs send one with a listener alone.
        ...(options.resetTimeoutOnProgress && { onprogress: options.onprogress ?? (() => undefined) }),
        timeout: Math.min(options.timeout ?? Math.max(SDK_TIMEOUT, deadline.timeout), LONGEST_TIMER),
      });
    send(asked.verb)
      .catch((error: unknown) => {
        // What the server itself says of it is asked for by the raw door.
        if (isTaskRefusal(asked, sent, error)) return send('request');
        throw error;
      })
      .then(
        answer => {
          // The raw door gives the result as it is.
          const resolved =
            connection.isModern && asked.verb !== 'request' ? withoutEraFields(answer, asked.method) : answer;
          end(trace => classifyAnswer({ asked, response: ACCEPTED, resolved, trace }));
        },
        (rejected: unknown) =>
          end(trace => refused(connection, asked, options, sent, rejected, trace, total?.signal.aborted)),
      );
  });
}

/** SDK v1's client refuses by itself to call a tool that it has seen listed as one that must run as a task. */
function isTaskRefusal(asked: Asked, sent: PendingRequest, error: unknown): boolean {
  return (
    asked.verb === 'callTool' &&
    sent.id === undefined &&
    (error as { code?: unknown } | null)?.code === -32600
  );
}

/** A limit for the whole of a request. */
interface Total {
  /** Gives the request up. */
  readonly signal: AbortSignal;
  cancel(): void;
}

/** On the test's own timers, as the SDKs' timeouts: a test that fakes them decides when it is over. */
function totalOf({ maxTotalTimeout }: RequestOptions): Total | undefined {
  if (maxTotalTimeout === undefined) return undefined;
  const controller = new AbortController();
  // In the words of the SDKs, whose error it becomes.
  const giveUp = (): void => controller.abort('Maximum total timeout exceeded');
  // Of the global: a test that fakes its timers means this one too.
  const { setTimeout: start, clearTimeout: stop } = globalThis;
  const timer = start(giveUp, Math.min(maxTotalTimeout, LONGEST_TIMER));
  return { signal: controller.signal, cancel: () => stop(timer) };
}

/** Says of a result what is known of it besides: in what it is not of MCP's shape, and what was left out. */
function told(
  asked: Asked,
  outcome: Classified,
  trace: HandlerTrace | undefined,
  { response }: PendingRequest,
): Classified {
  if (outcome.kind === 'result') {
    if (!isEmptyArray(outcome.result?.['content'])) return outcome;
    const came = trace?.returned?.value ?? response?.message.result;
    const lacksContent = typeof came === 'object' && came !== null && !('content' in came);
    return lacksContent ? { ...outcome, lacksContent } : outcome;
  }
  // SDK v2 breaks on a result that is none, and dresses that as the tool's own error. Others send a response without a
  // result, which no client takes for an answer.
  const isBroken =
    (outcome.kind === 'tool error' && trace?.isOwnError !== true) || outcome.kind === 'timed out';
  if (outcome.kind !== 'invalid output' && !(isBroken && trace?.returned)) return outcome;
  if (isBroken && !returnedNoObject(trace)) return outcome;
  const found = findMalformed(asked, outcome, trace);
  if (!found) return outcome;
  const malformed = trace?.returned && isTypeScript() ? { ...found, note: COMPILER } : found;
  // What a client of an SDK rejects with is kept as it is.
  if (!isBroken && outcome.error !== undefined) return { ...outcome, malformed };
  const message = printMalformed(malformed).join('\n');
  const error = new InvalidOutputError(message);
  return { ...outcome, kind: 'invalid output', message, malformed, error };
}

const COMPILER = 'tsc --noEmit finds such a mistake; jest-mcp does not check types.';

function isTypeScript(): boolean {
  const door = (globalThis as unknown as Record<symbol, EnvironmentDoor | undefined>)[ENVIRONMENT];
  return /\.[cm]?tsx?$/.test(door?.testPath ?? '');
}

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Nothing is sent: the SDK's client would refuse by itself, without a word on what there is instead. */
function notInEra(message: string): Classified {
  const error = new EraError(message);
  return { kind: 'not in this era', message, error };
}

/** Stands for the response where the SDK accepted it: what it made of it is all that is needed. */
const ACCEPTED = { jsonrpc: '2.0' } as const;

function refused(
  connection: Connection,
  asked: Asked,
  options: RequestOptions,
  sent: PendingRequest,
  rejected: unknown,
  trace: HandlerTrace | undefined,
  isTotalOver = false,
): Classified {
  const error = rejected ?? new DisconnectedError('The request was rejected without a reason.');
  const { code, data } = error as { code?: unknown; data?: { maxTotalTimeout?: unknown } };
  const isTimeout = isTotalOver || code === -32001 || code === 'REQUEST_TIMEOUT';
  const isAsking = sent.response?.message.result?.['resultType'] === 'input_required';
  // While it is being asked, the client may still run out of time, or be told to give up.
  if (sent.response && !(isAsking && (isTimeout || options.signal?.aborted))) {
    const declaresTools = 'tools' in connection.handshake.capabilities;
    return classifyAnswer({
      asked,
      response: sent.response.message,
      rejected: error,
      declaresTools,
      trace,
    });
  }
  const { text: message } = withoutPrefix(messageOf(error));
  if (options.signal?.aborted) return { kind: 'cancelled', message, error };
  if (isTimeout) {
    const { timeout = SDK_TIMEOUT, maxTotalTimeout = timeout } = options;
    const isTotal = isTotalOver || data?.maxTotalTimeout !== undefined;
    const milliseconds = isTotal ? maxTotalTimeout : timeout;
    return { kind: 'timed out', message, error, waited: { milliseconds, deadline: 'request' } };
  }
  const known = connection.whyUnanswered(sent);
  if (known) return { stage: 'lost', ...known, error };
  const closed = connection.closedBy;
  const by =
    closed === 'server'
      ? 'The server closed the connection before it answered.'
      : closed && 'The session was closed before the server answered.';
  if (by === undefined && sent.id === undefined && isClients(error))
    return { kind: 'not sent', message, error };
  return { kind: 'disconnected', ...(by && { stage: 'lost' }), message: by ?? message, error };
}

/** Whether the SDK's client refused by itself, over a connection that stands. Its errors are told by their names, as copies of an SDK do not know each other's. */
function isClients(error: unknown): boolean {
  const { code, name, message } = error as { code?: unknown; name?: unknown; message?: unknown };
  if (code === 'NOT_CONNECTED' || code === 'CONNECTION_CLOSED' || message === 'Not connected') return false;
  const made = (error as object).constructor?.name;
  return [name, made].some(word => ['McpError', 'SdkError', 'ProtocolError'].includes(String(word)));
}

/** The outcome of an operation that found no open session. */
export function unconnected(error: unknown): Outcome {
  const known = (error as { [OUTCOME]?: Outcome } | null)?.[OUTCOME];
  // What came back over HTTP then is why it could not be opened.
  if (known) return { ...known, stage: known.stage === 'not answered' ? known.stage : 'not opened', error };
  const { message, brief, cause } = error as FactoryError;
  return {
    kind: 'disconnected',
    stage: error instanceof FactoryError ? 'not built' : 'not opened',
    message: message ?? String(error),
    ...(brief !== undefined && { brief }),
    error,
    ...(cause !== undefined && { thrown: cause }),
  };
}

function timedOut(asked: Asked, { timeout }: Deadline): Classified {
  const message = `No answer to ${asked.method} before the test's own timeout of ${timeout} ms.`;
  const error = new TimeoutError(
    `${message}\n\nDoes the handler ever answer? If it is only slow, give the test more time, in milliseconds, as its last argument:\n  test('…', async () => { … }, ${Math.max(10_000, timeout * 2)});`,
  );
  return { kind: 'timed out', message, error, waited: { milliseconds: timeout, deadline: 'test' } };
}

function unreadable({ text, message: { result } }: Frame): Classified {
  const message = `The server's answer is not a response of JSON-RPC, and no client takes it for one: ${text.slice(0, 300)}`;
  const failure = new InvalidOutputError(message);
  return { kind: 'invalid output', message, error: failure, ...(isObject(result) && { result }) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unsendable({ message: response, error }: Fault): Classified {
  const message = `The server's answer is not JSON, and so would never arrive: ${whyUnsendable(response, error)}.`;
  const failure = new InvalidOutputError(message);
  return { kind: 'invalid output', message, error: failure };
}

/** A getter may throw anything, and a value may be too deep to be searched. */
function whyUnsendable(response: Fault['message'], error: unknown): string {
  const [said = ''] = messageOf(error).split('\n');
  try {
    const unserializable = findUnfit(response.result ?? response.error, ({ throws }) => throws);
    return unserializable ? `${unserializable.path} is ${unserializable.what}` : said;
  } catch {
    return said;
  }
}
