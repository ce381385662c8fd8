import type { TOOLS } from '../../protocol/attempt';
import type { Expected, ExpectedContent, ExpectedJson, ExpectedText } from '../engine/expected';

/** The tool map of a subject that has one: of a session of `mcp.typed<Tools>()`. `never` of any other. */
type ToolsOf<T> = T extends { readonly [TOOLS]: infer Tools } ? Tools : never;

/** The names that a subject's tools have: any text, where no tool map was declared. */
export type ToolName<T> = [ToolsOf<T>] extends [never] ? string : keyof ToolsOf<T> & string;

/** What `toCallTool` takes after the name. */
export type CallRest<T, Name> = [ToolsOf<T>] extends [never]
  ? [args?: Readonly<Record<string, unknown>>, expected?: ExpectedText | ExpectedContent | object]
  : Name extends keyof ToolsOf<T>
    ? TypedRest<ToolsOf<T>[Name]>
    : never;

type TypedRest<Tool> = Tool extends { arguments: infer Arguments extends object }
  ? Record<never, never> extends Arguments
    ? [args?: Arguments, expected?: ExpectedOf<Tool>]
    : [args: Arguments, expected?: ExpectedOf<Tool>]
  : [args?: Record<string, never>, expected?: ExpectedOf<Tool>];

type ExpectedOf<Tool> =
  | ExpectedText
  | ExpectedContent
  | (Tool extends { structuredContent: infer Structured } ? Whole<Structured> : object);

/** A value that is compared whole, where its keys are known. */
type Whole<Structured> = string extends keyof Structured ? ExpectedJson : Expected<Structured>;

/** What `toReturnStructuredContent` takes: the shape of the tool's own result, where a tool map declared it. */
export type ExpectedStructured<T> =
  Awaited<T> extends { readonly content: unknown; structuredContent?: infer Structured }
    ? [NonNullable<Structured>] extends [never]
      ? ExpectedJson
      : Whole<NonNullable<Structured>>
    : ExpectedJson;
