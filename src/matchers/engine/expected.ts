import type {
  ContentBlock,
  Prompt,
  PromptMessage,
  Resource,
  ResourceContents,
  ResourceTemplate,
  Tool,
} from '../../protocol/results';

/** One of Jest's asymmetric matchers: `expect.stringContaining('…')`, `expect.any(Number)`, … */
export interface AsymmetricMatch {
  asymmetricMatch(other: unknown): boolean;
}

/** A text to expect: the whole of it, a pattern in it, or an asymmetric matcher. */
export type TextPattern = string | RegExp | AsymmetricMatch;

/** All the text of a result as one, or an array to hold against its texts one by one. */
export type ExpectedText = TextPattern | readonly TextPattern[];

/** A JSON value to expect, with regular expressions and asymmetric matchers at any depth. */
export type ExpectedJson = object | string | number | boolean | null;

/** `T` with a regular expression wherever it holds text, and an asymmetric matcher anywhere. */
export type Expected<T> = T extends string
  ? T | RegExp | AsymmetricMatch
  : T extends readonly (infer Item)[]
    ? readonly Expected<Item>[] | AsymmetricMatch
    : T extends object
      ? { readonly [Key in keyof T]: Expected<T[Key]> } | AsymmetricMatch
      : T | AsymmetricMatch;

/** Some of `T`'s keys, at any depth: what is left out is not looked at. */
export type Shape<T> = T extends string
  ? T | RegExp | AsymmetricMatch
  : T extends readonly (infer Item)[]
    ? readonly Shape<Item>[] | AsymmetricMatch
    : T extends object
      ? { readonly [Key in keyof T]?: Shape<T[Key]> } | AsymmetricMatch
      : T | AsymmetricMatch;

/** The blocks of a tool's result. */
export type ExpectedContent = readonly Expected<ContentBlock>[] | AsymmetricMatch;
/** The contents of a resource. */
export type ExpectedContents = readonly Expected<ResourceContents>[] | AsymmetricMatch;
/** The messages of a prompt. */
export type ExpectedMessages = readonly Expected<PromptMessage>[] | AsymmetricMatch;
/** The values of a completion. */
export type ExpectedValues = readonly TextPattern[] | AsymmetricMatch;
/** What a tool must have, among other things. */
export type ToolShape = Shape<Tool>;
/** What a resource must have, among other things. */
export type ResourceShape = Shape<Resource>;
/** What a resource template must have, among other things. */
export type ResourceTemplateShape = Shape<ResourceTemplate>;
/** What a prompt must have, among other things. */
export type PromptShape = Shape<Prompt>;

/** A capability of a server, and what is below it. */
export type CapabilityPath =
  | 'completions'
  | 'logging'
  | 'prompts'
  | 'prompts.listChanged'
  | 'resources'
  | 'resources.listChanged'
  | 'resources.subscribe'
  | 'tools'
  | 'tools.listChanged'
  | 'tasks'
  | `tasks.${string}`
  | 'experimental'
  | `experimental.${string}`
  | 'extensions'
  | `extensions.${string}`;
