import { after } from '../../clock';
import { AbortSignal, JSON, Request, URL } from '../../core';
import type { FetchLike } from '../../wire/http/exchange';
import type { HttpProcess } from './http-process';
import { portOf, portsNamedIn } from '../shared/port-placeholder';
import { accepts } from './ports';

/** How long to wait between two questions, in milliseconds: what it prints is looked at without any wait. */
const PAUSE = 25;
/** How long a question may take. */
const ANSWER_TIMEOUT = 2_000;
const MOST_OTHER_PORTS = 3;

/** The wait for a program until it can be asked. */
export interface Readiness {
  /** In words that follow "waited for". */
  readonly what: string;
  /** What is missing, as a sentence. */
  why(): string;
  /** @returns whether it is ready: it may have ended before */
  wait(): Promise<boolean>;
}

/** One thing that a program must do. */
interface Sign {
  readonly what: string;
  /** @returns undefined once it has done it, else what is missing, as a sentence */
  missing(): Promise<string | undefined>;
}

/** The wait for a program to be what its `ready` says, and to accept connections. */
export function readiness(program: HttpProcess, carry: FetchLike): Readiness {
  const signs = [...signOf(program, carry), listening(program)];
  const what = `the program to ${signs.map(sign => sign.what).join(' and to ')}`;
  let why = '';
  return {
    what,
    why: () => why,
    wait: async () => {
      let isOver = false;
      let wake = (): void => undefined;
      void program.process.over.then(() => {
        isOver = true;
        wake();
      });
      const unwatch = program.watch(() => wake());
      try {
        for (const sign of signs) {
          for (;;) {
            // With code 0 it may have been a launcher, and what it has launched goes on.
            if (program.process.exit && program.process.exit.code !== 0) await program.process.over;
            if (isOver) return false;
            const missing = await sign.missing();
            if (missing === undefined) break;
            why = missing;
            await new Promise<void>(resolve => {
              const cancel = after(PAUSE, resolve);
              wake = () => {
                cancel();
                resolve();
              };
            });
          }
        }
        return !isOver;
      } finally {
        unwatch();
      }
    },
  };
}

function signOf(program: HttpProcess, carry: FetchLike): Sign[] {
  const { ready, url } = program;
  if (ready === undefined) return [];
  if (typeof ready === 'string' && /^(?:\/|https?:\/\/)/.test(ready))
    return [answering(new URL(ready, url), carry)];
  const holds = typeof ready === 'string' ? (text: string) => text.includes(ready) : matcherOf(ready);
  const words = typeof ready === 'string' ? JSON.stringify(ready) : String(ready);
  return [
    {
      what: `print ${words}`,
      missing: () =>
        Promise.resolve(
          program.texts.some(holds) ? undefined : `It has not printed ${words}, to stdout or stderr.`,
        ),
    },
  ];
}

/** A pattern that remembers nothing: `g` and `y` would. */
function matcherOf(pattern: RegExp): (text: string) => boolean {
  const fresh = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ''));
  return text => fresh.test(text);
}

function answering(url: URL, carry: FetchLike): Sign {
  return {
    what: `answer GET ${url.pathname} with 2xx`,
    missing: async () => {
      try {
        const signal = AbortSignal.timeout(ANSWER_TIMEOUT);
        const response = (await carry(new Request(url, { redirect: 'manual', signal }))) as Response;
        await response.body?.cancel();
        return response.ok ? undefined : `GET ${url.href} last answered ${response.status}.`;
      } catch (error) {
        const { name, cause } = error as Error & { cause?: { code?: string } };
        if (name === 'TimeoutError') return `GET ${url.href} last got no answer within ${ANSWER_TIMEOUT} ms.`;
        return `GET ${url.href} last failed${cause?.code === undefined ? '' : ` (${cause.code})`}.`;
      }
    },
  };
}

function listening(program: HttpProcess): Sign {
  const { url } = program;
  const port = portOf(url);
  return {
    what: `listen at ${url.origin}`,
    missing: async () =>
      (await accepts(url.hostname, port))
        ? undefined
        : `Nothing listens there.${await elsewhere(program, port)}`,
  };
}

/** Where something listens instead, as far as the program itself names it. */
async function elsewhere({ url, texts }: HttpProcess, wanted: number): Promise<string> {
  for (const host of ['127.0.0.1', '[::1]'])
    if (host !== url.hostname && (await accepts(host, wanted)))
      return ` Something listens at http://${host}:${wanted}: is that the program, and url the wrong one?`;
  const lines = texts.flatMap(text => text.split(/\r?\n/)).slice(-200);
  const others = [...portsNamedIn(lines)].filter(([port]) => port !== wanted).slice(0, MOST_OTHER_PORTS);
  for (const [port, line] of others)
    if (await accepts('127.0.0.1', port))
      return ` But it has printed ${JSON.stringify(line)}, and something listens at port ${port}.`;
  return '';
}
