import { existsSync, inspect, JSON } from '../core';
import { describeValue } from '../messages/describe';

/** What is wrong with a value, in a sentence that begins with its name. Undefined where nothing is. */
type Rule = (name: string, value: unknown) => string | undefined;

function rule(must: string, holds: (value: unknown) => boolean): Rule {
  return (name, value) =>
    holds(value) ? undefined : `${name} is ${describeValue(value)}. It must be ${must}.`;
}

const TEXT = rule('a string that is not empty', value => typeof value === 'string' && value !== '');
const STDERR = rule("'keep' or 'inherit'", value => value === 'keep' || value === 'inherit');
const STDOUT = rule("'strict' or 'lenient'", value => value === 'strict' || value === 'lenient');
const COUNT = rule(
  'a whole number, 0 or more',
  value => typeof value === 'number' && Number.isInteger(value) && value >= 0,
);

const TEXTS: Rule = (name, value) => {
  if (!Array.isArray(value)) return rule('an array of strings', () => false)(name, value);
  const at = value.findIndex(item => typeof item !== 'string');
  return at < 0 ? undefined : `${name}[${at}] is ${describeValue(value[at])}. It must be a string.`;
};

const VARIABLES: Rule = (name, value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return rule("an object such as { PORT: '3000' }", () => false)(name, value);
  const wrong = Object.entries(value).find(([, item]) => typeof item !== 'string');
  return wrong && `${name}.${wrong[0]} is ${describeValue(wrong[1])}. It must be a string.`;
};

/** A whole command line is no command: no shell stands between that would take it apart. */
const COMMAND: Rule = (name, value) => {
  const wrong = TEXT(name, value);
  if (wrong !== undefined) return wrong;
  const [command = '', ...args] = words(value as string);
  // A path may hold spaces.
  if (args.length === 0 || /[\\/]/.test(command) || existsSync(value as string)) return undefined;
  return `${name} is ${describeValue(value)}. Its arguments are given by themselves:\n  { command: ${inspect(command)}, args: ${inspect(args)} }`;
};

/** The words of a command line, as a shell would take it apart. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
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

/** What is wrong with `{ config, … }`, if anything. What the file itself holds is looked at when it is opened. */
export function mistakeInConfigured(subject: unknown): string | undefined {
  const rules = {
    config: TEXT,
    server: TEXT,
    env: VARIABLES,
    stderr: STDERR,
    stdout: STDOUT,
    pool: COUNT,
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
  rules: Readonly<Record<string, Rule>>,
  required: readonly string[],
): string | undefined {
  const article = /^[aeiou]/.test(what) ? 'an' : 'a';
  for (const [name, value] of Object.entries(subject as object)) {
    if (!Object.hasOwn(rules, name))
      return `${article} ${what} with ${JSON.stringify(name)}, which there is not. There are: ${Object.keys(rules).join(', ')}.`;
    if (value === undefined && !required.includes(name)) continue;
    const wrong = rules[name]?.(name, value);
    if (wrong !== undefined) return `${article} ${what} whose ${wrong}`;
  }
  return undefined;
}
