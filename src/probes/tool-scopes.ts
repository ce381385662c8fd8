import type { Application, TokenIssuer } from '../oauth/shapes';
import { NO_TOOL } from './positive-control';
import type { EraRequests } from './era-requests';
import { bypassesIn, type ScopeBypass } from './scope-bypasses';
import type { ProbeExchange } from './exchange';
import { type Finding } from './report';
import { judgeAnonymous, judgeDisguised, judgeForbidden, judgeLetIn, type Found } from './tool-judgments';
import { visit, type ProbeSession } from './probe-session';
import { Undecided } from './undecided';

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
  readonly exchange?: ProbeExchange;
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
  #era: EraRequests | undefined;
  /** A tool that asks for nothing, as far as the table says. */
  #harmless = NO_TOOL;

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
      this.#era = all.requests;
      const offered = await namesOfTools(all);
      this.#harmless = offered.find(name => this.rules.every(({ tool }) => tool !== name)) ?? NO_TOOL;
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
      const before = this.#findings.length;
      await this.#call(rule, others, `${tool} without ${scope}`, exchange =>
        judgeForbidden(tool, scope, exchange),
      );
      if (this.#findings.length > before || !this.#era) continue;
      for (const bypass of bypassesIn(this.#era, this.#harmless))
        await this.#call(
          rule,
          others,
          `${tool} without ${scope} ${bypass.how}`.replace(/,$/, ''),
          exchange => judgeDisguised(tool, scope, bypass, exchange),
          bypass,
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
    judge: (exchange: ProbeExchange) => Found,
    bypass?: ScopeBypass,
  ): Promise<void> {
    let session: ProbeSession | undefined;
    try {
      session = await visit(this.application, scopes && this.#token(scopes), this.#era);
      const params = { name: tool, arguments: args };
      const exchange = await session.ask('tools/call', params, bypass?.change);
      const { status } = exchange.reply;
      // What breaks on a disguise has let nobody through.
      if (status === 429 || (status >= 500 && !bypass))
        throw new Undecided('could not tell', `it was answered with ${status}`);
      this.#asked++;
      const found = judge(exchange);
      if (found) this.#findings.push({ probe: name, level: 'fail', exchange, ...found });
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      this.#gaps.push(`${name}: ${error.message}`);
    } finally {
      await session?.leave();
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

/** All names, page by page. @throws when the list cannot be had */
async function namesOfTools(session: ProbeSession): Promise<string[]> {
  const names: string[] = [];
  const seen = new Set<string>();
  for (let cursor: string | undefined; ;) {
    const { reply } = await session.ask('tools/list', cursor === undefined ? {} : { cursor });
    const result = reply.messages.find(message => message.result)?.result;
    if (!result) throw new Error(`tools/list was answered with ${reply.status}`);
    names.push(...((result['tools'] ?? []) as { name: string }[]).map(({ name }) => name));
    cursor = result['nextCursor'] as string | undefined;
    if (cursor === undefined || cursor === '') return names;
    if (seen.has(cursor)) throw new Error('a cursor of tools/list repeats');
    seen.add(cursor);
  }
}
