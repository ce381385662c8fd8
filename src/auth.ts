/**
 * `jest-mcp/auth`: the test authorization server, the forger and the battery of attacks, for scripts and for other test
 * runners. Nothing here needs Jest.
 *
 * @module
 */
import { createAuthServer as create } from './auth-server';
import { assertIsObject, assertOptions, mustBe, type OptionRules, TEXT } from './messages/options';
import { usageError } from './messages/stack';
import { createForger as forge } from './oauth/forger';
import { ISSUER_RULES } from './oauth/issuer-rules';
import { KeyRing } from './oauth/keys';
import { draftOf, sealed, type Mint } from './oauth/mint';
import { profileOf } from './oauth/profiles';
import type {
  AuthServer,
  AuthServerOptions,
  BrokenTokens,
  IssuerProfile,
  SigningAlgorithm,
  TokenIssuer,
} from './oauth/shapes';
import { type BatteryOptions, runBattery as run } from './probes/battery';
import { PROBES } from './probes/battery/list';
import { mistakeInBatteryOptions } from './probes/options';
import type { Level } from './probes/report';
import { openTarget, type Target } from './probes/target';
import { printVerdict, verdictOn } from './probes/verdict';

export type * from './oauth/public';
export type { BatteryOptions } from './probes/options';
export type { FetchApplication, Target } from './probes/target';

/**
 * A real OAuth 2.1 authorization server, which lives until it is closed. `authServer()` of `jest-mcp` is the same, and
 * closes with its test file.
 *
 * Call `reset()` between tests, and `close()` at the end: while it listens, the process does not end.
 *
 * @param options see {@link AuthServerOptions}; none is needed
 * @throws when an option is wrong, or its port is taken
 * @example
 * const as = createAuthServer({ scopes: ['notes:read'] });
 * const app = createApp({ issuer: as.issuer, audience: as.resource });
 * await app.request('/mcp', { headers: { authorization: `Bearer ${as.token({ scopes: ['notes:read'] })}` } });
 * await as.close();
 * @see specification 2025-11-25, basic/authorization › Roles
 */
export function createAuthServer(options?: AuthServerOptions): AuthServer {
  return create(options, { onTestEnd: () => undefined, onFileEnd: () => undefined });
}

/** Options of {@link createForger}. */
export interface ForgerOptions {
  /** Whom the tokens are from: the URL that the server under test trusts. */
  readonly issuer: string;
  /** Whom they are for: the canonical URL of the server under test. */
  readonly resource: string;
  /** Default: `ES256`, or what `like` prescribes. */
  readonly algorithm?: SigningAlgorithm;
  /** Whose habits the claims follow. Default: RFC 9068's. */
  readonly like?: IssuerProfile;
  /** How long good tokens live, in seconds. Default: 3600. */
  readonly accessTokenLifetime?: number;
}

/** Tokens of an issuer that need not exist: good ones, and others that are wrong in one way each. */
export interface Forger extends TokenIssuer {
  readonly broken: BrokenTokens;
  /** The verifying keys, as a JWKS: hand them to the server under test. */
  readonly jwks: AuthServer['jwks'];
}

const MILLISECONDS = mustBe('a number of milliseconds', value => typeof value === 'number' && value > 0);

const FORGER_RULES: OptionRules<ForgerOptions> = {
  issuer: TEXT,
  resource: TEXT,
  ...ISSUER_RULES,
};

/**
 * The forger without a server: for a server under test that takes the verifying keys by hand.
 *
 * Nobody answers for the issuer. Where a token names a URL to fetch keys from, it lies below the issuer's.
 *
 * @throws when an option is unknown, missing or wrong
 * @example
 * const forger = createForger({ issuer: 'https://as.example.com', resource: 'https://mcp.example.com/mcp' });
 * const app = createApp({ jwks: forger.jwks });
 * const answer = await app.request('/mcp', { headers: { authorization: `Bearer ${forger.broken.expired()}` } });
 * @see RFC 9068, 4
 */
export function createForger(options: ForgerOptions): Forger {
  const call = 'createForger()';
  const example =
    "createForger({ issuer: 'https://as.example.com', resource: 'https://mcp.example.com/mcp' });";
  assertIsObject(call, 'first argument', options, example);
  assertOptions(call, options, FORGER_RULES, { required: ['issuer', 'resource'], example });
  const { issuer, resource, like, accessTokenLifetime: lifetime = 3_600 } = options;
  const profile = profileOf(like);
  const keys = new KeyRing(options.algorithm ?? profile.algorithm);
  const mint: Mint = { issuer, resource, keys, profile, lifetime };
  return {
    issuer,
    resource,
    token: given => sealed(mint, draftOf(mint, given)),
    broken: forge({ mint, canary: `${issuer.replace(/\/$/, '')}/other-keys.json` }),
    get jwks() {
      return keys.jwks;
    },
  };
}

/** Options of {@link runBattery}. */
export interface RunBatteryOptions extends BatteryOptions {
  /** How long all of it may take, in milliseconds. A probe for which no time is left counts as undecided. Default: 60,000. */
  readonly timeout?: number;
}

/** One thing that is wrong, and every probe that found it. */
export interface BatteryFinding {
  /** As a sentence without its full stop. */
  readonly message: string;
  /** `fail`: a MUST, or an open door. `warn`: a SHOULD. */
  readonly level: Level;
  readonly probes: readonly string[];
  /** The sentence that it breaks, and where that stands. */
  readonly rule: { readonly text: string; readonly source: string };
  /** What probably mends it. */
  readonly cure?: string;
}

/** What the battery has found out. */
export interface BatteryResult {
  /**
   * `failed`: something was proved to be wrong. `undecided`: the good token did not get through, or not everything could
   * be asked. Neither is a pass.
   */
  readonly verdict: 'passed' | 'failed' | 'undecided';
  /** What is wrong. None unless it has failed. */
  readonly findings: readonly BatteryFinding[];
  /** All of it for a person: causes, requests to replay, answers, what was not asked. No token stands in it whole. */
  readonly message: string;
}

/**
 * Attacks a protected MCP server with every token that it must refuse, and looks whether it does: what
 * `toRejectUnauthorized()` asserts, as a function.
 *
 * A good token comes first: what refuses that one refuses everything, and proves nothing. It does not check what tools do
 * with the identity of the caller, nor scopes of single tools.
 *
 * @param target the URL of a running application, or an application with `fetch(request)`, asked where `resource` says
 * @param options as of the matcher: `auth` or `validToken` is needed
 * @throws when target or options are wrong. What the application does never throws
 * @example
 * const as = createAuthServer();
 * const { verdict, message } = await runBattery(createApp({ issuer: as.issuer }), { auth: as });
 * if (verdict !== 'passed') throw new Error(message);
 * @see specification 2025-11-25, basic/authorization
 */
export async function runBattery(target: Target, options: RunBatteryOptions): Promise<BatteryResult> {
  const { timeout = 60_000, ...battery } = options ?? {};
  const names = PROBES.map(({ name }) => name);
  const mistake = mistakeInBatteryOptions(battery, names, given => `await runBattery(app, ${given});`);
  if (mistake) {
    const { name = 'options', must, instead } = mistake;
    throw usageError(`runBattery(): ${name} must ${must}.${instead === undefined ? '' : `\n\n${instead}`}`);
  }
  assertOptions('runBattery()', { timeout }, { timeout: MILLISECONDS });
  const application = openTarget(target, battery.resource ?? battery.auth?.resource, timeout);
  try {
    const report = await run(application, battery);
    const verdict = verdictOn(report, battery);
    return {
      verdict: ({ yes: 'passed', no: 'failed', neither: 'undecided' } as const)[verdict.verdict],
      findings: verdict.causes.map(({ finding: { message, level, rule, cure }, probes }) => ({
        message,
        level,
        probes,
        rule,
        ...(cure !== undefined && { cure }),
      })),
      message: printVerdict(verdict, report, battery),
    };
  } finally {
    await application.close();
  }
}
