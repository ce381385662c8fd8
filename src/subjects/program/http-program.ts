import { inspect, JSON, URL } from '../../core';
import { RecordingFetch } from '../../wire/http/recording-fetch';
import { overNetwork } from '../../wire/http/network';
import { printSection } from '../../messages/report';
import { usageError } from '../../messages/stack';
import type { Evidence } from '../../protocol/evidence';
import { headersOf, openHttp } from '../http/http-link';
import { carriedBy } from './http-program-carrier';
import { HttpProcess } from './http-process';
import { PORT } from '../../wire/http/port';
import { filled, placesOfPort, portOf } from '../shared/port-placeholder';
import { commandLine, type Launch, launchOf, whyNotStarted } from './launch';
import type { OpenedSubject, Opening } from '../shared/opening';
import { failureOf } from '../shared/status';
import { type Pool, poolOf, type Recipe, type Taken } from './pool';
import { accepts, freePort } from './ports';
import { loadSpawn, type ServerProcess, type Spawn } from './process';
import { AHEAD } from './program';
import type { HttpProgram } from '../shared/shapes';
import type { Tail } from './tail';
import { typeScriptAdvice } from './typescript-program';
import { readiness, type Readiness } from './readiness';
import { printCount, printPlural } from '../../messages/cut';

/** How often a program is started that finds its port taken by somebody else. */
const MOST_STARTS = 3;
const LINES_OF_THE_LIVING = 8;

/**
 * A program that listens on HTTP: one process for each test, which all sessions of the test share.
 *
 * @param subject what the test has written, or its factory has made: stands for the process
 * @param factory what made it: then it is put away with what else the factory made
 * @param own headers that belong to it, as a configuration file has them
 */
export async function openHttpProgram(
  program: HttpProgram,
  opening: Opening,
  subject: object,
  factory?: object,
  own: Readonly<Record<string, string>> = {},
): Promise<OpenedSubject> {
  opening.isReachedOver('http', program.url);
  opening.waitsFor('the program to start');
  const spawn = loadSpawn();
  const { shared } = opening.test;
  const running = shared.once(subject, () => {
    const made = new RunningHttpProgram(program, spawn, opening);
    if (factory) opening.laterForApp('the program', () => made.end());
    else shared.later('the program', () => made.end());
    return made;
  });
  let isReady = false;
  opening.watch({
    evidence: () => running.evidence(),
    failure: () => failureOf(running.whyGone() ?? (isReady ? undefined : running.whyNotReady())),
    violation: () => running.untoldDeath(),
  });
  running.onwait(what => opening.waitsFor(what));
  await running.ready;
  isReady = true;
  const { url } = running;
  const path = url.pathname === '/' && url.search === '' ? undefined : url.pathname + url.search;
  opening.isReachedOver('http', url.href);
  const opened = openHttp(
    {
      door: new RecordingFetch(carriedBy(overNetwork, running)),
      origin: url.origin,
      path,
      headers: headersOf(opening, own),
      identity: factory ?? subject,
      advice: to => `Say where it answers:\n  url: ${inspect(originAsWritten(program.url) + to)}`,
    },
    opening,
  );
  return watched(opened, running);
}

/** The same, with what is known of the process before what HTTP says of it. */
function watched(opened: OpenedSubject, running: RunningHttpProgram): OpenedSubject {
  const orGone = async <T>(work: () => Promise<T> | T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const gone = running.whyGone();
      throw gone === undefined ? error : usageError(gone);
    }
  };
  return {
    ...opened,
    end: client => orGone(() => opened.end(client)),
    fetch: (path, init) => orGone(async () => (await opened.fetch?.(path, init)) as Response),
    whyUnanswered: (id, isOwn) => {
      const gone = running.whyGone(isOwn);
      return gone === undefined ? opened.whyUnanswered?.(id, isOwn) : { kind: 'disconnected', message: gone };
    },
  };
}

function originAsWritten(url: string): string {
  return /^\w+:\/\/[^/?#]*/.exec(url)?.[0] ?? url;
}

/** The process of one test. */
class RunningHttpProgram {
  readonly ready: Promise<void>;
  readonly #program: HttpProgram;
  readonly #pool: Pool;
  readonly #recipe: Recipe;
  /** Of the test file. */
  readonly #folder: string;
  readonly #waiters = new Set<(what: string) => void>();
  #taken: Taken | undefined;
  #current: HttpProcess | undefined;
  #readiness: Readiness | undefined;
  #isReady = false;
  #isEnding = false;
  #told = false;

  constructor(program: HttpProgram, spawn: Spawn, opening: Opening) {
    this.#program = program;
    const { file, test } = opening;
    const launch = launchOf({ ...program, args: program.args ?? [] }, file.rootDir);
    this.#pool = poolOf(file);
    this.#folder = file.folder;
    this.#recipe = {
      key: JSON.stringify([launch, program.url, String(program.ready)]),
      launch,
      ahead: program.pool ?? (this.#isFree ? AHEAD : 0),
      // Nothing is read from its input, and so nothing is told by the end of it.
      grace: 0,
      test: test.shared,
      forecast: () => test.forecast(),
      start: async () => {
        const port = this.#isFree ? await freePort() : undefined;
        const number = port?.number ?? portOf(new URL(program.url));
        const text = filled(program, number);
        const own: Launch = { ...launch, args: text.args, env: { ...launch.env, ...text.env } };
        try {
          return (await HttpProcess.start(own, spawn, text, port)).process;
        } catch (error) {
          port?.release();
          throw error;
        }
      },
    };
    this.ready = this.#begin();
    this.ready.catch(() => undefined);
  }

  /** Where it answers, once it is ready. */
  get url(): URL {
    return (this.#current as HttpProcess).url;
  }

  /** Fulfilled when the process is over. */
  get over(): Promise<void> {
    return (this.#current as HttpProcess).process.over;
  }

  /** Whether another port can be had. */
  get #isFree(): boolean {
    return this.#program.url.includes(PORT);
  }

  /** Says what is waited for, now and when that changes. */
  onwait(listener: (what: string) => void): void {
    this.#waiters.add(listener);
    if (this.#readiness) listener(this.#readiness.what);
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    if (this.#taken) await this.#pool.putAway(this.#taken.process, this.#recipe);
    else await this.ready.catch(() => undefined);
  }

  /** Why it does not answer any more. @param quietly whether the test will not be told: the kit asked for itself */
  whyGone(quietly = false): string | undefined {
    const process = this.#taken?.process;
    if (this.#isEnding || !process) return undefined;
    // One that has ended with code 0 may have been a launcher: what it has launched goes on.
    if (!this.#current?.isOver && (process.exit?.code ?? 0) === 0 && !process.exit?.signal) return undefined;
    if (!quietly) this.#told = true;
    return this.#howItLeft(process);
  }

  /** What is known of a program that still does not answer. */
  whyNotReady(): string | undefined {
    if (this.#isReady || !this.#readiness) return undefined;
    const places = placesOfPort(this.#program);
    const told = places.length > 0 ? ` It was told its port by ${places.join(' and ')}.` : '';
    return `${this.#readiness.why()}${told} The program runs ${this.#line}.`;
  }

  /** A program that died under an open session, when no operation was there to say so. */
  untoldDeath(): Error | undefined {
    const { exit, isSignalledByTest } = this.#taken?.process ?? {};
    // With code 0 what it has launched may go on to answer.
    if (this.#told || !this.#isReady || exit?.code === 0 || isSignalledByTest) return undefined;
    const gone = this.whyGone();
    if (gone === undefined) return undefined;
    return usageError(
      [
        `${gone}\n\nThe test's session was still open, and none of its operations was running.`,
        ...this.evidence().map(printSection),
      ].join('\n\n'),
    );
  }

  evidence(): Evidence[] {
    if (!this.#current) return [];
    const { process, stdout } = this.#current;
    const most = process.exit ? undefined : LINES_OF_THE_LIVING;
    return [...tailOf('stderr', process.stderr, most), ...tailOf('stdout', stdout, most)];
  }

  get #line(): string {
    return `(${commandLine(this.#program)})`;
  }

  async #begin(): Promise<void> {
    for (let starts = 1; ; starts++) {
      if (!this.#isFree) await this.#assertNobodyListens();
      await this.#take();
      const { process } = this.#taken as Taken;
      const current = this.#current as HttpProcess;
      this.#readiness = readiness(current, overNetwork);
      for (const listener of this.#waiters) listener(this.#readiness.what);
      if (await this.#readiness.wait()) break;
      if (this.#isEnding) return;
      const isLast = starts === MOST_STARTS || !this.#isFree;
      if (isLast || !(await isTakenByAnother(current))) throw usageError(this.#howItLeft(process));
      await this.#pool.putAway(process, this.#recipe);
    }
    this.#isReady = true;
    if (!this.#isEnding) this.#pool.startAhead(this.#recipe);
  }

  async #take(): Promise<void> {
    try {
      this.#taken = await this.#pool.take(this.#recipe);
    } catch (error) {
      throw usageError(
        `mcp.serve(): the program could not be started: ${whyNotStarted(this.#recipe.launch, error)}`,
      );
    }
    this.#current = HttpProcess.of(this.#taken.process);
    if (this.#isEnding) await this.#pool.putAway(this.#taken.process, this.#recipe);
  }

  /** What listens there already would answer in the program's place, and every test would be about something else. */
  async #assertNobodyListens(): Promise<void> {
    const url = new URL(this.#program.url);
    if (!(await accepts(url.hostname, portOf(url)))) return;
    throw usageError(
      `mcp.serve(): something listens at ${url.origin} already, before the program was started ${this.#line}. The tests would be about that.\n\n` +
        `End it, or let each process have a free port:\n` +
        `  { command: ${inspect(this.#program.command)}, …, env: { PORT: '${PORT}' }, url: ${inspect(withPort(url))} }`,
    );
  }

  #howItLeft(process: ServerProcess): string {
    if (process.failure)
      return `The program could not be started: ${whyNotStarted(this.#recipe.launch, process.failure)}`;
    const { code, signal } = process.exit ?? { code: null, signal: null };
    const how = signal ? `was killed by ${signal}` : `exited with code ${code}`;
    if (this.#isReady) return `The program ${how} ${this.#line}.`;
    const noTypeScript = typeScriptAdvice(this.#recipe.launch, process.stderr.last(), this.#folder, true);
    const before = `The program ${how} before it listened at ${this.url.origin} ${this.#line}.`;
    if (this.#taken?.wasAhead)
      return `${before} It had been started ahead of the test, and others before it had lived: { pool: 0 } starts each when it is needed.`;
    if (noTypeScript !== undefined) return `${before} ${noTypeScript}`;
    return code === 0 ? `${before} A server runs until it is ended: does it listen, and where?` : before;
  }
}

function withPort(url: URL): string {
  return `${url.protocol}//${url.hostname}:${PORT}${url.pathname}${url.search}`;
}

/** Whether somebody else has the port of a program that has ended. */
async function isTakenByAnother({ url, process, stdout }: HttpProcess): Promise<boolean> {
  if (!process.exit || process.exit.code === 0) return false;
  const said = [...process.stderr.last(), ...stdout.last()].some(line => line.includes('EADDRINUSE'));
  return said || (await accepts(url.hostname, portOf(url)));
}

function tailOf(name: string, tail: Tail, most: number | undefined): Evidence[] {
  const lines = tail.last(most);
  if (lines.length === 0) return [];
  const count =
    lines.length === tail.count
      ? printPlural(lines.length, 'line')
      : `last ${lines.length} of ${printCount(tail.count)} lines`;
  return [{ title: `${name}, ${count}`, lines }];
}
