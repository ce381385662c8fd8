import type { Attempt, Asked } from '../../protocol/attempt';
import { isRecord } from './values';

/** What a result is the result of. */
export type ResultKind = 'tool' | 'resource' | 'prompt' | 'completion' | 'list';

type Result = Readonly<Record<string, unknown>>;

const KIND_OF_METHOD: Readonly<Record<string, ResultKind>> = {
  'tools/call': 'tool',
  'resources/read': 'resource',
  'prompts/get': 'prompt',
  'completion/complete': 'completion',
  'tools/list': 'list',
  'resources/list': 'list',
  'resources/templates/list': 'list',
  'prompts/list': 'list',
};

const KIND_OF_KEY: readonly (readonly [key: string, kind: ResultKind])[] = [
  ['content', 'tool'],
  ['structuredContent', 'tool'],
  ['contents', 'resource'],
  ['messages', 'prompt'],
  ['completion', 'completion'],
  ['tools', 'list'],
  ['resources', 'list'],
  ['resourceTemplates', 'list'],
  ['prompts', 'list'],
];

/** What kind of result an operation has, or will have: from its method, from the result's keys where that is not known. */
export function resultKindOf({
  asked,
  outcome,
}: { readonly asked?: Asked } & Partial<Attempt>): ResultKind | 'other' | undefined {
  if (asked) return KIND_OF_METHOD[asked.method] ?? (asked.verb === 'request' ? undefined : 'other');
  const result = outcome?.result;
  return result && KIND_OF_KEY.find(([key]) => key in result)?.[1];
}

/** The text of a result, block by block, and what else it holds. */
export interface Texts {
  readonly texts: readonly string[];
  /** The types of the blocks that are not text. */
  readonly others: readonly string[];
}

/** Reads the text of a tool's result, a resource's contents or a prompt's messages. */
export function textsOf(kind: 'tool' | 'resource' | 'prompt', result: Result): Texts {
  const blocks = blocksOf(kind, result);
  const isText = (block: Result): boolean =>
    typeof block['text'] === 'string' && (kind === 'resource' || block['type'] === 'text');
  return {
    texts: blocks.filter(isText).map(block => block['text'] as string),
    others: blocks.filter(block => !isText(block)).map(typeOfBlock),
  };
}

function blocksOf(kind: 'tool' | 'resource' | 'prompt', result: Result): Result[] {
  if (kind === 'tool') return records(result['content']);
  if (kind === 'resource') return records(result['contents']);
  return records(result['messages']).flatMap(({ content }) =>
    records(Array.isArray(content) ? content : [content]),
  );
}

function records(value: unknown): Result[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function typeOfBlock({ type, blob, mimeType }: Result): string {
  const what = typeof type === 'string' ? type : blob === undefined ? 'unknown' : 'blob';
  return typeof mimeType === 'string' ? `${what} (${mimeType})` : what;
}

/** A part of a result that is compared as a value. */
export interface Part {
  readonly kind: ResultKind;
  /** What it is called in a message. */
  readonly name: string;
  /** What an expected value of it looks like. An empty list is nothing to compare, unless it is an answer of its own. */
  readonly form: 'json' | 'list' | 'list, maybe empty';
  /** Undefined where the result has nothing of the kind. */
  readonly read: (result: Result) => unknown;
}

const nonEmpty = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 0 ? undefined : value;

/** `structuredContent` of a tool's result. */
export const STRUCTURED_CONTENT: Part = {
  kind: 'tool',
  name: 'structuredContent',
  form: 'json',
  read: result => result['structuredContent'],
};

/** The blocks of a tool's result. */
export const CONTENT: Part = {
  kind: 'tool',
  name: 'content',
  form: 'list',
  read: result => nonEmpty(result['content']),
};

/** The contents of a resource. */
export const CONTENTS: Part = {
  kind: 'resource',
  name: 'contents',
  form: 'list',
  read: result => nonEmpty(result['contents']),
};

/** The messages of a prompt. */
export const MESSAGES: Part = {
  kind: 'prompt',
  name: 'messages',
  form: 'list',
  read: result => nonEmpty(result['messages']),
};

/** The values of a completion: an empty list is an answer like any other. */
export const COMPLETION_VALUES: Part = {
  kind: 'completion',
  name: 'values',
  form: 'list, maybe empty',
  read: result => (isRecord(result['completion']) ? result['completion']['values'] : undefined),
};
