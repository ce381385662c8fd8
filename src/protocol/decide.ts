import { URL } from '../core';
import type { Asked } from './attempt';
import { issuesOfText } from './issues';
import type { Issue, Outcome, OutcomeKind } from './outcome';
import type { HandlerTrace } from './handler-trace';

/** An answer that is an error, in either of the two forms that the protocol has for one. */
export interface ErrorAnswer {
  /** A result with `isError`, or a JSON-RPC error. */
  readonly form: 'result' | 'error';
  /** What was said, as it came. */
  readonly said: string;
  /** The same without the prefixes that SDK v1 adds. */
  readonly text: string;
  /** The JSON-RPC error's code, or the one that such a prefix carries. */
  readonly code?: number | undefined;
  readonly data?: unknown;
  readonly result?: Readonly<Record<string, unknown>>;
}

/** What is known of an error beside its words. */
export interface Known {
  /** What was seen inside the server. */
  readonly trace?: HandlerTrace | undefined;
  /** Whether the server declares `capabilities.tools`, so that a missing method means a missing tool. */
  readonly declaresTools?: boolean | undefined;
  /** What the server's own lists say. Absent as long as they have not been asked, or where they cannot be had. */
  readonly listing?: Listing | undefined;
}

/** What was asked, held against what the server lists. */
export interface Listing {
  /**
   * Whether the name is on the list. `maybe` for a URI that is not, where a template may expand to it.
   * A list of tools or prompts is complete. One of resources need not be: what is not on it may still be there.
   */
  readonly isListed: 'yes' | 'no' | 'maybe';
  /** What the tool's `inputSchema`, or the prompt's `arguments`, forbid of what was sent. Absent where they cannot tell. */
  readonly forbidden?: readonly Issue[] | undefined;
  /** The names of the arguments that there are. */
  readonly names?: readonly string[] | undefined;
  /** Whether the tool may only be called as a task, and was called plainly. */
  readonly wantsTask?: boolean;
}

/** An outcome, and whether the server's lists may yet decide otherwise. */
export interface Decided extends Outcome {
  /** Present where what the server lists has a say in it. */
  readonly open?: { readonly answer: ErrorAnswer; readonly known: Known };
}

const PARSE_ERROR = -32700;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;
/** Resource not found, before revision 2026-07-28. */
const RESOURCE_NOT_FOUND = -32002;

/** Codes that may stand for something that is not there. */
const NAMELESS: ReadonlySet<number> = new Set([RESOURCE_NOT_FOUND, INVALID_PARAMS, METHOD_NOT_FOUND]);

/** Codes to which the specification gives a meaning that has nothing to do with names and arguments. */
const OTHER_MEANINGS: ReadonlySet<number> = new Set([
  PARSE_ERROR,
  -32042, // URL elicitation required
  -32020, // header mismatch
  -32021, // missing required client capability
  -32022, // unsupported protocol version
]);

/**
 * How an operation ended that was answered with an error.
 *
 * Evidence decides before words do. The first line that is true counts. "Error result" is a result with `isError`.
 *
 * | what is known | outcome |
 * | --- | --- |
 * | the tool's own handler ran, and made an error of it | tool error; of a JSON-RPC error: protocol error |
 * | the handler ran, and the SDK refused what it returned | invalid output |
 * | the prompt's handler ran | protocol error |
 * | the SDK was seen to refuse the arguments | invalid arguments |
 * | the code has a meaning of its own (-32700, -32042, -32020 to -32022) | protocol error |
 * | -32601 of a server that declares no tools | protocol error |
 * | the name is not on the list of tools or prompts, and the server's registry does not have it | unknown name |
 * | -32601 of a tool that must run as a task and was called plainly, or that is listed, or whose handler did not run | protocol error |
 * | the tool's inputSchema, or the list of prompts, forbids the arguments, and the SDK was not seen to accept them | invalid arguments |
 * | error result of a listed tool, by a handler of the author's own | tool error |
 * | error result in the very sentence of an SDK about this tool's arguments or output | invalid arguments, invalid output |
 * | error result in the very sentence of an SDK that this tool is unknown, and there is no list | unknown name |
 * | error result that the SDK made before the handler ran | protocol error |
 * | error result of a listed tool | tool error |
 * | error result, and there is no list | unclear |
 * | -32602 of a listed name, in words that do not say that it is unknown | invalid arguments |
 * | a JSON-RPC error in words that say that the name is unknown, or the arguments invalid, and there is no list | unknown name, invalid arguments |
 * | any other JSON-RPC error | protocol error |
 *
 * Resources are apart, as their lists need not be complete: there a code (-32002; -32602 of a URI that no list and no
 * template knows) or an SDK's words have to say that a URI is unknown.
 */
export function decide(asked: Asked | undefined, answer: ErrorAnswer, known: Known): Decided {
  const { kind, issues, hint } = judge(asked, answer, known);
  const { form, said, text, code, data, result } = answer;
  const isTools = form === 'result' && (kind === 'tool error' || kind === 'unclear');
  const decided: Outcome = {
    kind,
    message: isTools ? said : kind === 'invalid output' ? text.replace(BAD_OUTPUT, '') : text,
    ...(result && { result }),
    // An error that a tool made by itself has no code, whatever it writes.
    ...(code !== undefined && !isTools && { code }),
    ...(data !== undefined && { data }),
    ...(issues && issues.length > 0 && { issues }),
    ...(hint !== undefined && { hint }),
  };
  return isOpen(asked, answer, known) ? { ...decided, open: { answer, known } } : decided;
}

interface Judged {
  readonly kind: OutcomeKind;
  readonly issues?: readonly Issue[] | undefined;
  readonly hint?: string;
}

/** Methods whose refusals the server's lists can explain. */
const LISTED_METHODS: readonly string[] = [
  'tools/call',
  'prompts/get',
  'resources/read',
  'completion/complete',
];

function isOpen(asked: Asked | undefined, answer: ErrorAnswer, known: Known): boolean {
  const { form, code = 0 } = answer;
  const { trace, listing, declaresTools } = known;
  if (!asked || listing || !LISTED_METHODS.includes(asked.method)) return false;
  // Resources may be many: they are listed only where that can decide anything.
  if (asked.method === 'resources/read') return NAMELESS.has(code) || saysUnknown(answer.text, asked);
  if (trace?.ran) return false;
  if (form === 'result') return true;
  return !OTHER_MEANINGS.has(code) && !(code === METHOD_NOT_FOUND && declaresTools === false);
}

/** Whether an answer says, in an SDK's words or by its code, that the name is unknown: a list that has it may be old. */
export function seemsUnknown(asked: Asked, answer: ErrorAnswer): boolean {
  return answer.code === METHOD_NOT_FOUND || saysNoTool(asked, answer) || saysUnknown(answer.text, asked);
}

function judge(asked: Asked | undefined, answer: ErrorAnswer, known: Known): Judged {
  switch (asked?.method) {
    case 'tools/call':
      return judgeTool(asked, answer, known);
    case 'prompts/get':
      return judgePrompt(asked, answer, known);
    case 'resources/read':
      return judgeResource(asked, answer, known);
    case 'completion/complete':
      return judgeCompletion(asked, answer, known);
    case undefined:
      return judgePlain(answer);
    default:
      return { kind: isBadResult(answer) ? 'invalid output' : 'protocol error' };
  }
}

function judgeTool(asked: Asked, answer: ErrorAnswer, known: Known): Judged {
  const { form, code, text } = answer;
  const { trace, listing, declaresTools } = known;
  const isResult = form === 'result';
  if (trace && !trace.isOwnError && isBadResult(answer)) return { kind: 'invalid output' };
  if (trace?.ran) {
    if (trace.isOwnError) return { kind: isResult ? 'tool error' : 'protocol error' };
    if (trace.isBadOutput || (isResult ? BAD_OUTPUT.test(text) : isBadResult(answer)))
      return { kind: 'invalid output' };
    return { kind: isResult ? 'tool error' : 'protocol error' };
  }
  if (trace?.arguments === 'refused') return invalidArguments(asked, answer, known);
  if (!isResult) {
    if (code !== undefined && OTHER_MEANINGS.has(code)) return { kind: 'protocol error' };
    if (code === METHOD_NOT_FOUND && declaresTools === false) return { kind: 'protocol error' };
  }
  if (isUnlisted(known)) return { kind: 'unknown name' };
  const isListed = listing !== undefined || trace?.isKnown === true;
  const isSdks = trace?.isSdk === true || (trace?.ran === false && code !== undefined);
  // Any tool may say so of something else; the code stands for a refusal only where no tool can have said it.
  if (code === METHOD_NOT_FOUND && (isResult ? isSdks || listing?.wantsTask : isListed))
    return { kind: 'protocol error' };
  if (listing?.forbidden?.length && trace?.arguments !== 'accepted')
    return invalidArguments(asked, answer, known);
  if (!isResult) return judgeErrorByWords(asked, answer, known);
  const isAuthors = trace?.isOwnError === true;
  if (!isAuthors) {
    if (BAD_OUTPUT.test(text)) return { kind: 'invalid output' };
    if (refusedArguments(asked, text) !== undefined) return invalidArguments(asked, answer, known);
  }
  if (!isAuthors && isSdks)
    return { kind: saysNoTool(asked, answer) && !isListed ? 'unknown name' : 'protocol error' };
  if (isListed || trace?.ran === false) return { kind: 'tool error' };
  if (!isAuthors && saysNoTool(asked, answer)) return { kind: 'unknown name' };
  return { kind: 'unclear', hint: UNCLEAR };
}

const UNCLEAR =
  'The tools could not be listed, so it cannot be told whether the tool is unknown, its arguments were refused, or the tool itself failed.';

function judgePrompt(asked: Asked, answer: ErrorAnswer, known: Known): Judged {
  const { trace, listing } = known;
  if (isBadResult(answer)) return { kind: 'invalid output' };
  // A prompt whose handler ran was found, and its arguments were accepted.
  if (trace?.ran) return { kind: 'protocol error' };
  if (answer.code !== undefined && OTHER_MEANINGS.has(answer.code)) return { kind: 'protocol error' };
  if (isUnlisted(known)) return { kind: 'unknown name' };
  if (answer.code === METHOD_NOT_FOUND && listing) return { kind: 'protocol error' };
  if (listing?.forbidden?.length) return invalidArguments(asked, answer, known);
  return judgeErrorByWords(asked, answer, known);
}

function judgeResource(asked: Asked, answer: ErrorAnswer, known: Known): Judged {
  const { code, data, text } = answer;
  const { trace, listing } = known;
  if (isBadResult(answer)) return { kind: 'invalid output' };
  const uri = asked.name ?? '';
  if (reasonOf(data) === 'invalid_uri') return { kind: 'invalid arguments' };
  const isListed = listing?.isListed === 'yes';
  if (code === RESOURCE_NOT_FOUND) return { kind: isListed ? 'protocol error' : 'unknown name' };
  if (code === INTERNAL_ERROR && text === 'Invalid URL' && !URL.canParse(uri))
    return { kind: 'invalid arguments' };
  if (code === INTERNAL_ERROR && text.startsWith('[') && issuesOfText(text))
    return { kind: 'invalid arguments' };
  const saysSo = saysUnknown(text, asked);
  if (code === METHOD_NOT_FOUND) return { kind: saysSo && !isListed ? 'unknown name' : 'protocol error' };
  if (code === INTERNAL_ERROR)
    return { kind: saysSo && !isListed && text.includes(uri) ? 'unknown name' : 'protocol error' };
  if (code !== INVALID_PARAMS) return { kind: 'protocol error' };
  if (!URL.canParse(uri)) return { kind: 'invalid arguments' };
  if (isListed) return { kind: 'protocol error' };
  // The URI is all that there is to be wrong about, and -32602 the code for one that is not there.
  if (saysSo || (trace?.ran !== true && listing?.isListed === 'no')) return { kind: 'unknown name' };
  const hint = `${uri} may be what a listed template expands to: the answer does not say whether the resource is unknown.`;
  return { kind: 'protocol error', ...(listing?.isListed === 'maybe' && { hint }) };
}

function judgeCompletion(asked: Asked, answer: ErrorAnswer, known: Known): Judged {
  if (isBadResult(answer)) return { kind: 'invalid output' };
  const { ref } = asked.params as { ref?: { type?: unknown } };
  if (ref?.type === 'ref/prompt' && isUnlisted(known) && answer.code !== METHOD_NOT_FOUND)
    return { kind: 'unknown name' };
  return judgeErrorByWords(asked, answer, known);
}

/** A plain result has nothing beside its words: of which tool they are is not known. */
function judgePlain({ form, text, code }: ErrorAnswer): Judged {
  if (form === 'error') return { kind: 'protocol error' };
  if (BAD_OUTPUT.test(text)) return { kind: 'invalid output' };
  if (code !== undefined && /^Tool [^]+ (?:not found|disabled)$/.test(text)) return { kind: 'unknown name' };
  const refused = /^(?:Input validation error: )?Invalid arguments for tool [^:]+: /.exec(text);
  if (refused) return { kind: 'invalid arguments', issues: issuesOfText(text.slice(refused[0].length)) };
  return { kind: 'tool error' };
}

/** A JSON-RPC error of a name that is listed, or of which there is no list. */
function judgeErrorByWords(asked: Asked, answer: ErrorAnswer, known: Known): Judged {
  const { code, text } = answer;
  if (isBadResult(answer)) return { kind: 'invalid output' };
  const isListed = known.listing?.isListed === 'yes' || known.trace?.isKnown === true;
  const saysSo = saysUnknown(text, asked);
  switch (code) {
    case METHOD_NOT_FOUND:
      if (isListed) return { kind: 'protocol error' };
      if (asked.method === 'tools/call' && known.declaresTools) return { kind: 'unknown name' };
      // fastmcp says it of prompts and resources too.
      return { kind: saysSo ? 'unknown name' : 'protocol error' };
    case INVALID_PARAMS:
      if (saysSo) return { kind: isListed ? 'protocol error' : 'unknown name' };
      if (isListed || SAYS_INVALID.test(text)) return invalidArguments(asked, answer, known);
      return {
        kind: 'protocol error',
        hint: `The server does not say whether it refused the name or the arguments, and ${asked.name ?? 'the name'} is not known to be listed.`,
      };
    case INTERNAL_ERROR:
      // SDK v1 answers parameters of the wrong type with zod's issues.
      if (text.startsWith('[') && issuesOfText(text)) return invalidArguments(asked, answer, known);
      if (asked.name !== undefined && text.includes(asked.name) && saysSo && !isListed)
        return { kind: 'unknown name' };
      return { kind: 'protocol error' };
    default:
      return { kind: 'protocol error' };
  }
}

/** Whether the list says that there is nothing of that name, and what was seen inside the server does not contradict it. */
function isUnlisted({ trace, listing }: Known): boolean {
  return listing?.isListed === 'no' && trace?.isKnown !== true;
}

/** What was wrong where: by the schema, in the server's own words where it has some for the same place. */
function invalidArguments(asked: Asked, { text, form }: ErrorAnswer, { listing }: Known): Judged {
  const detail = refusedArguments(asked, text) ?? (form === 'error' ? detailOf(text) : text);
  const sent = asked.params.arguments;
  const names = listing?.names ?? [];
  const told = issuesOfText(detail, { sent, names });
  const forbidden = listing?.forbidden ?? [];
  if (forbidden.length === 0) return { kind: 'invalid arguments', issues: told };
  const isSame = (one: Issue, other: Issue): boolean => one.path.join('\0') === other.path.join('\0');
  const inWords = forbidden.map(issue => told?.find(other => isSame(issue, other)) ?? issue);
  // What a schema cannot say, a refinement for example, only the server's words tell.
  const more = (told ?? []).filter(
    issue => issue.path.length > 0 && !forbidden.some(other => isSame(issue, other)),
  );
  return { kind: 'invalid arguments', issues: [...new Set([...inWords, ...more])] };
}

/** SDK v1 and v2 validate the output after the handler has run, and dress what they find as the tool's error. */
const BAD_OUTPUT = /^Output validation error: /;

const SAYS_INVALID = /invalid (?:arguments|params|parameters)|validation (?:failed|error)|missing required/i;

/** SDKs hold a handler's result against MCP's shapes with the code that is meant for arguments. */
function isBadResult({ form, text }: ErrorAnswer): boolean {
  return form === 'error' && /^Invalid [\w/]+ result\b/.test(text);
}

/** What follows the sentence with which both SDKs refuse the arguments of this very tool or prompt. */
function refusedArguments(asked: Asked, text: string): string | undefined {
  const noun = asked.method === 'prompts/get' ? 'prompt' : 'tool';
  const body = text.replace(/^Input validation error: /, '');
  const sentence = `Invalid arguments for ${noun} ${asked.name ?? ''}: `;
  return body.startsWith(sentence) ? body.slice(sentence.length) : undefined;
}

/** What follows a heading such as "Validation failed: ". */
function detailOf(text: string): string {
  const body = text.replace(/^Input validation error: /, '');
  const end = body.indexOf(':');
  const isHeading =
    body.startsWith(': ', end) &&
    /invalid (?:arguments|params|parameters)|validation failed/i.test(body.slice(0, end));
  return isHeading ? body.slice(end + 2) : text;
}

/** The sentence with which SDK v1 refuses the name of this very tool. */
function saysNoTool({ name }: Asked, { text, code }: ErrorAnswer): boolean {
  return (
    code !== undefined && (text === `Tool ${name ?? ''} not found` || text === `Tool ${name ?? ''} disabled`)
  );
}

function saysUnknown(text: string, asked: Asked): boolean {
  const what =
    { 'tools/call': 'tool', 'prompts/get': 'prompt', 'resources/read': 'resource' }[asked.method] ??
    '(?:prompt|resource|resource template|reference)';
  if (new RegExp(`\\b(?:unknown|no such|unrecognized) ${what}\\b`, 'i').test(text)) return true;
  // One after the other, as a text may name it a thousand times.
  const named = new RegExp(`\\b${what}\\b`, 'i').exec(text);
  return (
    named !== null &&
    /\b(?:not found|does not exist|disabled|is unknown|not registered)/i.test(
      text.slice(named.index + named[0].length),
    )
  );
}

function reasonOf(data: unknown): unknown {
  return (data as { reason?: unknown } | null | undefined)?.reason;
}
