import type { NextLogin, ScriptedAnswer, SeenRequest } from '../oauth/shapes';

type Answerer = (request: SeenRequest) => ScriptedAnswer | undefined;

/** What the test has decided: answers, lies and logins to come. */
export class Script {
  readonly #once: { readonly path: string; readonly answer: Answerer }[] = [];
  readonly #always: { readonly path: string; readonly answer: Answerer }[] = [];
  readonly logins: NextLogin[] = [];
  lies: Readonly<Record<string, unknown>> = {};
  /** What stands in place of the issuer in authorization responses; undefined: the issuer itself. */
  iss: string | undefined;

  /** @param path as it is asked for, below the origin */
  add(when: 'once' | 'always', path: string, answer: ScriptedAnswer | Answerer): void {
    const entry = { path, answer: typeof answer === 'function' ? answer : () => answer };
    if (when === 'once') this.#once.push(entry);
    else this.#always.unshift(entry);
  }

  /** What a request is answered with in place of the usual. */
  answerTo(request: SeenRequest): ScriptedAnswer | undefined {
    const at = this.#once.findIndex(({ path }) => path === request.path);
    if (at >= 0) {
      const [entry] = this.#once.splice(at, 1);
      return entry?.answer(request);
    }
    for (const { path, answer } of this.#always) {
      const scripted = path === request.path ? answer(request) : undefined;
      if (scripted) return scripted;
    }
    return undefined;
  }

  clear(): void {
    this.#once.length = 0;
    this.#always.length = 0;
    this.logins.length = 0;
    this.lies = {};
    this.iss = undefined;
  }
}
