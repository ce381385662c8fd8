/** The places of `{port}` in the words of a program that listens on HTTP. */
import { URL } from '../../core';
import { PORT } from '../../wire/http/port';
import type { HttpProgram } from './shapes';

/** A program whose `{port}` was replaced. */
export interface Filled {
  readonly url: URL;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly ready: string | RegExp | undefined;
}

/** Replaces `{port}`. */
export function filled({ url, args = [], env = {}, ready }: HttpProgram, port: number): Filled {
  const fill = (text: string): string => text.replaceAll(PORT, String(port));
  return {
    url: new URL(fill(url)),
    args: args.map(fill),
    env: Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text)])),
    ready: typeof ready === 'string' ? fill(ready) : ready,
  };
}

/** Where the program is told its port: `env.PORT`, `args[1]`. */
export function placesOfPort({ args = [], env = {} }: Pick<HttpProgram, 'args' | 'env'>): string[] {
  return [
    ...Object.entries(env).flatMap(([name, text]) => (text.includes(PORT) ? [`env.${name}`] : [])),
    ...args.flatMap((text, at) => (text.includes(PORT) ? [`args[${at}]`] : [])),
  ];
}

/** The port of a URL, also where it is the one that its scheme has by itself. */
export function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

/** Ports that an output names, with the line that names each: `http://localhost:3000`, `port 3000`, `:3000`. */
export function portsNamedIn(lines: readonly string[]): Map<number, string> {
  const named = new Map<number, string>();
  for (const line of lines) {
    for (const [, digits] of line.matchAll(/(?:[\w\]*.]:|\bport\W{1,3}|\s:)(\d{2,5})\b(?![:.]\d)/gi)) {
      const port = Number(digits);
      if (port > 0 && port < 65_536) named.set(port, line.trim());
    }
  }
  return named;
}
