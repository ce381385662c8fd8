/**
 * The one filter for secrets: whatever text leaves the kit passes it.
 *
 * A secret that the kit handles is told to {@link keepSecret}: where it is minted, presented, received or typed into a
 * form. Of what the kit does not handle, three things give a secret away: its shape (a JWT), the name of its field
 * (`"client_secret": "…"`) and its scheme (`Authorization: Bearer …`). It is cut, not left out: enough of it stands to
 * tell it from another one, and too little to use it.
 *
 * Not known is an opaque token that a server makes up and writes into plain text. A secret of fewer than six characters
 * stays where it stands, since every text has its letters.
 */
import { SECRETS } from '../door';
import { JSON } from '../core';
import { isPlain } from './plain';

/** In characters. */
const SHORTEST_SECRET = 6;
/** A secret of this length is known by its beginning, where the rest was cut off. In characters. */
const SHORTEST_CUT_OFF = 16;
/** What stands of a secret at most, in characters. */
const MOST_SHOWN = 12;
/** What {@link cutSecret} left, or less than that. */
const IS_CUT = new RegExp(`^[^…]{0,${MOST_SHOWN}}…`);
/** How many secrets are kept, the last ones. */
const MOST_KEPT = 5_000;

/** A text of this length is filtered once in a message, in characters. */
const LONG = 1_000;

/** Two parts in base64url or more, the first of them a JSON object. Without a dot it may be a cursor. */
const JWT = /(?<![A-Za-z0-9])eyJ[\w-]{8,}(?:\.[\w-]*)+/g;

/** Names of fields that hold secrets in whatever API. */
const NAMES = [
  '(?:access|refresh|id|session|registration[-_]?access|subject|actor|bearer|auth|csrf|xsrf|api)[-_]?token',
  '(?:client|api|shared)[-_]?secret',
  '(?:api|private|secret)[-_]?key',
  'code[-_]?verifier',
  '(?:client[-_]?)?assertion',
  'pass(?:word|wd|phrase)',
  '(?:proxy-)?authorization',
  '(?:set-)?cookie',
].join('|');
const SECRET_FIELD = new RegExp(`^(?:${NAMES})$`, 'i');

/** Names that mean many things. They hold a secret where the value looks like one: long, and no prose. */
const VAGUE_NAMES = 'token|secret|jwt|bearer';
const VAGUE_FIELD = new RegExp(`^(?:${VAGUE_NAMES})$`, 'i');
const LOOKS_SECRET = /^(?=.*\d)[\w.~+/=-]{20,}$/;

const ANY_NAME = `${NAMES}|${VAGUE_NAMES}`;
/** `"client_secret": "…"`, also where the JSON stands within a text of JSON. */
const QUOTED_FIELD = new RegExp(
  `(\\\\{0,7}["'])(${ANY_NAME})(\\1\\s*[:=]\\s*(\\\\{0,7}["']))((?:(?!\\4)(?:\\\\.|[^\\n]))+)(?=\\4)`,
  'gi',
);
/** `clientSecret: '…'`, as Node prints an object. */
const BARE_FIELD = new RegExp(
  `(?<![\\w"'-])(${ANY_NAME})(\\s*[:=]\\s*(["']))((?:(?!\\3)[^\\n])+)(?=\\3)`,
  'gi',
);
/** `client_secret=…`, of a form or a query. What a token says may stand there already. */
const PARAMETER = new RegExp(`(?<![\\w-])(${ANY_NAME})=(?!JWT \\{)([^&\\s"'<>;,)]+)`, 'gi');
/** What stands behind a scheme of HTTP, and is neither prose nor a parameter of a challenge. */
const SCHEME =
  /\b((?:[Bb]earer|DPoP|[Bb]asic)\s+)((?=.[\w.~+/-]*[\dA-Z])[\w.~+/-]{8,}={0,2})(?!["=\w.~+/-])/g;
/** The cookies of a header, in plain text. */
const COOKIES = /(?<![\w-])((set-)?cookie:\s*)([^\s"'][^"'\n]*)/gi;
/** A text in which none of these words stands has nothing for the patterns above. */
const HINT = /eyJ|token|secret|key|verifier|assertion|pass|authorization|cookie|jwt|bearer|basic|dpop/i;

/** Whether a field of a request of OAuth, or a parameter of its URLs, holds a secret. `token_type` does not. */
export function isSecretField(name: string): boolean {
  return /(?:secret|password|passwd|token|assertion|verifier|otp|pin|csrf|code|authorization|cookie)$/i.test(
    name,
  );
}

/** Enough of a secret to tell it from another one, and too little to use it. */
export function cutSecret(secret: string): string {
  const shown = Math.min(MOST_SHOWN, Math.floor(secret.length / 4));
  return `${secret.slice(0, shown)}… (${secret.length} characters)`;
}

/** What is kept, with the ways in which it may be written. All copies of the kit in a test file share it. */
function kept(): Map<string, readonly string[]> {
  const place = globalThis as { [SECRETS]?: Map<string, readonly string[]> };
  return (place[SECRETS] ??= new Map());
}

type Kept = readonly [secret: string, written: readonly string[]];

/** Those that may stand in a text. In a long one they are looked for all at once, by how they begin. */
function keptIn(text: string): Kept[] {
  const all: Kept[] = [...kept()];
  if (all.length * text.length < 1_000_000) return all;
  const byBeginning = new Map<string, Kept[]>();
  for (const each of all)
    for (const written of each[1]) {
      const beginning = written.slice(0, SHORTEST_SECRET);
      byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), each]);
    }
  const found = new Set<Kept>();
  for (let at = 0; at < text.length; at++)
    byBeginning.get(text.slice(at, at + SHORTEST_SECRET))?.forEach(each => found.add(each));
  return [...found];
}

/** Has no text show this, wherever it stands. @returns the same */
export function keepSecret<T>(secret: T): T {
  // Those that are known by their shape need not be kept.
  if (typeof secret !== 'string' || secret.length < SHORTEST_SECRET || isJwt(secret)) return secret;
  const secrets = kept();
  if (secrets.has(secret)) return secret;
  const written = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  secrets.set(secret, [...new Set(written)]);
  if (secrets.size > MOST_KEPT) secrets.delete(secrets.keys().next().value as string);
  return secret;
}

/** Keeps what the headers of HTTP present or set: tokens, and the values of cookies. */
export function keepSecretsOf(headers: Iterable<readonly [string, string]>): void {
  for (const [name, value] of headers) {
    if (/^(?:proxy-)?authorization$/i.test(name)) keepSecret(value.replace(/^\w+\s+/, ''));
    else if (/^x-api-key$/i.test(name)) keepSecret(value);
    else if (/^cookie$/i.test(name)) for (const pair of value.split(';')) keepSecret(COOKIE.exec(pair)?.[2]);
    else if (/^set-cookie$/i.test(name)) keepSecret(COOKIE.exec(value)?.[2]);
  }
}

/** Keeps the environment variables that hold a secret by their name: `API_TOKEN`, `OPENAI_API_KEY`. */
export function keepSecretsOfVariables(variables: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(variables))
    if (isSecretField(name) || /(?:api|access|private)_?key$/i.test(name)) keepSecret(value);
}

/** A text in which no secret stands whole. Passing it a second time changes nothing. */
export function hideSecrets(text: string): string {
  return new SecretFilter().text(text);
}

/**
 * The filter of one message. Secrets that would read alike are numbered, so that a comparison still shows that they
 * differ.
 */
export class SecretFilter {
  /** Those that read alike, by how they read. */
  readonly #alike = new Map<string, string[]>();
  /** Long texts, as they were filtered. */
  readonly #done = new Map<string, string>();

  text(text: string): string {
    if (text.length < LONG) return this.#filtered(text);
    // A large value often holds one long text many times.
    const done = this.#done.get(text) ?? this.#filtered(text);
    this.#done.set(text, done);
    return done;
  }

  #filtered(text: string): string {
    const known = this.#withoutKept(text);
    if (!HINT.test(known)) return known;
    const cut = (secret: string): string => (IS_CUT.test(secret) ? secret : this.#cut(secret));
    const field = (name: string, value: string): string =>
      isSecret(name, value) ? cutValue(name, value, cut) : value;
    return known
      .replace(JWT, cut)
      .replace(SCHEME, (_, scheme: string, token: string) => scheme + cut(token))
      .replace(
        QUOTED_FIELD,
        (_, quote: string, name: string, between: string, _end, value: string) =>
          quote + name + between + field(name, value),
      )
      .replace(
        BARE_FIELD,
        (_, name: string, between: string, _end, value: string) => name + between + field(name, value),
      )
      .replace(PARAMETER, (_, name: string, value: string) => `${name}=${field(name, value)}`)
      .replace(
        COOKIES,
        (_, before: string, set: string | undefined, value: string) =>
          before + cutCookies(value, set === undefined ? 'all' : 'first', cut),
      );
  }

  /** A value, as it may be printed: plain objects and lists are copied where a secret stands in them. */
  value(value: unknown): unknown {
    return this.#value(value, '', new Map());
  }

  #value(value: unknown, name: string, seen: Map<object, unknown>): unknown {
    if (typeof value === 'string')
      return isSecret(name, value) ? cutValue(name, value, secret => this.#cut(secret)) : this.text(value);
    if (!isPlain(value) && !Array.isArray(value)) return value;
    if (seen.has(value)) return seen.get(value);
    // What holds itself is seen a second time as it is.
    seen.set(value, value);
    let isChanged = false;
    const shown = (each: unknown, of: string): unknown => {
      const hidden = this.#value(each, of, seen);
      isChanged ||= hidden !== each;
      return hidden;
    };
    const copy = Array.isArray(value)
      ? value.map(item => shown(item, name))
      : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shown(member, key)]));
    if (!isChanged) return value;
    seen.set(value, copy);
    return copy;
  }

  #withoutKept(text: string): string {
    let hidden = text;
    // A secret may be a part of another one.
    const longestFirst = keptIn(text).sort(([one], [other]) => other.length - one.length);
    for (const [secret, spellings] of longestFirst)
      for (const written of spellings) hidden = this.#without(hidden, written, secret);
    return hidden;
  }

  #without(text: string, written: string, secret: string): string {
    const start = written.length < SHORTEST_CUT_OFF ? written : written.slice(0, MOST_SHOWN + 1);
    if (!text.includes(start)) return text;
    // What reads as a word is a word wherever it does not stand as a value.
    if (/^[A-Za-z]{1,15}$/.test(written))
      return text.replace(
        new RegExp(`(?<=["'=]|[:=]\\s?)${written}(?=["'&\\s,;}]|$)(?!["']?\\s*[:=])`, 'g'),
        () => this.#cut(secret),
      );
    let hidden = '';
    let from = 0;
    for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, from)) {
      let end = at + start.length;
      while (end - at < written.length && text[end] === written[end - at]) end++;
      // One that goes on otherwise is another one.
      const isOther = end - at < written.length && /[\w.~+/=%-]/.test(text[end] ?? '');
      hidden += text.slice(from, at) + (isOther ? text.slice(at, end) : this.#cut(secret));
      from = end;
    }
    return hidden + text.slice(from);
  }

  #cut(secret: string): string {
    const words = isJwt(secret)
      ? `${secret.slice(0, 6)}… (a token of ${secret.length} characters)`
      : cutSecret(secret);
    const alike = this.#alike.get(words) ?? [];
    if (!alike.includes(secret)) this.#alike.set(words, [...alike, secret]);
    const place = alike.indexOf(secret);
    const number = place < 0 ? alike.length : place;
    return number === 0 ? words : `${words.slice(0, -1)}, #${number + 1})`;
  }
}

function isJwt(text: string): boolean {
  return text.search(JWT) === 0;
}

/** What stands in an example, or for the want of a secret. */
const PLACEHOLDER = /^(?:secret|password|token|string|required|undefined|null|none|true|false)$/i;

/** Whether a field of this name holds a secret. A text of several words tells about it. */
function isSecret(name: string, value: string): boolean {
  if (PLACEHOLDER.test(value)) return false;
  if (VAGUE_FIELD.test(name)) return LOOKS_SECRET.test(value);
  if (!SECRET_FIELD.test(name)) return false;
  return /(?:authorization|cookie)$/i.test(name) || !/\s/.test(value);
}

/** A secret, of which what is none stays: the scheme of a header, the names of cookies. */
function cutValue(name: string, value: string, cut: (secret: string) => string): string {
  if (/cookie$/i.test(name)) return cutCookies(value, /^set/i.test(name) ? 'first' : 'all', cut);
  if (!/authorization$/i.test(name)) return cut(value);
  const [, scheme = '', secret = ''] = /^(\w+\s+)?(.*)$/s.exec(value) ?? [];
  return scheme + cut(secret);
}

/** `name=value`, where the value may stand in quotes. */
const COOKIE = /((?:^|[;\s])[^\s;=]{1,100}=\s*"?)([^\s;"',\\]+)/;

function cutCookies(header: string, which: 'all' | 'first', cut: (secret: string) => string): string {
  const cookies = which === 'all' ? new RegExp(COOKIE, 'g') : COOKIE;
  return header.replace(cookies, (_, name: string, value: string) => name + cut(value));
}
