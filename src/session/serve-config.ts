import type { AuthOptions, Presented } from '../oauth/identity';
import type { Identity, TokenIssuer } from '../oauth/shapes';
import type { ClientOptions } from '../sdk/client';
import { ERA_CHOICES, type EraChoice } from '../protocol/era';
import { kindOf, serverOf } from '../subjects/kinds';
import { type LinkName, type LinkOptions, LINKS } from '../subjects/shared/opening';
import { refusal, refusalOfOptions, type Subject } from '../subjects/subject';
import {
  assertIsObject,
  assertOptions,
  isObject,
  isStringRecord,
  mustBe,
  oneOf,
  type OptionRules,
} from '../messages/options';
import { usageError } from '../messages/stack';

/** Options of `mcp.serve` and `mcp.connect`. */
export interface ServeOptions {
  /** Who the client says it is. Default: `jest-mcp` and the kit's version. */
  clientInfo?: { name: string; version: string };
  /** What the client declares when it introduces itself. Default: nothing. */
  clientCapabilities?: Record<string, unknown>;
  /**
   * Which era of the protocol the client speaks, or which exact revision. `auto`: the modern one where the
   * server speaks it, else the legacy one. Default: `legacy`, as the SDKs' own clients have it.
   */
  era?: EraChoice;
  /**
   * What the subject is reached over: `memory`, `fetch` (HTTP in process, without a socket), `http` (a
   * loopback socket), `stdio`. Default: whichever is nearest to it.
   */
  link?: LinkName;
  /** Where an HTTP application answers as MCP. Default: found, beginning with `/mcp`. */
  path?: string;
  /**
   * Sent with every HTTP request of the session, as they are given: `{ host: 'mcp.example.com' }` too, for an
   * application that allows certain hosts. Default: none.
   */
  headers?: Record<string, string>;
  /**
   * `strict`: a server that answers twice, answers what it was not asked, reports progress under a token that it was
   * not given, or answers what it never declared as a capability, fails the test. `lenient` lets it. Default: `strict`.
   */
  protocol?: 'strict' | 'lenient';
  /**
   * Whether a server object may write to stdout what is no message. With `strict` that fails the test, with `lenient`
   * it does not. A program or an entry says that itself: `{ entry, stdout: 'lenient' }`.
   * Default: `strict` over stdio, where a host would read it as a message, else `lenient`.
   */
  stdout?: 'strict' | 'lenient';
  /**
   * What mints tokens, an `authServer()`, or `{ verifier }`, which guards a server in memory as HTTP middleware would.
   * Default: none.
   */
  auth?: TokenIssuer | AuthOptions;
  /** Who asks, where the test does not say otherwise. Default: nobody, so that no token is sent. */
  as?: Identity;
  /** The token that is sent, where the test does not say otherwise. Default: none. */
  token?: string;
}

/** A subject, and how to connect to it. */
export interface ServeConfig {
  /** Found late for the project's default, which is a path. */
  readonly subject: () => Subject | Promise<Subject>;
  readonly client: ClientOptions;
  readonly link: LinkOptions;
  /** One server object, rather than a factory: it serves one session at a time. */
  readonly instance?: object;
}

const RULES: OptionRules<ServeOptions> = {
  clientInfo: mustBe(
    'an object with name and version',
    value => isObject(value) && typeof value['name'] === 'string' && typeof value['version'] === 'string',
  ),
  clientCapabilities: mustBe('an object such as { roots: {} }', isObject),
  era: mustBe(`one of ${ERA_CHOICES.map(choice => `'${choice}'`).join(', ')}`, value =>
    ERA_CHOICES.includes(value as string),
  ),
  link: oneOf(...LINKS),
  path: mustBe("a path such as '/mcp'", value => typeof value === 'string' && value.startsWith('/')),
  headers: mustBe('an object of strings', isStringRecord),
  protocol: oneOf('strict', 'lenient'),
  stdout: oneOf('strict', 'lenient'),
  auth: mustBe('an authServer() or { verifier }', isObject),
  as: mustBe("an identity such as { sub: 'alice', scopes: [] }", isObject),
  token: mustBe('a string', value => typeof value === 'string'),
};

const { version } = require('../../package.json') as { version: string };

/** @throws when the subject cannot be served, or an option is unknown, of the wrong type, or does not fit. */
export function served(call: string, subject: unknown, options: unknown): ServeConfig {
  const reason = refusal(subject);
  if (reason !== undefined) throw usageError(`${call} ${reason}`);
  const chosen = connecting(readOptions(call, options), call);
  const mismatch = refusalOfOptions(subject, chosen.link);
  if (mismatch !== undefined) throw usageError(`${call}: ${mismatch}`);
  return {
    ...chosen,
    subject: () => subject as Subject,
    ...(kindOf(subject)?.isOnePerSession && { instance: serverOf(subject) as object }),
  };
}

/** The same subject, met by a client that presents itself, and over a link, as `options` say. @throws when an option is wrong. */
export function servedAs(call: string, inherited: ServeConfig, options: unknown): ServeConfig {
  const { client, link } = inherited;
  const { presented, ...inheritedLink } = link;
  const inheritedOptions = {
    clientInfo: client.info,
    clientCapabilities: client.capabilities,
    ...inheritedLink,
  } as ServeOptions;
  const given = Object.entries(readOptions(call, options)).filter(([, value]) => value !== undefined);
  const chosen = connecting({ ...inheritedOptions, ...Object.fromEntries(given) }, call);
  return {
    ...inherited,
    ...chosen,
    link: { ...chosen.link, presented: chosen.link.presented ?? presented },
  };
}

/** The same subject, seen by somebody else. */
export function seenBy(inherited: ServeConfig, presented: Presented): ServeConfig {
  return { ...inherited, link: { ...inherited.link, presented } };
}

/** How to connect, defaults filled in. @throws when what is said of authorization is wrong */
export function connecting(
  options: ServeOptions = {},
  call = 'mcp.serve()',
): Pick<ServeConfig, 'client' | 'link'> {
  const { clientInfo, clientCapabilities, era = 'legacy', link, path, headers, protocol, stdout } = options;
  return {
    client: {
      info: clientInfo ?? { name: 'jest-mcp', version },
      capabilities: clientCapabilities ?? {},
      era,
    },
    link: { era, link, path, headers: headers ?? {}, protocol, stdout, ...credentials(options, call) },
  };
}

type Reading = typeof import('../oauth/identity');

/** Read only where a test says something of authorization: most never do. */
function credentials(
  { auth, as, token }: ServeOptions,
  call: string,
): Pick<LinkOptions, 'auth' | 'presented'> {
  if (auth === undefined && as === undefined && token === undefined) return {};
  const reading: Reading = require('../oauth/identity') as Reading;
  if (as !== undefined && token !== undefined)
    throw usageError(`${call}: the options as and token were both given. A session is seen as one of them.`);
  if (as !== undefined) reading.assertIdentity(`${call}, the option as`, as);
  if (token !== undefined) reading.assertToken(call, token);
  return {
    auth: reading.readAuth(call, auth),
    ...(as !== undefined && { presented: { identity: as } }),
    ...(token !== undefined && { presented: { token } }),
  };
}

/**
 * @param also names of options that are somebody else's to check
 * @throws when an option is unknown or of the wrong type
 */
export function readOptions(call: string, options: unknown, also: readonly string[] = []): ServeOptions {
  if (options === undefined) return {};
  assertIsObject(call, 'options', options);
  assertOptions(call, options, RULES, { also });
  return options;
}
