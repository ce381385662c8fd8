import { URL } from '../core';
import type { JsonRpcMessage } from '../link/frame';
import type { Asked, Attempt } from './attempt';
import { issuesOfError, issuesOfText } from './issues';
import { OUTCOME, type Outcome, type OutcomeKind } from './outcome';
import { asksForScope, challengeInMeta, refusedWith } from './refused';
import type { Testimony } from './witness';

/** What is known of an operation that the server answered. */
export interface Answer {
  readonly asked?: Asked;
  /** The response as it came over the wire. */
  readonly response: JsonRpcMessage;
  /** What was seen inside the server, where it can be looked into. */
  readonly testimony?: Testimony | undefined;
  /** Whether the server declares `capabilities.tools`, so that a missing method means a missing tool. */
  readonly declaresTools?: boolean;
  /** What the SDK client resolved to, where it accepted the answer. */
  readonly resolved?: unknown;
  /** What it rejected with, where it did not. */
  readonly rejected?: unknown;
}

/** An outcome, and whether the server's words leave open if the name or the arguments were wrong. */
export interface Classified extends Outcome {
  readonly ambiguous?: true;
}

const INVALID_PARAMS = -32602;
const METHOD_NOT_FOUND = -32601;
const INTERNAL_ERROR = -32603;
/** Resource not found, before revision 2026-07-28. */
const RESOURCE_NOT_FOUND = -32002;

/** `MCP error -32602: MCP error -32602: …`: SDK v1 writes the code into the text, once for each end that made an error of it. */
const SDK_PREFIX = /^(?:MCP error (-?\d+): )+/;

/** Takes SDK v1's prefixes off a text, and keeps the code that they carry. */
export function withoutPrefix(text: string): { text: string; code?: number } {
  const match = SDK_PREFIX.exec(text);
  return match ? { text: text.slice(match[0].length), code: Number(match[1]) } : { text };
}

/** How an answered operation ended. */
export function classifyAnswer(answer: Answer): Classified {
  const { response } = answer;
  if (response.error) return { ...classifyError(answer, response.error), error: answer.rejected };
  const result = response.result ?? {};
  if (answer.rejected !== undefined) {
    const issues = issuesOfError(answer.rejected);
    const message = issues
      ? 'The result does not have the shape that MCP prescribes.'
      : withoutPrefix(messageOf(answer.rejected)).text;
    return { kind: 'invalid output', message, result, error: answer.rejected, ...(issues && { issues }) };
  }
  const accepted = (answer.resolved ?? result) as Record<string, unknown>;
  return accepted.isError === true
    ? classifyErrorResult(accepted, answer)
    : { kind: 'result', message: '', result: accepted };
}

function classifyErrorResult(result: Record<string, unknown>, answer: Answer): Classified {
  const said = textOf(result);
  const { text, code } = withoutPrefix(said);
  const coded = code === undefined ? {} : { code };
  const name = answer.asked?.name;
  const { testimony } = answer;
  // An author may write what he likes into an error, an SDK's own words among it.
  const challenge = challengeInMeta(result);
  if (challenge !== undefined) {
    const kind = asksForScope(challenge) ? 'forbidden' : 'unauthorized';
    return { kind, message: said, result, refusal: { challenge } };
  }
  if (testimony?.isOwnError) return { kind: 'tool error', message: said, result };
  // SDK v1 and v2 validate the output after the handler has run, and dress what they find as the tool's error.
  const badOutput = /^Output validation error: /.exec(text);
  if (badOutput)
    return { kind: 'invalid output', message: text.slice(badOutput[0].length), result, ...coded };
  if (testimony?.ran !== true) {
    const missing = /^Tool ([^]+) (?:not found|disabled)$/.exec(text);
    if (code !== undefined && missing && (name === undefined || missing[1] === name)) {
      return { kind: 'unknown name', message: text, result, ...coded };
    }
    const invalid = /^(?:Input validation error: )?Invalid arguments for tool ([^:]+): /.exec(text);
    if (invalid && (name === undefined || invalid[1] === name)) {
      const issues = issuesOfText(text.slice(invalid[0].length), answer.asked?.params.arguments);
      return { kind: 'invalid arguments', message: text, result, ...coded, ...(issues && { issues }) };
    }
    if (testimony?.ran === false && code !== undefined)
      return { kind: 'protocol error', message: text, result, ...coded };
  }
  return { kind: 'tool error', message: said, result };
}

function classifyError(answer: Answer, error: NonNullable<JsonRpcMessage['error']>): Classified {
  const { text } = withoutPrefix(error.message);
  const base = { message: text, code: error.code, ...(error.data !== undefined && { data: error.data }) };
  const kind = kindOfError(answer, error.code, text, error.data);
  if (kind === 'invalid arguments') {
    const detail =
      /^(?:Input validation error: )?[^:]*(?:[Ii]nvalid (?:arguments|params|parameters)|validation failed)[^:]*: ([^]*)$/.exec(
        text,
      );
    const issues = issuesOfText(detail?.[1] ?? text, answer.asked?.params.arguments);
    return { kind, ...base, ...(issues && { issues }) };
  }
  if (kind === 'ambiguous') return { kind: 'invalid arguments', ambiguous: true, ...base };
  return { kind, ...base };
}

function kindOfError(answer: Answer, code: number, text: string, data: unknown): OutcomeKind | 'ambiguous' {
  const { asked } = answer;
  if (!asked) return 'protocol error';
  const reason = (data as { reason?: unknown } | null | undefined)?.reason;
  // SDKs hold a handler's result against MCP's shapes with the code that is meant for arguments.
  if (/^Invalid [\w/]+ result\b/.test(text)) return 'invalid output';
  // A prompt whose handler ran was found, and its arguments were accepted.
  if (asked.method === 'prompts/get' && answer.testimony?.ran === true) return 'protocol error';
  switch (code) {
    case RESOURCE_NOT_FOUND:
      return asked.method === 'resources/read' ? 'unknown name' : 'protocol error';
    case METHOD_NOT_FOUND:
      if (asked.method === 'tools/call' && answer.declaresTools) return 'unknown name';
      // fastmcp says it of prompts and resources too.
      return isNamed(asked) && saysUnknown(text, asked) ? 'unknown name' : 'protocol error';
    case INVALID_PARAMS:
      if (!isNamed(asked)) return 'protocol error';
      if (reason === 'invalid_uri') return 'invalid arguments';
      if (saysUnknown(text, asked)) return 'unknown name';
      if (/invalid (?:arguments|params|parameters)|validation (?:failed|error)|missing required/i.test(text))
        return 'invalid arguments';
      return 'ambiguous';
    case INTERNAL_ERROR:
      if (!isNamed(asked)) return 'protocol error';
      // SDK v1 answers parameters of the wrong type with zod's issues, and a URI that is none with the URL parser's words.
      if (issuesOfText(text) && text.startsWith('[')) return 'invalid arguments';
      if (asked.method === 'resources/read' && text === 'Invalid URL' && !URL.canParse(asked.name ?? ''))
        return 'invalid arguments';
      return asked.name !== undefined && text.includes(asked.name) && saysUnknown(text, asked)
        ? 'unknown name'
        : 'protocol error';
    default:
      return 'protocol error';
  }
}

/** Only methods that name something, or take arguments, can be wrong about a name or arguments. */
function isNamed(asked: Asked): boolean {
  return ['tools/call', 'prompts/get', 'resources/read', 'completion/complete'].includes(asked.method);
}

function saysUnknown(text: string, asked: Asked): boolean {
  const what =
    { 'tools/call': 'tool', 'prompts/get': 'prompt', 'resources/read': 'resource' }[asked.method] ??
    '(?:prompt|resource|resource template|reference)';
  return (
    new RegExp(`\\b(?:unknown|no such|unrecognized) ${what}\\b`, 'i').test(text) ||
    new RegExp(
      `\\b${what}\\b[^]*\\b(?:not found|does not exist|disabled|is unknown|not registered)`,
      'i',
    ).test(text)
  );
}

/** The texts of a result's text blocks, joined by newlines. */
export function textOf(result: Readonly<Record<string, unknown>>): string {
  const blocks = Array.isArray(result.content)
    ? (result.content as { type?: unknown; text?: unknown }[])
    : [];
  return blocks
    .flatMap(block => (block?.type === 'text' && typeof block.text === 'string' ? [block.text] : []))
    .join('\n');
}

/** The message of whatever was thrown. No `instanceof`: errors may come from another realm. */
export function messageOf(error: unknown): string {
  const message = (error as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : String(error);
}

const RESULT_KEYS = [
  'content',
  'contents',
  'messages',
  'completion',
  'tools',
  'resources',
  'resourceTemplates',
  'prompts',
  'structuredContent',
];

const remembered = new WeakMap<object, Attempt>();

/** Lets a result that a test has awaited be judged as the operation that it came from: with its name, its arguments and the wire. */
export function remember(result: object, attempt: Attempt): void {
  remembered.set(result, attempt);
}

/**
 * A plain result, as if its operation had just ended.
 *
 * @returns undefined when `value` is no MCP result.
 */
export function attemptOfResult(value: unknown): Attempt | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const known = remembered.get(value);
  if (known) return known;
  const result = value as Record<string, unknown>;
  if (!RESULT_KEYS.some(key => key in result)) return undefined;
  return { frames: [], outcome: classifyAnswer({ response: { jsonrpc: '2.0', result } }) };
}

/**
 * What a promise of a result rejected with, as if its operation had just ended.
 *
 * @returns undefined when the error comes from no MCP SDK: it is then not for a matcher to judge.
 */
export function attemptOfRejection(error: unknown): Attempt | undefined {
  const { code, name, data, message } = (error ?? {}) as {
    code?: unknown;
    name?: unknown;
    data?: unknown;
    message?: unknown;
  };
  if (typeof message !== 'string') return undefined;
  const ended = (kind: OutcomeKind): Attempt => ({
    frames: [],
    outcome: { kind, message: withoutPrefix(message).text, error },
  });
  // An opening that failed knows how already.
  const known = (error as { [OUTCOME]?: Outcome })[OUTCOME];
  if (known) return { frames: [], outcome: { ...known, error } };
  const refusal = refusalOfError(error as SdkHttpError, message);
  if (refusal) return { frames: [], outcome: { ...refusal, error } };
  if (code === 'REQUEST_TIMEOUT') return ended('timed out');
  if (code === 'NOT_CONNECTED' || code === 'CONNECTION_CLOSED') return ended('disconnected');
  if (typeof code !== 'number' || (name !== 'McpError' && !/ProtocolError|Error$/.test(String(name)))) {
    return message === 'Not connected' ? ended('disconnected') : undefined;
  }
  // SDK v1 gives its local errors codes of the protocol's range; only these two are never the server's own.
  if (code === -32001 && (data as { timeout?: unknown } | undefined)?.timeout !== undefined)
    return ended('timed out');
  if (code === -32000 && /Connection closed$/.test(message)) return ended('disconnected');
  return {
    frames: [],
    outcome: { ...classifyAnswer({ response: { jsonrpc: '2.0', error: { code, message, data } } }), error },
  };
}

/** An error of an SDK's HTTP client, in the shapes of both. */
interface SdkHttpError {
  readonly constructor?: { readonly name?: string };
  readonly name?: unknown;
  readonly code?: unknown;
  readonly data?: { readonly status?: unknown } | null;
  readonly requiredScope?: unknown;
}

/** By the names of classes, as copies of an SDK do not know each other's: v1 calls all of its errors "Error". */
function refusalOfError(error: SdkHttpError, message: string): Outcome | undefined {
  const name = error.constructor?.name ?? error.name;
  const text = withoutPrefix(message).text;
  if (name === 'UnauthorizedError') return { kind: 'unauthorized', message: text, refusal: {} };
  if (name === 'InsufficientScopeError' && typeof error.requiredScope === 'string') {
    const challenge = `Bearer error="insufficient_scope", scope="${error.requiredScope}"`;
    return { kind: 'forbidden', message: text, refusal: { status: 403, challenge } };
  }
  const isHttp = name === 'StreamableHTTPError' || name === 'SseError' || name === 'SdkHttpError';
  if (!isHttp) return undefined;
  const status = error.data?.status ?? error.code;
  if (status === 401) return refusedWith(401, undefined, text);
  // Without its headers, a 403 does not say what it is for; any other status is no answer at all.
  return { kind: 'disconnected', message: text };
}
