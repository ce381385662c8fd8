import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** What `bench/run.mjs` asked for. */
export const sizes = JSON.parse(process.env.BENCH_SIZES ?? '{}') as {
  batches: number;
  fresh: number;
  loop: number;
  warm: number;
  lists: number;
  long: number;
  tests: number;
};

const series: Record<string, number[]> = {};

/** Keeps one value of a series. */
export function note(name: string, value: number): void {
  (series[name] ??= []).push(value);
}

/** Milliseconds on a clock that Jest does not fake. */
export const now = (): number => performance.now();

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

