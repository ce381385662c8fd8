/** The thread that sees whether the main thread is blocked, and ends what blocks it. @see startWatchdog */
import { writeSync } from 'node:fs';
import { type Debugger, Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import { ALLOWED, BEAT, DEBUGGED, GRACE, PERIOD } from './watchdog';

const memory = workerData as Int32Array;

/** How long it may take to stop the code, in milliseconds: native code cannot be stopped. */
const PAUSE_TIMEOUT = 10_000;
/** How often it is looked at until a line of somebody's code is found. */
const MOST_LOOKS = 50;

/** Jest loads a module, or what a module imports: that takes its time, and ends. */
const IS_LOADING =
  /[\\/]node_modules[\\/](?:@jest[\\/]transform|ts-jest|typescript|jest-(?:runtime|resolve|haste-map)|@babel[\\/][\w-]+|babel-[\w-]+|@swc[\\/][\w-]+|esbuild)[\\/]|[\\/]jest-mcp[\\/]build[\\/]transform[\\/]/;
/** How often loading is left alone, each time for twice as long, before it counts as a module that never ends. */
const MOST_PATIENCE = 16;
/**
 * Node's own functions that V8 calls for each promise, where something follows async contexts: `AsyncLocalStorage` up to
 * Node 22. V8 swallows the end of code that stands in one of them, and tells Node of an exception that is none.
 */
const HOOKS = 'node:internal/async_hooks';
/** The one function there that stands below what others do, and not on top of it. */
const TRAMPOLINE = 'callbackTrampoline';
/** After this long without a stop, it is asked for again, in milliseconds: a step out of a loop never ends. */
const PAUSE_AGAIN = 200;
/** What calls a test's function. To end that would end Jest, which waits for it on the same stack. */
const IS_RUNNER = /[\\/]node_modules[\\/]jest-circus[\\/]/;

/** Which part of the time code has to compute that blocks. */
const LEAST_SHARE = 0.8;

let seen = -1;
/** How often the main thread was found where it had been. Not a time: a machine that slept has not been blocked. */
let ticks = 0;
/** What is left alone is looked at more and more seldom. */
let patience = 1;
/** What the process had computed when the main thread was last seen going on, in milliseconds. */
let computed = 0;
let isLooking = false;
let hasSpoken = false;

setInterval(() => {
  const beat = Atomics.load(memory, BEAT);
  if (beat !== seen) {
    seen = beat;
    ticks = 0;
    patience = 1;
    computed = computing();
    return;
  }
  ticks++;
  if (isLooking || Atomics.load(memory, DEBUGGED) === 1) return;
  // On a machine that has no time for it, a little work takes long. A loop computes all the while.
  const longest = (Atomics.load(memory, ALLOWED) + GRACE) * patience;
  if (ticks * PERIOD < longest || computing() - computed < longest * LEAST_SHARE) return;
  isLooking = true;
  look(beat);
}, PERIOD);

/** Stops the main thread, and decides by where it stands. */
function look(beat: number): void {
  const session = new Session();
  const urls = new Map<string, string>();
  let looks = 0;
  let asking: NodeJS.Timeout | undefined;
  /** Where the code stood that is to end. */
  let ended: string | undefined;
  let isOver = false;

  /** Asks for a stop until one comes. A thread that has no time hears of it late: asked twice, it stops twice. */
  const stop = (how: 'Debugger.pause' | 'Debugger.stepOut'): void => {
    let isHeard = false;
    session.post(how, () => (isHeard = true));
    asking = setInterval(() => {
      if (!isHeard) return;
      isHeard = false;
      session.post('Debugger.pause', () => (isHeard = true));
    }, PAUSE_AGAIN);
  };
  const end = (): void => {
    isOver = true;
    clearTimeout(timeout);
    clearInterval(asking);
    session.post('Debugger.disable', () => {
      session.disconnect();
      isLooking = false;
    });
  };
  const spare = (): void => {
    patience *= 2;
    session.post('Debugger.resume');
    end();
  };
  const timeout = setTimeout(() => {
    if (Atomics.load(memory, BEAT) === beat) speak('native code, which cannot be ended');
    patience *= 2;
    end();
  }, PAUSE_TIMEOUT);
  session.connectToMainThread();
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params: { callFrames } }) => {
    clearInterval(asking);
    // A stop too many. It comes before the code has ended, and must not be told as another loop.
    if (isOver) return session.post('Debugger.resume', { terminateOnResume: placeOf(callFrames) === ended });
    const files = callFrames.map(({ location }) => urls.get(location.scriptId) ?? '');
    const [first] = files.filter(file => file !== '' && !file.startsWith('node:'));
    if (Atomics.load(memory, BEAT) !== beat) return spare();
    if (first === undefined) {
      if (++looks > MOST_LOOKS) return spare();
      session.post('Debugger.resume');
      asking = setTimeout(() => stop('Debugger.pause'), 1);
      return undefined;
    }
    if (callFrames.some(({ functionName }, at) => files[at] === HOOKS && functionName !== TRAMPOLINE)) {
      if (++looks > MOST_LOOKS) return spare();
      return stop('Debugger.stepOut');
    }
    if (IS_LOADING.test(first)) return spare();
    if (patience < MOST_PATIENCE && files.some(file => IS_LOADING.test(file))) return spare();
    if (files.some(file => IS_RUNNER.test(file))) {
      speak("a test's own code, which no timeout can end. Does a loop never end?");
      return spare();
    }
    const expression = "globalThis[Symbol.for('jest-mcp.blocked')]()";
    session.post('Runtime.evaluate', { expression, returnByValue: true }, (_error, answer) => {
      if (answer?.result.value !== true) return spare();
      releaseTimers(session, callFrames);
      ticks = 0;
      ended = placeOf(callFrames);
      session.post('Debugger.resume', { terminateOnResume: true });
      end();
    });
  });
  session.post('Debugger.enable');
  stop('Debugger.pause');
}

/** Which functions the code stands in. */
function placeOf(callFrames: readonly Debugger.CallFrame[]): string {
  return callFrames.map(({ functionName, location }) => `${functionName}@${location.scriptId}`).join();
}

/** What runs a timer counts it until its function returns, which keeps the process alive: this one never will. */
function releaseTimers(session: Session, callFrames: readonly Debugger.CallFrame[]): void {
  for (const { functionName, callFrameId } of callFrames) {
    if (functionName === 'listOnTimeout')
      session.post('Debugger.evaluateOnCallFrame', { callFrameId, expression: 'timer.unref()' });
  }
}

/** The main thread cannot. */
function speak(what: string): void {
  const blocked = Math.round((ticks * PERIOD) / 1_000);
  if (!hasSpoken) writeSync(2, `\njest-mcp: the event loop has been blocked for ${blocked} s by ${what}\n`);
  hasSpoken = true;
}

/** How long the process has computed, in milliseconds. */
function computing(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
