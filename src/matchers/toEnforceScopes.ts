import type { MatcherContext } from '../messages/matcher-context';
import { causesOfFindings } from '../probes/group-findings';
import { printCauses, printExchange } from '../probes/print';
import { checkToolScopes, type ToolRule, type ToolScopeReport } from '../probes/tool-scopes';
import { challengedScopes } from '../probes/positive-control';
import type { AuthServer, TokenIssuer } from '../oauth/shapes';
import { isIssuer } from '../oauth/identity';
import { JSON } from '../core';
import { printPlural } from '../messages';
import { isObject, isStrings, mistakeInOptions, mustBe, type OptionRules, TEXT } from '../messages/options';
import { withApplication, withServer } from './engine/application';
import { assertAwaited } from './engine/subject';
import { isPlain } from './engine/values';
import { conclude, refuse, type Answer, type Call, type Verdict } from './engine/verdict';
import type { Mistake } from '../messages/parts';

/** Which scopes which tools need: one, several that are all needed, or with the arguments to call the tool with. */
export type ScopeTable = Readonly<
  Record<
    string,
    | string
    | readonly string[]
    | { readonly scopes: string | readonly string[]; readonly args?: Readonly<Record<string, unknown>> }
  >
>;

/** Options of `toEnforceScopes()`. */
export interface EnforceScopesOptions {
  /** What mints tokens that the application trusts. Default: the one that the application is served with. */
  readonly auth?: AuthServer | TokenIssuer;
  /** Scopes that every request needs, whatever the tool. Default: those that the application's challenge asks for. */
  readonly base?: readonly string[];
  /** Which narrower scopes a broader one implies: `{ admin: ['notes:write'] }`. Default: none. */
  readonly hierarchy?: Readonly<Record<string, readonly string[]>>;
  /** Who calls. Default: `alice`. */
  readonly sub?: string;
}

/** Whether each tool is forbidden to tokens that lack its scope, and to nobody else. */
export async function toEnforceScopes(
  this: MatcherContext,
  received: unknown,
  table: ScopeTable,
  given?: EnforceScopesOptions,
): Promise<Verdict> {
  const call: Call = {
    matcher: 'toEnforceScopes',
    args: given === undefined ? ['scopes'] : ['scopes', 'options'],
    expected: table,
  };
  assertAwaited(this, received, call);
  const mistake = mistakeInTable(table) ?? mistakeInGiven(given);
  if (mistake) return refuse(this, call, 'application', mistake);
  return withApplication(this, call, received, async application => {
    const { auth, base, hierarchy = {}, sub = 'alice' } = withServer(given, application);
    if (!auth) return refuse(this, call, 'application', noIssuer(given));
    const rules = rulesOf(table);
    const common = base ?? (await challengedScopes(application));
    const unknown = unknownScope(auth, [
      ...common,
      ...rules.flatMap(({ scopes }) => scopes),
      ...Object.keys(hierarchy),
    ]);
    if (unknown) return refuse(this, call, 'application', unknown);
    const report = await checkToolScopes(application, rules, { auth, base: common, hierarchy, sub });
    if (report.unknown) return refuse(this, call, 'application', unknownTools(table, report.unknown));
    const place = `${application.url.href} (${application.place})`;
    const subject = [
      { label: 'Application', shown: { words: place } },
      { label: 'Tools', shown: { list: rules.map(({ tool }) => tool) } },
    ];
    return conclude(this, call, { receiver: 'application', subject }, answerOf(report));
  });
}

function answerOf({ setUp, exchange, findings, gaps, asked }: ToolScopeReport): Answer {
  if (setUp !== undefined)
    return {
      verdict: 'neither',
      report: () => ({ sentence: setUp, notes: exchange ? [printExchange(exchange)] : [] }),
    };
  if (findings.length > 0) {
    const causes = causesOfFindings(findings);
    return {
      verdict: 'no',
      actual: causes.map(({ finding }) => finding.message),
      report: () => ({
        sentence: `${findings.length} of ${printPlural(asked, 'call')} ${findings.length === 1 ? 'was' : 'were'} not answered as the table says.`,
        notes: [...printCauses(causes), ...gaps],
      }),
    };
  }
  if (gaps.length > 0)
    return {
      verdict: 'neither',
      report: () => ({
        sentence: `${printPlural(gaps.length, 'call')} could not be judged.`,
        notes: [gaps.join('\n')],
      }),
    };
  return {
    verdict: 'yes',
    report: () => ({ sentence: `All ${printPlural(asked, 'call')} were answered as the table says.` }),
  };
}

function rulesOf(table: ScopeTable): ToolRule[] {
  return Object.entries(table).map(([tool, needed]) => {
    const isWhole = typeof needed === 'object' && 'scopes' in needed;
    const scopes = [isWhole ? needed.scopes : needed].flat().flatMap(text => text.split(' '));
    return { tool, scopes, args: (isWhole ? needed.args : undefined) ?? {} };
  });
}

function mistakeInTable(table: unknown): Mistake | undefined {
  const mistake = (must: string): Mistake => ({
    side: 'expected',
    name: 'scopes',
    must,
    value: table,
    instead:
      "Name the scope that each tool needs:\n  await expect(app).toEnforceScopes({ purge: 'notes:write' }, { auth: as });",
  });
  if (!isPlain(table)) return mistake('be an object of tools and the scopes that they need');
  const entries = Object.entries(table);
  if (entries.length === 0) return mistake('name a tool at least: an empty object leaves nothing to compare');
  const wrong = entries.find(([, needed]) => !isNeed(needed));
  return (
    wrong &&
    mistake(
      `say for ${JSON.stringify(wrong[0])} which scopes it needs: a string, an array of strings, or { scopes, args }`,
    )
  );
}

function isNeed(value: unknown): boolean {
  const isScope = (text: unknown): boolean => typeof text === 'string' && text.trim() !== '';
  if (isScope(value)) return true;
  if (Array.isArray(value)) return value.length > 0 && value.every(isScope);
  if (!isPlain(value)) return false;
  const { scopes, args } = value as { scopes?: unknown; args?: unknown };
  const isWhole = isScope(scopes) || (Array.isArray(scopes) && scopes.length > 0 && scopes.every(isScope));
  return isWhole && (args === undefined || isPlain(args));
}

const RULES: OptionRules<EnforceScopesOptions> = {
  auth: mustBe('an authorization server that mints tokens: authServer()', isIssuer),
  base: mustBe('an array of scopes', isStrings),
  hierarchy: mustBe('an object of scopes and what each of them includes', isObject),
  sub: TEXT,
};

function mistakeInGiven(options: unknown): Mistake | undefined {
  if (options === undefined) return undefined;
  if (isPlain(options)) return mistakeInOptions(options, RULES);
  return { side: 'expected', name: 'options', must: 'be an object: { auth: as }', value: options };
}

function noIssuer(options: unknown): Mistake {
  return {
    side: 'expected',
    name: 'options',
    must: 'hold an authorization server that mints tokens',
    value: options,
    instead: "await expect(app).toEnforceScopes({ purge: 'notes:write' }, { auth: as });",
  };
}

function unknownScope(auth: TokenIssuer, scopes: readonly string[]): Mistake | undefined {
  for (const scope of scopes) {
    try {
      auth.token({ scopes: [scope] });
    } catch (error) {
      return {
        side: 'expected',
        name: 'scopes',
        must: 'be granted by the authorization server',
        value: scope,
        instead: (error as Error).message,
      };
    }
  }
  return undefined;
}

function unknownTools(
  table: ScopeTable,
  { tools, offered }: NonNullable<ToolScopeReport['unknown']>,
): Mistake {
  return {
    side: 'expected',
    name: 'scopes',
    must: 'name tools that the server offers to who has all scopes',
    value: table,
    found: `Not offered: ${tools.join(', ')}\nOffered: ${offered.join(', ') || 'no tool'}`,
  };
}
