import { JSON } from '../core';
import type { LinkEnd } from '../wire/end';
import type { JsonRpcMessage } from '../wire/frame';
import type { Handshake } from '../protocol/attempt';
import { messageOf, withoutPrefix } from '../protocol/classify';
import type { RawClient } from './raw-client';
import { FIRST_MODERN } from '../protocol/era';
import { issuesOfError } from '../protocol/issues';
import type { Tool } from '../protocol/results';

/** Why an SDK's client does not take what a server says of a tool, or answers for it. */
export interface RefusedByClient {
  /**
   * What it was that the client refused: the list that holds the tool, the call before it was sent, or the result.
   */
  readonly refused: 'list' | 'call' | 'result';
  /** The client's own error. */
  readonly error: unknown;
}

type Listed = Pick<Tool, 'name' | 'outputSchema'>;

/** What is kept at most: a file that makes a schema for each of its tests must not keep them all. */
const MOST_KEPT = 500;
const kept = new Map<string, Judge>();
const texts = new WeakMap<object, string>();

/**
 * A second client of the very SDK that a session uses, with all of that SDK's own validators. It is connected to
 * nothing but this module, is shown what the server has listed and answered, and says whether it takes that.
 *
 * The session's own client has a validator that accepts everything: the SDKs compile every schema again with every
 * list (hundreds of milliseconds for a hundred tools). Here a schema is compiled when a result of its tool is judged,
 * once for all tests of a file. A copy of the SDK's rules would not follow the SDK.
 */
export class Judge {
  #listed: Promise<RefusedByClient | undefined> | undefined;
  readonly #client: Promise<RawClient>;
  /** The results that were asked for: a call that is refused before it is sent leaves none. */
  readonly #sent = new WeakSet<object>();

  constructor(
    make: () => Promise<RawClient>,
    private readonly handshake: Handshake,
    private readonly tools: readonly Listed[],
  ) {
    this.#client = make();
  }

  /**
   * The judge of these tools, made when it is first asked for, and kept by what the tools say.
   *
   * @param home which copy of an SDK makes the client
   */
  static of(
    home: string,
    make: () => Promise<RawClient>,
    handshake: Handshake,
    tools: readonly Listed[],
  ): Judge {
    const key = [home, handshake.protocolVersion, ...tools.map(tool => `${tool.name} ${textOf(tool)}`)].join(
      '\n',
    );
    let judge = kept.get(key);
    if (!judge) {
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, (judge = new Judge(make, handshake, tools)));
    }
    return judge;
  }

  /** Whether the client takes the list of the tools. */
  refusesList(): Promise<RefusedByClient | undefined> {
    return (this.#listed ??= this.#list());
  }

  /** Whether the client takes a result of one of the tools. */
  async refuses(name: string, result: object): Promise<RefusedByClient | undefined> {
    const list = await this.refusesList();
    if (list) return list;
    // Handed out again as the answer: calls that run side by side are told apart by it.
    const answer = { ...result };
    const params = { name, arguments: answer };
    try {
      await (await this.#client).callTool(params);
      return undefined;
    } catch (error) {
      return { refused: this.#sent.has(answer) ? 'result' : 'call', error };
    }
  }

  async #list(): Promise<RefusedByClient | undefined> {
    const client = await this.#client;
    await client.connect(this.#end());
    try {
      await client.listTools();
      return undefined;
    } catch (error) {
      return { refused: 'list', error };
    }
  }

  #answer({ method, params }: JsonRpcMessage): object {
    const { protocolVersion, serverInfo } = this.handshake;
    const said = { capabilities: { tools: {} }, serverInfo };
    switch (method) {
      case 'initialize':
        return { protocolVersion, ...said };
      case 'server/discover':
        return { supportedVersions: [protocolVersion], ...said, ...COMPLETE };
      case 'tools/list':
        return { tools: this.tools.map(listing), ...(protocolVersion >= FIRST_MODERN && COMPLETE) };
      default: {
        const result = params?.['arguments'] as object;
        this.#sent.add(result);
        return protocolVersion >= FIRST_MODERN ? { ...result, resultType: 'complete' } : result;
      }
    }
  }

  #end(): LinkEnd {
    const end: LinkEnd & { readonly stderr: null; readonly pid: null } = {
      // By these v2's client knows stdio, where it does not look at what headers a tool asks for.
      stderr: null,
      pid: null,
      start: async () => undefined,
      close: async () => end.onclose?.(),
      send: async message => {
        const { id } = message as JsonRpcMessage;
        if (id === undefined) return;
        const result = this.#answer(message) as NonNullable<JsonRpcMessage['result']>;
        void Promise.resolve().then(() => end.onmessage?.({ jsonrpc: '2.0', id, result }));
      },
    };
    return end;
  }
}

/** What the modern era wants with every list. */
const COMPLETE = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };

/** Only the output is judged: what else there is of a tool (how it runs, its headers) has clients of its own. */
function listing({ name, outputSchema }: Listed): object {
  const schema = outputSchema as object | undefined;
  // ajv's own word for "returns a promise". No client awaits that, and what it rejects with would end the process.
  const isAsync = schema !== null && typeof schema === 'object' && '$async' in schema;
  return {
    name,
    inputSchema: { type: 'object' },
    outputSchema: isAsync ? { ...schema, $async: undefined } : schema,
  };
}

function textOf({ outputSchema = {} }: Listed): string {
  let text = texts.get(outputSchema);
  if (text === undefined) texts.set(outputSchema, (text = JSON.stringify(outputSchema)));
  return text;
}

/**
 * The tools that decide how a result of `tool` is judged: the tool itself, and, as validators keep what has an `$id`
 * for all schemas of a client, those that were listed beside it with one.
 */
export function judgedTogether(tool: Listed, tools: readonly Listed[]): readonly Listed[] {
  const hasId = (other: Listed): boolean =>
    other.outputSchema !== undefined && textOf(other).includes('"$id"');
  return hasId(tool) ? tools.filter(hasId) : [tool];
}

/** What is said of a tool whose schema, or whose list, the client does not take. */
export function refusedSchema(made: string, name: string, { refused, error }: RefusedByClient): string {
  const what = refused === 'list' ? 'every list that holds this tool' : 'every call of this tool';
  return `The client of ${made} refuses ${what}, because of the outputSchema of ${name}:\n  ${reasonOf(error)}`;
}

/** What a client said of a schema. Where its shapes were broken, it said so in issues. */
function reasonOf(error: unknown): string {
  const issues = issuesOfError(error);
  if (!issues) return withoutPrefix(messageOf(error)).text;
  return issues
    .map(({ path, message }) => [path.slice(2).join('.'), message].filter(Boolean).join(': '))
    .join('\n  ');
}
