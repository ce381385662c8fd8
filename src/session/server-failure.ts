import { cwd, sep } from '../core';
import type { Frame } from '../wire/frame';
import { printSection } from '../messages/report';
import { errorAt, isUserFrame } from '../messages/stack';
import type { Place } from '../protocol/attempt';
import { describeFrame } from '../protocol/frame-line';
import { describeThrown } from '../protocol/thrown';
import { summary } from '../subjects/entry/words';

/** What would have ended the server's process. */
export interface Failing {
  /** A promise was rejected, an error was thrown, it ended the process by itself, or it blocked the event loop. */
  how: 'rejected' | 'threw' | 'exited' | 'blocked';
  /** What was thrown; of an exit and of a blocked event loop, where that was. */
  readonly error: unknown;
  promise?: object | undefined;
  /** Of an exit: how it was written, `process.exit(1)`. */
  readonly call?: string;
  /** Of an exit: the exit code. */
  readonly code?: number;
  /** Of a blocked event loop: how long that may last, in milliseconds. */
  readonly allowed?: number;
  /** Of an exit: the error that the server was told of, and ended itself for. */
  readonly cause?: unknown;
  /** Of an exit and of a blocked event loop: whether the server's own code did it. Else the test's may have. */
  readonly isServers?: boolean;
  /** The session, and what it looked like then. */
  readonly title: string;
  readonly place: Place;
  /** All of its frames, those that came later too. */
  readonly frames: readonly Frame[];
  /** How many of them there were. */
  readonly until: number;
  /** Stands for the test. */
  readonly scope: object;
  /** Whether the test had ended. */
  readonly wasOver: boolean;
  /** Whether an operation has ended by it, and says so. */
  isTold?: boolean;
}

/** In one line: why there is no connection any more. */
export function printShort(failing: Failing): string {
  const { how, error, cause } = failing;
  if (how === 'exited')
    return `${printExit(failing)}${cause === undefined ? '.' : `, for an error that nothing had caught: ${summary(cause)}`}`;
  if (how === 'blocked') return `${printBlocked(failing)}.`;
  const place = placeOf(error);
  return `The server threw an error that nothing caught${place === undefined ? '' : `, at ${place}`}: ${summary(error)}`;
}

/** The whole of it, as an error that points at the server's line. */
export function printFailing(failing: Failing): Error {
  const { how, error, cause, wasOver } = failing;
  const what =
    how === 'exited'
      ? [
          `${printExit(failing)}. That would have ended Jest.`,
          ...describeThrown(cause, 'It did so for this error, which nothing had caught').map(printSection),
        ]
      : how === 'blocked'
        ? [`${printBlocked(failing)}.`]
        : describeThrown(error, WHAT[how]).map(printSection);
  const rows = [
    ...(wasOver ? ['When:          after this test had ended'] : []),
    `Last request:  ${lastRequest(failing)}`,
    `Session:       ${[failing.title, failing.place.link, failing.place.protocolVersion].filter(part => part !== undefined).join(', ')}`,
  ];
  const message = [...what, rows.join('\n'), ADVICE[how]].join('\n\n');
  return errorAt(message, framesOf(error));
}

const WHAT = {
  rejected: 'A promise of the server was rejected, and nothing handled that',
  threw: 'The server threw an error, and nothing caught it',
} as const;

const ADVICE = {
  rejected: 'In production this ends the process. Await the promise, or catch its error.',
  threw:
    'In production this ends the process. Catch the error where it is thrown: nothing is above a timer, a callback or a listener that could.',
  blocked: 'Does a loop never end? Meanwhile the server answers nothing else, and no timeout can fire.',
  exited: 'A handler reports what went wrong by throwing, and the program ends itself where it was started.',
} as const;

function printExit({ call, error, isServers }: Failing): string {
  const place = placeOf(error);
  const at = place === undefined ? '' : ` at ${place}`;
  return isServers ? `The server called ${call}${at}` : `${call} was called${at}`;
}

function printBlocked({ allowed = 0, error, isServers }: Failing): string {
  const place = placeOf(error);
  const at = place === undefined ? '' : `. It was stopped at ${place}`;
  return `The ${isServers ? 'server' : 'test'} blocked the event loop for longer than the ${allowed.toLocaleString('en-US')} ms that the test may take${at}`;
}

/** Where it came from: `src/server.ts:7:25`. */
function placeOf(error: unknown): string | undefined {
  const [first] = framesOf(error);
  const place = first && /\(?(?:file:\/\/)?([^()\s]+:\d+:\d+)\)?$/.exec(first)?.[1];
  return place?.replace(cwd() + sep, '');
}

function framesOf(error: unknown): string[] {
  const { stack } = (error ?? {}) as { stack?: unknown };
  if (typeof stack !== 'string') return [];
  // What the inspector evaluates has no file.
  return stack.split('\n').filter(line => /^\s+at (?!<anonymous>:)/.test(line) && isUserFrame(line));
}

function lastRequest({ how, frames, until }: Failing): string {
  const request = frames
    .slice(0, until)
    .findLast(
      ({ direction, message }) =>
        direction === 'to server' && message.method !== undefined && message.id !== undefined,
    );
  if (!request) return 'none';
  const { kind, detail } = describeFrame(request, frames);
  // A rejection holds up nothing. What is sent after an exit, a process would not have sent.
  const isAnswered = (how === 'rejected' ? frames : frames.slice(0, until)).some(
    ({ direction, message }) =>
      direction === 'to client' && message.method === undefined && message.id === request.message.id,
  );
  return `${[kind, detail].filter(part => part !== '').join(' ')} (${isAnswered ? 'answered' : 'not answered'})`;
}
