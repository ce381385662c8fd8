import { JSON } from '../core';
import { LIST, type ListKey } from './attempt';
import { textOf } from './classify';
import { usageError } from '../messages/stack';

/** Text that a model reads. */
export interface TextContent {
  type: 'text';
  text: string;
  annotations?: Annotations;
  _meta?: Record<string, unknown>;
}
/** A picture, as base64. */
export interface ImageContent {
  type: 'image';
  data: string;
  mimeType: string;
  annotations?: Annotations;
  _meta?: Record<string, unknown>;
}
/** A sound, as base64. */
export interface AudioContent {
  type: 'audio';
  data: string;
  mimeType: string;
  annotations?: Annotations;
  _meta?: Record<string, unknown>;
}
/** A resource that the client may read later. */
export interface ResourceLink {
  type: 'resource_link';
  uri: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
  size?: number;
  annotations?: Annotations;
  _meta?: Record<string, unknown>;
}
/** A resource that comes with the result. */
export interface EmbeddedResource {
  type: 'resource';
  resource: ResourceContents;
  annotations?: Annotations;
  _meta?: Record<string, unknown>;
}
/** For whom a block is meant, and how much it matters. */
export interface Annotations {
  audience?: ('user' | 'assistant')[];
  priority?: number;
  lastModified?: string;
}
/** One block of a tool's result or a prompt's message. */
export type ContentBlock = TextContent | ImageContent | AudioContent | ResourceLink | EmbeddedResource;

/** One of the contents of a resource: text, or base64 in `blob`. */
export interface ResourceContents {
  uri: string;
  mimeType?: string;
  text?: string;
  blob?: string;
  _meta?: Record<string, unknown>;
}

/**
 * What `callTool` resolves to: the wire's own fields, and three conveniences that no comparison and no
 * snapshot sees.
 */
export interface ToolResult<Structured = Record<string, unknown>> {
  content: ContentBlock[];
  structuredContent?: Structured;
  isError?: boolean;
  _meta?: Record<string, unknown>;
  /** All text blocks, joined by newlines; a tool error's text too. @throws when there is no text block. */
  text(): string;
  /** The text, parsed as JSON. @throws when the tool returned an error, or the text is not JSON. */
  json<T = unknown>(): T;
  /** `structuredContent`. @throws when the tool returned an error, or there is none. */
  structured<T = Structured>(): T;
}

/** What `readResource` resolves to. */
export interface ResourceResult {
  contents: ResourceContents[];
  _meta?: Record<string, unknown>;
  /** The text of all contents, joined by newlines. @throws when none of them is text. */
  text(): string;
  /** The text, parsed as JSON. @throws when it is not JSON. */
  json<T = unknown>(): T;
}

/** One message of a prompt. */
export interface PromptMessage {
  role: 'user' | 'assistant';
  content: ContentBlock;
}

/** What `getPrompt` resolves to. */
export interface PromptResult {
  description?: string;
  messages: PromptMessage[];
  _meta?: Record<string, unknown>;
  /** The text of all messages, joined by newlines. @throws when no message holds text. */
  text(): string;
}

/** What `complete` resolves to. */
export interface CompletionResult {
  completion: { values: string[]; total?: number; hasMore?: boolean };
  _meta?: Record<string, unknown>;
}

/** A JSON Schema, as it comes over the wire. */
export type JsonSchema = {
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  [keyword: string]: unknown;
};

/** A tool, as `listTools` lists it. */
export interface Tool {
  name: string;
  title?: string;
  description?: string;
  inputSchema: JsonSchema;
  outputSchema?: JsonSchema;
  annotations?: {
    title?: string;
    readOnlyHint?: boolean;
    destructiveHint?: boolean;
    idempotentHint?: boolean;
    openWorldHint?: boolean;
  };
  icons?: { src: string; mimeType?: string; sizes?: string[] }[];
  _meta?: Record<string, unknown>;
}
/** A resource, as `listResources` lists it. */
export interface Resource {
  uri: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
  size?: number;
  annotations?: Annotations;
  _meta?: Record<string, unknown>;
}
/** A resource template, as `listResourceTemplates` lists it. */
export interface ResourceTemplate {
  uriTemplate: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
  annotations?: Annotations;
  _meta?: Record<string, unknown>;
}
/** A prompt, as `listPrompts` lists it. */
export interface Prompt {
  name: string;
  title?: string;
  description?: string;
  arguments?: { name: string; description?: string; required?: boolean }[];
  _meta?: Record<string, unknown>;
}

/** Non-enumerable, so that `toEqual`, `toStrictEqual` and snapshots see the wire's fields alone. */
function withMethods<T extends object>(
  result: object,
  methods: Record<string, (...args: never[]) => unknown>,
): T {
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(result, name, { value, enumerable: false, configurable: true });
  return result as T;
}

/** Gives a raw result of `tools/call` its conveniences. */
export function toolResult(raw: object, name: string): ToolResult {
  const result = raw as Omit<ToolResult, 'text' | 'json' | 'structured'>;
  const refuseError = (method: string): void => {
    if (result.isError)
      throw usageError(
        `${method}() wants a result, but the tool ${name} returned an error: ${textOf(raw as never)}`,
      );
  };
  const text = (): string => {
    const types = result.content.map(block => block.type);
    if (!types.includes('text'))
      throw usageError(
        `text() found no text block in the result of ${name}: ${types.join(', ') || 'its content is empty'}.`,
      );
    return textOf(raw as never);
  };
  return withMethods(raw, {
    text,
    json: () => {
      refuseError('json');
      return parseJson(text(), `The text of ${name}`);
    },
    structured: () => {
      refuseError('structured');
      if (result.structuredContent === undefined)
        throw usageError(
          `structured() found no structuredContent in the result of ${name}. Its text: ${textOf(raw as never)}`,
        );
      return result.structuredContent;
    },
  });
}

/** Gives a raw result of `resources/read` its conveniences. */
export function resourceResult(raw: object, uri: string): ResourceResult {
  const text = (): string => {
    const texts = (raw as ResourceResult).contents.flatMap(contents =>
      typeof contents.text === 'string' ? [contents.text] : [],
    );
    if (texts.length === 0) throw usageError(`text() found no text in the contents of ${uri}.`);
    return texts.join('\n');
  };
  return withMethods(raw, { text, json: () => parseJson(text(), `The text of ${uri}`) });
}

/** Gives a raw result of `prompts/get` its conveniences. */
export function promptResult(raw: object, name: string): PromptResult {
  return withMethods(raw, {
    text: () => {
      const texts = (raw as PromptResult).messages.flatMap(({ content }) =>
        content.type === 'text' ? [content.text] : [],
      );
      if (texts.length === 0) throw usageError(`text() found no text in the messages of ${name}.`);
      return texts.join('\n');
    },
  });
}

/** Marks a complete list with what it is a list of. */
export function markList<T>(items: T[], key: ListKey): T[] {
  return Object.defineProperty(items, LIST, { value: key, enumerable: false });
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(`${what} is not JSON (${(error as Error).message}): ${text}`, { cause: error });
  }
}
