/**
 * Run first in the worker threads of a server at work: what they write to file descriptors 1 and 2, as pino's
 * transports do, goes by way of their own streams, which the thread that started them sees.
 */
/* eslint-disable @typescript-eslint/no-restricted-imports, no-restricted-globals -- no test runs in this thread */
import fs from 'node:fs';

type Write = (...args: unknown[]) => unknown;

const OUTPUTS: Readonly<Record<number, () => NodeJS.WriteStream>> = {
  1: () => process.stdout,
  2: () => process.stderr,
};

const target = fs as unknown as Record<string, Write>;

for (const name of ['writeSync', 'write']) {
  const old = target[name] as Write;
  target[name] = (...args) => {
    const [descriptor, data, second, third] = args;
    const output = OUTPUTS[descriptor as number];
    if (!output) return old(...args);
    const bytes = ArrayBuffer.isView(data)
      ? Buffer.from(data.buffer, data.byteOffset, data.byteLength).subarray(
          typeof second === 'number' ? second : 0,
          typeof third === 'number' ? (typeof second === 'number' ? second : 0) + third : undefined,
        )
      : Buffer.from(String(data));
    output().write(bytes);
    const callback = args.at(-1);
    if (typeof callback !== 'function') return bytes.length;
    setImmediate(() => (callback as Write)(null, bytes.length, data));
    return undefined;
  };
}
