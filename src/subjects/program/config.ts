import { inspect, isAbsolute, JSON, relative, resolve, URL } from '../../core';
import { describeValue } from '../../messages/describe';
import { sortByLikeness } from '../../messages/likeness';
import { usageError } from '../../messages/stack';
import { type ConfigEntry, isRecord, readServers } from './config-file';
import { mistakeInHttpProgram, mistakeInProgram } from '../shared/mistakes';
import type { OpenedSubject, Opening } from '../shared/opening';
import { openProgram } from './program';
import type { ConfiguredServer, HttpProgram, Program } from '../shared/shapes';
import { expand, type Variables } from './variables';

const CALL = 'mcp.serve()';

/** How a test may have a configured program run otherwise than the file says. */
type Choices = Pick<ConfiguredServer, 'env' | 'stderr' | 'stdout' | 'pool' | 'ready'>;

type OpenRunning = (
  url: URL,
  opening: Opening,
  headers: Readonly<Record<string, string>>,
) => OpenedSubject | Promise<OpenedSubject>;

/**
 * A server that a configuration file of the ecosystem names: a program, or a running server by its URL.
 *
 * Of an entry it reads `type`, `command`, `args`, `env`, `cwd`, `url` and `headers`. What else hosts keep there
 * (`disabled`, `autoApprove`, `timeout`, `gallery`, …) says how they use the server, not what it is, and is left alone.
 */
export async function openConfigured(
  subject: ConfiguredServer & Choices,
  opening: Opening,
): Promise<OpenedSubject> {
  const { rootDir } = opening.file;
  const file = resolve(rootDir, subject.config);
  const servers = readServers(file, CALL);
  const name = chosen(servers, subject.server, file);
  const entry = servers[name] as ConfigEntry;
  const where = `${CALL}: ${isAbsolute(subject.config) ? subject.config : relative(rootDir, file)}, server ${JSON.stringify(name)}`;
  const variables = { rootDir, where };
  if (!isRecord(entry)) throw usageError(`${where} is ${describeValue(entry)}. It must be an object.`);
  const isHttpProgram = entry.command !== undefined && entry.url !== undefined && entry.type !== 'stdio';
  if (isHttpProgram) {
    assertLink(opening, 'http', where);
    assertNone(
      subject,
      ['stdout'],
      `${where} is a program that listens on HTTP`,
      'its stdout is only output',
    );
    const http = httpProgramOf(entry, subject, variables);
    const { openHttpProgram } = require('./http-program') as typeof import('./http-program');
    return openHttpProgram(http, opening, subject, undefined, headersOf(entry, variables));
  }
  assertNone(
    subject,
    ['ready'],
    `${where} is not a program that listens on HTTP`,
    'there is nothing to wait for',
  );
  if (entry.command !== undefined) {
    assertLink(opening, 'stdio', where);
    assertNobody(opening, where);
    const written = (option: string): string =>
      `{ config: ${inspect(subject.config)}, server: ${inspect(name)}, ${option} }`;
    return openProgram(programOf(entry, subject, variables), opening, written);
  }
  if (entry.url === undefined)
    throw usageError(`${where} has neither a command nor a url: there is nothing to run, and nobody to ask.`);
  assertLink(opening, 'http', where);
  assertNone(
    subject,
    ['env', 'stderr', 'stdout', 'pool'],
    `${where} is a running server`,
    'that is for programs',
  );
  const [url, headers] = [urlOf(entry, variables), headersOf(entry, variables)];
  const { openRunning } = require('../http/running') as { openRunning: OpenRunning };
  return openRunning(url, opening, headers);
}

/** A program finds its credentials in its environment. @throws when it is told who asks in another way */
function assertNobody({ options }: Opening, where: string): void {
  if (options.auth || options.presented)
    throw usageError(
      `${where} is a program, which is reached over stdio: there is no authorization, and so nobody who asks.`,
    );
}

function chosen(
  servers: Readonly<Record<string, unknown>>,
  wanted: string | undefined,
  file: string,
): string {
  const names = Object.keys(servers);
  if (wanted === undefined) {
    if (names.length === 1) return names[0] as string;
    throw usageError(
      `${CALL}: ${file} names ${names.length} servers. Say which: ${list(names)}.\n  mcp.serve({ config: …, server: ${inspect(names[0])} });`,
    );
  }
  if (Object.hasOwn(servers, wanted)) return wanted;
  throw usageError(
    `${CALL}: ${file} names no server ${JSON.stringify(wanted)}. There ${names.length === 1 ? 'is' : 'are'}: ${list(sortByLikeness(wanted, names))}.`,
  );
}

function list(names: readonly string[]): string {
  return names.map(name => JSON.stringify(name)).join(', ');
}

/** The configuration says what it is served over. */
function assertLink({ options }: Opening, link: 'stdio' | 'http', where: string): void {
  if (options.link !== undefined && options.link !== link)
    throw usageError(
      `${where} is ${link === 'stdio' ? 'a program' : 'a running server'}, served over ${link}; the option link is ${JSON.stringify(options.link)}.`,
    );
}

/** @throws when a test has chosen something that means nothing here */
function assertNone(choices: Choices, names: readonly (keyof Choices)[], what: string, why: string): void {
  const name = names.find(choice => choices[choice] !== undefined);
  if (name !== undefined) throw usageError(`${what}. It takes no ${name}: ${why}.`);
}

/** A program that hosts reach by its URL, once somebody has started it. */
function httpProgramOf(entry: ConfigEntry, choices: Choices, variables: Variables): HttpProgram {
  const { where } = variables;
  const { stdout: _none, ...program } = programOf(entry, choices, variables);
  const url = typeof entry.url === 'string' ? expand(entry.url, 'url', variables) : entry.url;
  const made = { ...program, url, ...(choices.ready !== undefined && { ready: choices.ready }) };
  const mistake = mistakeInHttpProgram(made);
  if (mistake !== undefined) throw usageError(`${where} is ${mistake}`);
  return made as HttpProgram;
}

function programOf(entry: ConfigEntry, choices: Choices, variables: Variables): Program {
  const { where } = variables;
  if (entry.envFile !== undefined)
    throw usageError(
      `${where} has an envFile, which the kit does not read. Give what it holds:\n  mcp.serve({ config: …, server: …, env: { NAME: '…' } });`,
    );
  const { command, args, env, cwd } = entry;
  const given = Object.fromEntries(
    Object.entries({ command, args, env, cwd }).filter(([, value]) => value !== undefined),
  );
  const mistake = mistakeInProgram(given);
  if (mistake !== undefined) throw usageError(`${where} is ${mistake}`);
  const program = given as unknown as Program;
  const { env: added = {}, ...others } = choices;
  // What a test gives stands for what is in the file, also where that could not be read.
  const own = Object.entries(program.env ?? {}).filter(([name]) => !Object.hasOwn(added, name));
  return {
    ...pick(others, ['stderr', 'stdout', 'pool']),
    command: expand(program.command, 'command', variables),
    args: (program.args ?? []).map((text, at) => expand(text, `args[${at}]`, variables)),
    env: {
      ...Object.fromEntries(own.map(([name, text]) => [name, expand(text, `env.${name}`, variables)])),
      ...added,
    },
    ...(program.cwd !== undefined && { cwd: expand(program.cwd, 'cwd', variables) }),
  };
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.filter(key => from[key] !== undefined).map(key => [key, from[key]])) as Pick<
    T,
    K
  >;
}

function urlOf({ url }: ConfigEntry, variables: Variables): URL {
  const { where } = variables;
  if (typeof url !== 'string')
    throw usageError(`${where} has a url that is ${describeValue(url)}. It must be a string.`);
  const expanded = expand(url, 'url', variables);
  if (!URL.canParse(expanded) || !/^https?:/.test(expanded))
    throw usageError(
      `${where} has the url ${JSON.stringify(expanded)}. It must begin with http:// or https://.`,
    );
  return new URL(expanded);
}

function headersOf({ headers = {} }: ConfigEntry, variables: Variables): Record<string, string> {
  const { where } = variables;
  if (!isRecord(headers) || !Object.values(headers).every(value => typeof value === 'string'))
    throw usageError(
      `${where} has headers that are ${describeValue(headers)}. They must be an object of strings.`,
    );
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [
      name,
      expand(text as string, `headers.${name}`, variables),
    ]),
  );
}
