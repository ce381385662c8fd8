import { basename, inspect, JSON, platform } from '../../core';
import { LineLink } from '../../wire/lines';
import { printSection } from '../../messages/report';
import { usageError } from '../../messages/stack';
import type { Evidence } from '../../protocol/evidence';
import { commandLine, type Launch, launchOf, whyNotStarted } from './launch';
import type { OpenedSubject, Opening } from '../shared/opening';
import { failureOf } from '../shared/status';
import { poolOf, type Recipe, type Taken } from './pool';
import { type Exit, loadSpawn, ServerProcess } from './process';
import type { Program } from '../shared/shapes';
import { stdoutEvidence, strayOutput } from '../shared/stray';
import { Transcript } from '../shared/transcript';
import { typeScriptAdvice } from './typescript-program';
import { printCount, printPlural } from '../../messages/cut';

/** How many processes are started ahead where nobody says: a third one gained nothing on two cores. */
export const AHEAD = 2;
/** How many of a program's last lines a failure shows: more of them where they tell why it died. */
const LINES_OF_THE_LIVING = 8;

/**
 * A program that speaks MCP over stdio.
 *
 * @param written how the test can write its subject with one option more, for advice
 */
export async function openProgram(
  program: Program,
  opening: Opening,
  written = (option: string): string => {
    const args = program.args?.length ? ', args: […]' : '';
    return `{ command: ${inspect(program.command)}${args}, ${option} }`;
  },
): Promise<OpenedSubject> {
  const { file } = opening;
  const { pool: ahead = AHEAD, stdout = 'strict' } = program;
  opening.isReachedOver('stdio', 'stdio');
  opening.waitsFor('the program to start');
  const spawn = loadSpawn();
  const pool = poolOf(file);
  const launch = launchOf(program, file.rootDir);
  const recipe: Recipe = {
    key: JSON.stringify(launch),
    launch,
    ahead,
    test: opening.test.shared,
    forecast: () => opening.test.forecast(),
    start: () => ServerProcess.start(launch, spawn),
  };
  let taken: Taken;
  try {
    taken = await pool.take(recipe);
  } catch (error) {
    throw usageError(`mcp.serve(): the program could not be started: ${whyNotStarted(launch, error)}`);
  }
  const { process } = taken;
  const running = new RunningProgram(launch, taken, opening, written, () => pool.startAhead(recipe));
  opening.later('the program', async () => {
    running.isClosing = true;
    await pool.putAway(process, recipe);
    // It may take longer to end than a test waits for it.
    if (!process.isOver) opening.afterwards.push(process.end().then(() => running.violation(stdout)));
  });
  opening.watch({
    written: { stderr: process.written, stdout: running.stdout },
    evidence: () => running.evidence(),
    failure: () => failureOf(running.whyGone()),
    slowness: () => whyNotYet(launch),
    violation: () => running.violation(stdout),
  });
  return {
    end: () => running.link.client,
    sendRaw: async data => opening.wire.inject('to server', data),
    whyUnanswered: (_id?: string | number, own = false) => {
      const message = running.whyGone(own);
      return message === undefined ? undefined : { kind: 'disconnected', message };
    },
  };
}

/** One process, and the link to it. */
class RunningProgram {
  readonly link: LineLink;
  /** What it wrote to its stdout that is no message. */
  readonly stdout = new Transcript();
  /** Whether the session is being closed: what the program does then is its own business. */
  isClosing = false;
  #told = false;
  #spoke = false;
  #isReported = false;
  /** How it left while the session was open. */
  #left: string | undefined;

  constructor(
    private readonly launch: Launch,
    private readonly taken: Taken,
    private readonly opening: Opening,
    private readonly written: (option: string) => string,
    answers: () => void,
  ) {
    const { process } = taken;
    this.link = new LineLink(
      {
        write: text => process.write(text),
        end: () => {
          this.isClosing = true;
          process.endInput();
        },
        stray: line => this.stdout.write(`${line}\n`),
      },
      opening.wire,
    );
    process.listen(chunk => {
      if (!this.#spoke && !this.isClosing) answers();
      this.#spoke = true;
      if (!this.link.receive(chunk)) process.kill();
    });
    void process.over.then(() => {
      if (!this.isClosing) this.#left = this.#howItLeft();
      this.link.ended(process.exit?.signal ? 'cut off' : 'by itself');
      this.stdout.end();
    });
  }

  /** Why nobody answers any more. @param quietly whether the test will not be told: the kit asked for itself */
  whyGone(quietly = false): string | undefined {
    const left = this.#left ?? (this.isClosing || !this.taken.process.exit ? undefined : this.#howItLeft());
    if (left !== undefined && !quietly) this.#told = true;
    return left;
  }

  /**
   * A program that ended under an open session, with whatever code, when no operation was there to say so. A host shows
   * its server as disconnected then.
   */
  untoldDeath(): Error | undefined {
    if (this.#told || this.#left === undefined || this.taken.process.isSignalledByTest) return undefined;
    return usageError(
      [
        `${this.#left}\n\nThe test's session was still open, and none of its operations was running.`,
        ...this.evidence().map(printSection),
      ].join('\n\n'),
    );
  }

  /** What it did wrong that no operation could tell, once. */
  violation(stdout: 'strict' | 'lenient'): Error | undefined {
    if (this.#isReported) return undefined;
    const error =
      this.untoldDeath() ?? this.crashAtTheEnd() ?? (stdout === 'strict' ? this.strayOutput() : undefined);
    this.#isReported = error !== undefined;
    return error;
  }

  /**
   * A program that ended badly after its stdin had ended. That it takes a signal of ours, and how it goes then, is legal
   * (specification 2025-11-25, basic/lifecycle › Shutdown), unless it breaks down over it.
   */
  crashAtTheEnd(): Error | undefined {
    const { exit, ender } = this.taken.process;
    if (!exit || this.#left !== undefined || this.link.flood !== undefined) return undefined;
    if (ender === undefined ? isGoodEnd(exit) : isGoodEndBySignal(exit, this.launch)) return undefined;
    const how = exit.signal ? `was killed by ${exit.signal}` : `exited with code ${exit.code}`;
    const when =
      ender === undefined
        ? 'after its stdin had ended'
        : `after ${ender}, which it got because it had not heeded the end of its stdin`;
    return usageError(
      [
        `The program ${how} ${when} (${commandLine(this.launch)}).\n\nA server that is closed ends with code 0. What it had yet to save may be lost.`,
        ...this.evidence().map(printSection),
      ].join('\n\n'),
    );
  }

  strayOutput(): Error | undefined {
    const said = strayOutput(this.link.strays, {
      what: 'program',
      lenient: this.written("stdout: 'lenient'"),
    });
    return said && usageError(said.message);
  }

  evidence(): Evidence[] {
    const { stderr } = this.taken.process;
    const shown = stderr.last(this.#left === undefined ? LINES_OF_THE_LIVING : undefined);
    return [
      ...(shown.length > 0
        ? [{ title: `stderr, ${countLines(shown.length, stderr.count)}`, lines: shown }]
        : []),
      ...stdoutEvidence(this.link),
    ];
  }

  #howItLeft(): string {
    const { process, wasAhead } = this.taken;
    const line = `(${commandLine(this.launch)})`;
    if (this.link.flood !== undefined)
      return `The program was ended, because it ${this.link.flood}, and no host would go on reading ${line}.`;
    if (process.failure)
      return `The program could not be started: ${whyNotStarted(this.launch, process.failure)}`;
    if (!process.exit) return `The program closed its stdout, but runs on ${line}.`;
    const { code, signal } = process.exit;
    const how = signal ? `was killed by ${signal}` : `exited with code ${code}`;
    if (wasAhead && !this.#spoke)
      return `The program ${how} ${line}. It had been started ahead of the test, and others before it had lived: { pool: 0 } starts each when it is needed.`;
    const noTypeScript = this.#spoke
      ? undefined
      : typeScriptAdvice(this.launch, process.stderr.last(), this.opening.file.folder);
    if (noTypeScript !== undefined) return `The program ${how} ${line}. ${noTypeScript}`;
    const question = this.#spoke ? '.' : ': does it connect a stdio transport?';
    const advice = code === 0 ? ` A stdio server runs until its stdin ends${question}` : '';
    return `The program ${how} ${line}.${advice}`;
  }
}

/** What may take a program so long, in a sentence. */
function whyNotYet(launch: Launch): string {
  const isFetched = /^(?:npx|bunx|pnpx|uvx|pipx|docker|podman)(?:\.(?:cmd|exe))?$/.test(
    basename(launch.command),
  );
  const fetched = isFetched ? ` A first ${basename(launch.command)} may be downloading what it runs.` : '';
  return `The program still runs (${commandLine(launch)}).${fetched}`;
}

function isGoodEnd({ code, signal }: Exit): boolean {
  return code === 0 && signal === null;
}

/** A shell's way to say that SIGTERM ended a program: 128 and the number of the signal. */
const ENDED_BY_SIGTERM = 143;
/** What starts other programs has a code of its own for a signal that it got together with them. */
const LAUNCHERS =
  /^(?:npm|npx|yarn|pnpm|pnpx|bunx?|deno|uvx?|pipx|poetry|docker|podman|sh|bash|zsh|cmd)(?:\.(?:cmd|exe))?$/;

function isGoodEndBySignal({ code, signal }: Exit, { command }: Launch): boolean {
  if (platform === 'win32') return true;
  if (signal !== null) return ['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGHUP', 'SIGPIPE'].includes(signal);
  return code === 0 || code === ENDED_BY_SIGTERM || LAUNCHERS.test(basename(command));
}

function countLines(shown: number, all: number): string {
  return shown === all ? printPlural(all, 'line') : `last ${shown} of ${printCount(all)} lines`;
}
