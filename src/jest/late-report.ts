import { stripVTControlCharacters } from 'node:util';
import { reportLate } from './late-errors';

interface MessageUtil {
  formatExecError(
    error: { message: string; stack?: string | undefined },
    config: unknown,
    options: { noStackTrace: boolean },
    testPath: string | undefined,
    reuseMessage: boolean,
  ): string;
}

/** Makes the run fail by an error of a test whose file is over, and says which. */
export function tellLate(test: string, error: Error, testPath: string, config: unknown): void {
  const title = `The test "${test}" had passed, and its file was over, when this came:`;
  const message = `${title}\n\n${error.message}`;
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line));
  const told = Object.assign(new Error(message), { stack: [`Error: ${message}`, ...frames].join('\n') });
  reportLate(told, testPath, config, print(told, test, testPath, config));
}

/** As Jest prints a failure, the line of code included. */
function print(error: Error, test: string, testPath: string, config: unknown): string {
  const plain = `\n  ● ${test}\n\n${(error.stack ?? error.message).replace(/^/gm, '    ')}\n`;
  try {
    // Of the Jest that `expect` belongs to: not every package manager lets this package find it.
    const file = require.resolve('jest-message-util', { paths: [require.resolve('expect')] });
    const { formatExecError } = require(file) as MessageUtil;
    return `\n${formatExecError(error, config, { noStackTrace: false }, testPath, true)}`;
  } catch {
    return stripVTControlCharacters(plain);
  }
}
