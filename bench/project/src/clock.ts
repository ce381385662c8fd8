import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** What `bench/run.mjs` asked for. */
export const sizes = JSON.parse(process.env.BENCH_SIZES ?? '{}') as {
  batches: number;
  fresh: number;
  loop: number;
  warm: number;
  lists: number;
  large: number;
  long: number;
  tests: number;
  spawns: number;
  /** Mebibytes of an answer. */
  big: number[];
  /** The same where no line may be longer than 10 MiB: several times the same, of which the median counts. */
  lines: number[];
};

const series: Record<string, number[]> = {};

/** Keeps one value of a series. */
export function note(name: string, value: number): void {
  (series[name] ??= []).push(value);
}

// Taken before a test file can replace them. CPU time is of use on a machine that does other things too.
const wall = performance.now.bind(performance);
const cpu = process.cpuUsage.bind(process);

/** Milliseconds on a clock that Jest does not fake: real time, or with `BENCH_CLOCK=cpu` the process's CPU time. */
export function now(): number {
  if (process.env.BENCH_CLOCK !== 'cpu') return wall();
  const { user, system } = cpu();
  return (user + system) / 1000;
}

/** Notes how many milliseconds one of `count` rounds took. */
export async function time(name: string, count: number, round: () => Promise<unknown>): Promise<void> {
  const started = now();
  for (let i = 0; i < count; i++) await round();
  note(name, (now() - started) / count);
}

/** Hands everything over. Call it in `afterAll`. */
export function handOver(): void {
  writeFileSync(process.env.BENCH_OUT ?? '', JSON.stringify(series));
}

/** The heap after a full collection, in bytes. */
export function heap(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error('Run with --expose-gc.');
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

/** What keeps the process alive, by kind: sockets, timers, children. */
export function resources(): string[] {
  return process.getActiveResourcesInfo();
}
