import { JSON } from '../core';

/** One challenge of a `WWW-Authenticate` header. */
export interface Challenge {
  /** As it was written: `Bearer`. Schemes are compared without regard to case. */
  readonly scheme: string;
  /** What stands in place of parameters, as in `Negotiate YII=`. */
  readonly token68?: string;
  /** By their names in lower case, quotes and escapes taken away. Of a name that comes twice, the first value. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** What a `WWW-Authenticate` header holds. */
export interface Challenges {
  readonly challenges: readonly Challenge[];
  /** What breaks the grammar, in words: a client may read something else than the server meant, or nothing at all. */
  readonly malformed: readonly string[];
}

/**
 * Reads a `WWW-Authenticate` header, several of them joined by commas included.
 *
 * It reads on after a mistake, so that what can be understood is there, and says what was wrong. It does not check
 * what the parameters mean.
 *
 * @param header the value of the header, without its name
 * @example parseChallenges('Bearer error="invalid_token"').challenges[0]?.parameters.get('error')
 * @see RFC 9110, 11.2 and 11.6.1
 */
export function parseChallenges(header: string): Challenges {
  return new Reader(header).read();
}

/** The challenge of the scheme `Bearer`, if there is one. */
export function bearerChallenge({ challenges }: Challenges): Challenge | undefined {
  return challenges.find(({ scheme }) => scheme.toLowerCase() === 'bearer');
}

/** `token` of RFC 9110, 5.6.2. */
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const BLANKS = /[ \t]*/y;
const EQUALS = /[ \t]*=[ \t]*/y;

interface Building {
  readonly scheme: string;
  token68?: string;
  readonly parameters: Map<string, string>;
}

class Reader {
  #at = 0;
  readonly #challenges: Building[] = [];
  readonly #malformed: string[] = [];

  constructor(private readonly text: string) {}

  read(): Challenges {
    while (this.#at < this.text.length) {
      this.#take(BLANKS);
      if (this.#skips(',')) continue;
      if (this.#at < this.text.length) this.#element();
      this.#take(BLANKS);
      if (this.#at < this.text.length && !this.#skips(',')) this.#missingComma();
    }
    if (this.#challenges.length === 0 && this.#malformed.length === 0)
      this.#malformed.push('it names no scheme');
    return { challenges: this.#challenges, malformed: this.#malformed };
  }

  /** What stands between two commas: a parameter, or the beginning of a challenge. */
  #element(): void {
    const name = this.#take(TOKEN);
    if (name === undefined) return this.#unreadable();
    const challenge = this.#challenges.at(-1);
    if (challenge && this.#take(EQUALS) !== undefined) return this.#parameter(challenge, name);
    this.#begin(name);
  }

  #begin(scheme: string): void {
    const challenge: Building = { scheme, parameters: new Map() };
    this.#challenges.push(challenge);
    const blanks = this.#take(BLANKS);
    if (blanks === '' || this.text[this.#at] === ',' || this.#at >= this.text.length) return;
    const token68 = this.#take(TOKEN68);
    if (token68 !== undefined) {
      challenge.token68 = token68;
      return;
    }
    const name = this.#take(TOKEN);
    if (name === undefined) return this.#unreadable();
    if (this.#take(EQUALS) !== undefined) return this.#parameter(challenge, name);
    this.#malformed.push(
      `${JSON.stringify(name)} after the scheme ${scheme} is not a parameter: it has no value`,
    );
  }

  #parameter({ parameters, token68 }: Building, name: string): void {
    if (token68 !== undefined)
      this.#malformed.push(
        `the parameter ${name} comes after ${JSON.stringify(token68)}, which stands for all parameters`,
      );
    const value = this.text[this.#at] === '"' ? this.#quoted(name) : this.#take(TOKEN);
    if (value === undefined) {
      this.#malformed.push(`the parameter ${name} has no value`);
      return;
    }
    const key = name.toLowerCase();
    if (parameters.has(key)) this.#malformed.push(`the parameter ${name} comes twice`);
    else parameters.set(key, value);
  }

  #quoted(name: string): string {
    let value = '';
    for (this.#at++; this.#at < this.text.length; this.#at++) {
      const character = this.text[this.#at]!;
      if (character === '"') {
        this.#at++;
        return value;
      }
      if (character === '\\') value += this.text[++this.#at] ?? '';
      else value += character;
    }
    this.#malformed.push(`the quotation of ${name} never ends`);
    return value;
  }

  #missingComma(): void {
    const start = this.#at;
    const after = this.#rest(start);
    this.#malformed.push(
      `${JSON.stringify(after)} stands where a comma should: a quotation mark inside a quotation is not escaped, or a comma is missing`,
    );
    this.#skipElement();
  }

  #unreadable(): void {
    this.#malformed.push(`${JSON.stringify(this.#rest(this.#at))} is neither a scheme nor a parameter`);
    this.#skipElement();
  }

  #skipElement(): void {
    const comma = this.text.indexOf(',', this.#at);
    this.#at = comma < 0 ? this.text.length : comma;
  }

  #rest(from: number): string {
    const rest = this.text.slice(from);
    return rest.length > 40 ? `${rest.slice(0, 40)}…` : rest;
  }

  #skips(character: string): boolean {
    if (this.text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.text) ?? [];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}
