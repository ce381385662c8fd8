import { stripVTControlCharacters } from '../core';
import { OWN_FOLDER } from '../own-folder';
import { hideSecrets } from './secrets';
import { visible } from './visible';
import { UsageError, ViolationError } from './errors';

/** Whether a stack's line is the user's code: not Node's, not a package's, not this kit's. */
export function isUserFrame(line: string): boolean {
  return (
    !line.includes(OWN_FOLDER) && !/[\\/]node_modules[\\/]|\bnode:|\(<anonymous>\)|native code/.test(line)
  );
}

/**
 * The lines of a stack from the user's own code on. Jest always keeps a stack's first line and draws its
 * code frame from it, so what the kit and the runner put on top has to go.
 */
export function userFrames(error: Error): string[] {
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line));
  const first = frames.findIndex(isUserFrame);
  return first < 0 ? [] : frames.slice(first);
}

/** A text as it may leave the kit: without secrets and colours, and with nothing in it that a terminal would obey. */
export function outgoing(text: string): string {
  return visible(hideSecrets(stripVTControlCharacters(text)));
}

/** An error of the kit's own, whose stack starts at the user's line. */
export function usageError(message: string, options?: ErrorOptions): Error {
  const error = new UsageError(outgoing(message), options);
  restack(error, `Error: ${error.message}`, error);
  return error;
}

/** An error that points at lines which the caller knows. @param frames lines of a stack, or `undefined` to leave it as it is */
export function errorAt(message: string, frames: readonly string[] | undefined): Error {
  const error = new ViolationError(outgoing(message));
  if (frames) error.stack = [`Error: ${error.message}`, ...frames].join('\n');
  return error;
}

/** Gives an error another stack: what is said, above the user's lines of `called`. */
export function restack(error: object, text: string, called: Error): void {
  Object.defineProperty(error, 'stack', {
    value: [outgoing(text), ...userFrames(called)].join('\n'),
    configurable: true,
    writable: true,
  });
}
