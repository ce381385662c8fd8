/**
 * Sees to it that no program outlives Jest. Its standard input ends with Jest by itself, and a server that heeds that
 * ends too; this is for those that do not.
 *
 * Nothing can be done from here where Jest itself is killed outright.
 */
import { runInThisContext } from '../../core';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Programs that run, by their group. */
const running = new Set<number>();

/** Jest's real process: the one in the sandbox is a copy, whose events nobody emits. */
const outer = runInThisContext('process') as NodeJS.Process;

function killAll(): void {
  for (const group of running) killGroup(group, 'SIGKILL');
}

function onSignal(signal: NodeJS.Signals): void {
  killAll();
  unwatch();
  // A listener takes the signal's own effect away: where nobody else wants it, it has to be given back.
  if (outer.listenerCount(signal) === 0) outer.kill(outer.pid, signal);
}

function watch(): void {
  outer.on('exit', killAll);
  for (const signal of SIGNALS) outer.on(signal, onSignal);
}

function unwatch(): void {
  outer.off('exit', killAll);
  for (const signal of SIGNALS) outer.off(signal, onSignal);
}

/** Remembers a program that has been started. @returns a function that forgets it */
export function watchOver(group: number): () => void {
  if (running.size === 0) watch();
  running.add(group);
  return () => {
    if (running.delete(group) && running.size === 0) unwatch();
  };
}

/** Sends a signal to a program and all that it has started, those that have outlived it too. @returns whether there was anyone */
export function killGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return outer.kill(-group, signal);
  } catch {
    return false;
  }
}
