import { bearerChallenge, parseChallenges } from '../challenge';
import type { Application, TokenIssuer } from '../shapes';
import type { Dialect } from './dialect';
import type { Exchange } from './exchange';
import { Gap, type Finding } from './report';
import { RULES } from './rules';
import { visit, type Visitor } from './visitor';

/** What a tool asks of who calls it. */
export interface ToolRule {
  readonly tool: string;
  /** All of them are needed. */
  readonly scopes: readonly string[];
  /** What the tool is called with. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** How the scopes of tools are judged. */
export interface ToolScopeOptions {
  readonly auth: TokenIssuer;
  /** The scopes that every request needs. */
  readonly base: readonly string[];
  /** Which narrower scopes a broader one implies. */
  readonly hierarchy: Readonly<Record<string, readonly string[]>>;
  readonly sub: string;
}

/** What came of it. */
export interface ToolScopeReport {
  /** Why nothing could be asked: a sentence. */
  readonly setUp?: string;
  /** The exchange that stands behind it. */
  readonly exchange?: Exchange;
  /** Tools of the table that the server does not offer. */
  readonly unknown?: { readonly tools: readonly string[]; readonly offered: readonly string[] };
  /** How many calls were judged. */
  readonly asked: number;
  readonly findings: readonly Finding[];
  /** What could not be decided, and why. */
  readonly gaps: readonly string[];
}

/**
 * Calls each tool with a token that has everything but what the tool needs, with one that has just that, and with none.
 *
 * It calls the tools in earnest: those that are let through run.
 */
export async function checkToolScopes(
  application: Application,
  rules: readonly ToolRule[],
  options: ToolScopeOptions,
): Promise<ToolScopeReport> {
  return new ToolScopeCheck(application, rules, options).run();
}

class ToolScopeCheck {
  readonly #findings: Finding[] = [];
  readonly #gaps: string[] = [];
  #asked = 0;
  #era: Dialect | undefined;

  constructor(
    private readonly application: Application,
    private readonly rules: readonly ToolRule[],
    private readonly options: ToolScopeOptions,
  ) {}

  async run(): Promise<ToolScopeReport> {
    const setUp = await this.#setUp();
    if (setUp) return { asked: 0, findings: [], gaps: [], ...setUp };
    for (const rule of this.rules) await this.#check(rule);
    return { asked: this.#asked, findings: this.#findings, gaps: this.#gaps };
  }

  /** Everybody's scopes in one token: it must be let in, and be offered every tool. */
  async #setUp(): Promise<Partial<ToolScopeReport> | undefined> {
    const all = await visit(this.application, this.#token([...this.#everything()]));
    try {
      if (all.refused) {
        const { status } = all.refused.reply;
        const setUp = `The application refused a token with all scopes of the table (${status}): ${[...this.#everything()].join(' ')}.`;
        return { setUp, exchange: all.refused };
      }
      this.#era = all.dialect;
      const offered = await namesOfTools(all);
      const unknown = this.rules.map(({ tool }) => tool).filter(tool => !offered.includes(tool));
      return unknown.length > 0 ? { unknown: { tools: unknown, offered } } : undefined;
    } catch (error) {
      return { setUp: `The tools could not be listed: ${(error as Error).message}.` };
    } finally {
      await all.leave();
    }
  }

  async #check(rule: ToolRule): Promise<void> {
    const { tool, scopes } = rule;
    for (const scope of scopes) {
      const others = [...this.#everything()].filter(name => !this.#implies(name, scope));
      await this.#call(rule, others, `${tool} without ${scope}`, exchange =>
        judgeForbidden(tool, scope, exchange),
      );
    }
    const enough = [...this.options.base, ...scopes];
    await this.#call(rule, enough, `${tool} with ${scopes.join(' ')}`, exchange =>
      judgeLetIn(tool, scopes.join(' '), exchange),
    );
    for (const broader of this.#broaderThan(scopes))
      await this.#call(rule, [...this.options.base, broader], `${tool} with ${broader}`, exchange =>
        judgeLetIn(tool, `${broader} (which implies ${scopes.join(' ')})`, exchange),
      );
    await this.#call(rule, undefined, `${tool} without a token`, exchange => judgeAnonymous(tool, exchange));
  }

  async #call(
    { tool, args }: ToolRule,
    scopes: readonly string[] | undefined,
    name: string,
    judge: (exchange: Exchange) => Omit<Finding, 'probe' | 'exchange' | 'level'> | undefined,
  ): Promise<void> {
    let visitor: Visitor | undefined;
    try {
      visitor = await visit(this.application, scopes && this.#token(scopes), this.#era);
      const exchange = await visitor.ask('tools/call', { name: tool, arguments: args });
      if (exchange.reply.status === 429 || exchange.reply.status >= 500)
        throw new Gap('could not tell', `it was answered with ${exchange.reply.status}`);
      this.#asked++;
      const found = judge(exchange);
      if (found) this.#findings.push({ probe: name, level: 'fail', exchange, ...found });
    } catch (error) {
      if (!(error instanceof Gap)) throw error;
      this.#gaps.push(`${name}: ${error.message}`);
    } finally {
      await visitor?.leave();
    }
  }

  #token(scopes: readonly string[]): string {
    return this.options.auth.token({ sub: this.options.sub, scopes: [...new Set(scopes)] });
  }

  #everything(): Set<string> {
    return new Set([...this.options.base, ...this.rules.flatMap(({ scopes }) => scopes)]);
  }

  /** Whether a scope opens what another one opens. */
  #implies(broader: string, narrower: string): boolean {
    if (broader === narrower) return true;
    const { hierarchy } = this.options;
    return (hierarchy[broader] ?? []).some(next => this.#implies(next, narrower));
  }

  #broaderThan(scopes: readonly string[]): string[] {
    return Object.keys(this.options.hierarchy).filter(
      broader => !scopes.includes(broader) && scopes.every(scope => this.#implies(broader, scope)),
    );
  }
}

type Found = Omit<Finding, 'probe' | 'exchange' | 'level'> | undefined;

const GUARD =
  "Ask for the scope where the tool is registered: registerTool(name, { scopeChallenge: requireScopes('…') }, …) of SDK v2, or answer 403 before MCP is reached.";

function judgeForbidden(tool: string, scope: string, { reply }: Exchange): Found {
  const rule = RULES.insufficientScope;
  const found = (cause: string, says: string, cure = GUARD): Found => ({
    rule,
    cause: `${tool}: ${cause}`,
    says: `the tool ${tool}, called without ${scope}, ${says}`,
    cure,
  });
  if (reply.status === 401)
    return found(
      '401',
      'was answered with 401: a client would log in again for the same scopes',
      'Answer 403 with error="insufficient_scope".',
    );
  const header = reply.headers.get('www-authenticate') ?? challengeInResult(reply.messages);
  const parameters = header === undefined ? undefined : bearerChallenge(parseChallenges(header))?.parameters;
  const isChallenge = parameters?.get('error') === 'insufficient_scope';
  if (reply.status === 403 || isChallenge) {
    if (!isChallenge)
      return found('bare 403', 'was answered with 403 that has no challenge with error="insufficient_scope"');
    const named = parameters.get('scope')?.split(' ') ?? [];
    if (named.includes(scope)) return undefined;
    const instead = named.length === 0 ? 'no scope' : `the scope ${named.join(' ')}`;
    return found(
      'scope not named',
      `was forbidden, but the challenge names ${instead}`,
      `Name what is needed: scope="${scope}".`,
    );
  }
  const [answer] = reply.messages.filter(({ result, error }) => result ?? error);
  if (answer?.result?.['isError'] === true)
    return found(
      'tool error',
      `was answered by the tool's own error ${textOf(answer.result)}: the handler ran, or its arguments were judged, and no client learns which scope to ask for`,
      `${GUARD} If the arguments were judged first, give the test good ones: { ${JSON.stringify(tool)}: { scopes: [${JSON.stringify(scope)}], args: { … } } }.`,
    );
  if (answer?.result) return found('let through', 'was let through');
  return found(
    'answered otherwise',
    `was answered with ${reply.status}${answer?.error ? ` and the error ${answer.error.code} ${JSON.stringify(answer.error.message)}` : ''} rather than 403`,
  );
}

function judgeLetIn(tool: string, scopes: string, { reply }: Exchange): Found {
  const header = reply.headers.get('www-authenticate') ?? challengeInResult(reply.messages) ?? '';
  const isForbidden = /\binsufficient_scope\b/.test(header);
  if (reply.status < 400 && reply.messages.length > 0 && !isForbidden) return undefined;
  return {
    rule: RULES.control,
    cause: `${tool}: refused with what it needs`,
    says: `the tool ${tool}, called with ${scopes}, was refused with ${reply.status}: with nobody let in, its refusals say nothing`,
    cure: 'Does the table name all that the tool needs? Scopes that every request needs go into the option base.',
  };
}

function judgeAnonymous(tool: string, { reply }: Exchange): Found {
  if (reply.status === 401) return undefined;
  return {
    rule: RULES.everyRequest,
    cause: `${tool}: open to nobody`,
    says: `the tool ${tool}, called without a token, was answered with ${reply.status} rather than 401`,
    cure: 'A tool that needs a scope needs a token: an unknown caller must not come past the check of scopes.',
  };
}

/** The convention of challenges inside a tool's result. */
function challengeInResult(messages: Exchange['reply']['messages']): string | undefined {
  for (const { result } of messages) {
    const told = (result?.['_meta'] as Record<string, unknown> | undefined)?.['mcp/www_authenticate'];
    const first: unknown = Array.isArray(told) ? told[0] : told;
    if (typeof first === 'string') return first;
  }
  return undefined;
}

function textOf(result: Readonly<Record<string, unknown>>): string {
  const [block] = (result['content'] ?? []) as { text?: string }[];
  return JSON.stringify((block?.text ?? '').slice(0, 120));
}

/** All names, page by page. @throws when the list cannot be had */
async function namesOfTools(visitor: Visitor): Promise<string[]> {
  const names: string[] = [];
  const seen = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const { reply } = await visitor.ask('tools/list', cursor === undefined ? {} : { cursor });
    const result = reply.messages.find(message => message.result)?.result;
    if (!result) throw new Error(`tools/list was answered with ${reply.status}`);
    names.push(...((result['tools'] ?? []) as { name: string }[]).map(({ name }) => name));
    cursor = result['nextCursor'] as string | undefined;
    if (cursor === undefined || cursor === '') return names;
    if (seen.has(cursor)) throw new Error('a cursor of tools/list repeats');
    seen.add(cursor);
  }
}
