import { existsSync, inspect, types, URL } from '../../core';
import { describeValue } from '../../messages/describe';
import {
  findWrongOption,
  isObject,
  isText,
  mustBe,
  oneOf,
  type OptionRule,
  type OptionRules,
  TEXT,
} from '../../messages/options';
import { isSdkServer } from '../../sdk/packages';
import { PORT } from '../../wire/http/port';
import { placesOfPort } from './port-placeholder';
import { type HttpProgram, isFastMcp } from './shapes';
import { isPlain } from '../../messages/plain';

const COUNT = mustBe(
  'a whole number, 0 or more',
  value => typeof value === 'number' && Number.isInteger(value) && value >= 0,
);
const STDERR = oneOf('keep', 'inherit');
const STDOUT = oneOf('strict', 'lenient');

const TEXTS: OptionRule = value => {
  if (!Array.isArray(value)) return { must: 'an array of strings' };
  const at = value.findIndex(item => typeof item !== 'string');
  return at < 0 ? undefined : { must: 'a string', at: `[${at}]`, value: value[at] };
};

const VARIABLES: OptionRule = value => {
  if (!isObject(value)) return { must: "an object such as { PORT: '3000' }" };
  const wrong = Object.entries(value).find(([, item]) => typeof item !== 'string');
  return wrong && { must: 'a string', at: `.${wrong[0]}`, value: wrong[1] };
};

const HTTP_URL: OptionRule = value => {
  const must = `a URL such as 'http://127.0.0.1:${PORT}/mcp'`;
  const filled = typeof value === 'string' ? value.replaceAll(PORT, '1') : '';
  if (!URL.canParse(filled) || !/^https?:/.test(filled)) return { must };
  if ((value as string).includes(PORT) && new URL(filled).port !== '1')
    return { must, advice: `${PORT} stands for its port: ${must}.` };
  return undefined;
};

const READY = mustBe(
  "a path such as '/health', or a text or pattern in what the program prints",
  value => isText(value) || types.isRegExp(value),
);

/** A whole command line is no command: no shell stands between that would take it apart. */
const COMMAND: OptionRule = value => {
  const wrong = TEXT(value);
  if (wrong !== undefined) return wrong;
  const [command = '', ...args] = words(value as string);
  // A path may hold spaces.
  if (args.length === 0 || /[\\/]/.test(command) || existsSync(value as string)) return undefined;
  const instead = `{ command: ${inspect(command)}, args: ${inspect(args)} }`;
  return { must: instead, advice: `Its arguments are given by themselves:\n  ${instead}` };
};

/** The words of a command line, as a shell would take it apart. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

/** What one key says that an object literal is. */
const READINGS = {
  command: 'a program, { command, … }',
  entry: 'an entry file, { entry, … }',
  config: 'a server of a configuration file, { config, … }',
};

/** Why an object literal that holds a server can be read in two ways, if it can. */
export function ambiguityOf(subject: unknown): string | undefined {
  if (!isPlain(subject)) return undefined;
  const { server, fetch } = subject;
  if (typeof fetch !== 'function' || !(isSdkServer(server) || isFastMcp(server))) return undefined;
  return (
    'an object with server and fetch, which can be read in two ways: a server in memory, or the handler of HTTP requests.\n' +
    'Give one of them:\n  mcp.serve(() => ({ server, cleanup }));\n  mcp.serve(() => ({ fetch }));'
  );
}

/** The same of one that says how a server is found. */
function twoReadings(subject: object): string | undefined {
  const [one, other] = Object.entries(READINGS).filter(
    ([key]) => typeof (subject as Record<string, unknown>)[key] === 'string',
  );
  if (!one || !other) return undefined;
  return `an object with ${one[0]} and ${other[0]}, which can be read in two ways: ${one[1]}, or ${other[1]}. Leave one of the two out.`;
}

/** What is wrong with `{ command, … }`, if anything. */
export function mistakeInProgram(subject: unknown): string | undefined {
  const rules = {
    command: COMMAND,
    args: TEXTS,
    env: VARIABLES,
    cwd: TEXT,
    stderr: STDERR,
    stdout: STDOUT,
    pool: COUNT,
  };
  return check('program', subject, rules, ['command']);
}

/** What is wrong with `{ command, url, … }`, if anything. */
export function mistakeInHttpProgram(subject: unknown): string | undefined {
  const rules = {
    command: COMMAND,
    args: TEXTS,
    env: VARIABLES,
    cwd: TEXT,
    url: HTTP_URL,
    ready: READY,
    stderr: STDERR,
    pool: COUNT,
  };
  const wrong = check('program that listens on HTTP', subject, rules, ['command', 'url']);
  if (wrong !== undefined) return wrong;
  const program = subject as HttpProgram;
  const isFree = program.url.includes(PORT);
  if (isFree && placesOfPort(program).length === 0)
    return `a program that listens on HTTP whose url has ${PORT}, a free port, which the program is never told. Give it the port as it wants it:\n  env: { PORT: '${PORT}' }      or      args: […, '--port', '${PORT}']`;
  if (!isFree && (program.pool ?? 0) > 0)
    return `a program that listens on HTTP whose pool is ${program.pool}, but url has a port of its own, which no two processes can have. Write ${PORT} in its place, or leave pool out.`;
  return undefined;
}

/** What is wrong with `{ config, … }`, if anything. What the file itself holds is looked at when it is opened. */
export function mistakeInConfigured(subject: unknown): string | undefined {
  const rules = {
    config: TEXT,
    server: TEXT,
    env: VARIABLES,
    stderr: STDERR,
    stdout: STDOUT,
    pool: COUNT,
    ready: READY,
  };
  return check('configured server', subject, rules, ['config']);
}

/** What is wrong with `{ entry, … }`, if anything. */
export function mistakeInEntry(subject: unknown): string | undefined {
  const rules = { entry: TEXT, args: TEXTS, env: VARIABLES, stderr: STDERR, stdout: STDOUT };
  return check('entry', subject, rules, ['entry']);
}

function check(
  what: string,
  subject: unknown,
  rules: OptionRules,
  required: readonly string[],
): string | undefined {
  const readings = twoReadings(subject as object);
  if (readings !== undefined) return readings;
  const article = /^[aeiou]/.test(what) ? 'an' : 'a';
  const wrong = findWrongOption(subject as object, rules, { required });
  if (!wrong) return undefined;
  if ('unknown' in wrong) return `${article} ${what} with an ${wrong.unknown}`;
  const { at = '', must, advice = `It must be ${must}.` } = wrong.fault;
  const value = 'value' in wrong.fault ? wrong.fault.value : wrong.value;
  return `${article} ${what} whose ${wrong.name}${at} is ${describeValue(value)}. ${advice}`;
}
