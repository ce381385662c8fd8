import { JSON } from '../core';
import { messageOf, withoutPrefix } from '../protocol/classify';
import type { Issue, Malformed } from '../protocol/outcome';
import { SchemaError, validate } from '../protocol/output-schema';
import type { Tool } from '../protocol/results';
import { judgedTogether, refusedSchema } from '../sdk/judge';
import type { Connection } from './connection';
import type { ServerLists } from './lists';

const MISSING: Issue = {
  path: [],
  message: 'The tool declares an outputSchema, but the result has no structuredContent.',
};

/** Why an SDK's client does not take a result of `tools/call`. */
export interface OutputFlaw {
  /** What is said where it is not the result that breaks the schema: the schema itself is refused. */
  readonly message?: string;
  readonly issues: readonly Issue[];
  /** Where no client learns of the schema: why. */
  readonly malformed?: Malformed;
}

/** What a result of `tools/call` has wrong by the tool's own `outputSchema`, as the session's client sees it. */
export async function outputFlaw(
  connection: Connection,
  lists: ServerLists,
  name: string,
  result: Readonly<Record<string, unknown>>,
): Promise<OutputFlaw | undefined> {
  const structured = result.structuredContent;
  const isError = result.isError === true;
  const checked = connection.checksOutput(name);
  if (checked === 'no schema') return undefined;
  // McpServer skips its own check where a handler returns no content either.
  if (checked === 'presence' && structured === undefined && !isError) return { issues: [MISSING] };
  const listed = await lists.with('tools', tool => tool.name === name);
  if (!listed.items) {
    // A server without the method has no tool with a schema.
    if (structured === undefined || isError || listed.code === -32601) return undefined;
    const malformed = cannotBeSent(connection, listed.why, name) ?? {
      message: `tools/list failed, so no client knows whether ${JSON.stringify(name)} has an outputSchema`,
      at: listed.why,
    };
    return { issues: [], malformed };
  }
  const tools = listed.items as readonly Tool[];
  // Of several of one name, the clients of both SDKs keep the schema that is listed last.
  const tool = tools.findLast(candidate => candidate.name === name && candidate.outputSchema);
  return tool ? judgeOutput(connection, tool, tools, result) : undefined;
}

async function judgeOutput(
  { client }: Connection,
  tool: Tool,
  tools: readonly Tool[],
  result: Readonly<Record<string, unknown>>,
): Promise<OutputFlaw | undefined> {
  const { structuredContent: structured, isError } = result;
  const judge = client.judge(judgedTogether(tool, tools));
  const refused = await judge.refuses(tool.name, result);
  if (refused && refused.refused !== 'result')
    return { message: refusedSchema(client.made, tool.name, refused), issues: [] };
  if (!refused && client.validatesOutput) return undefined;
  if (structured === undefined) return isError === true ? undefined : { issues: [MISSING] };
  if (!refused && isError === true) return undefined;
  const issues = issuesIn(tool.outputSchema as object, structured);
  if (issues.length > 0) return { issues };
  const said = refused && withoutPrefix(messageOf(refused.error)).text;
  return said === undefined ? undefined : { issues: [{ path: [], message: said }] };
}

/** Where a value breaks a schema. Nowhere, where that cannot be told. */
function issuesIn(schema: object, value: unknown): readonly Issue[] {
  try {
    return validate(schema, value);
  } catch (error) {
    if (error instanceof SchemaError) return [];
    throw error;
  }
}

/** A schema that JSON Schema has no words for, where `tools/list` failed because of it. */
export function cannotBeSent(connection: Connection, why: string, tool?: string): Malformed | undefined {
  const found = connection.opened.observer?.unsendable(why, tool);
  if (!found) return undefined;
  const at = found.path === '' ? '' : ` (at ${found.path})`;
  return {
    message: `the ${found.key} of ${JSON.stringify(found.tool)} cannot be sent to clients`,
    at: `${found.part}${at} has no JSON Schema, so tools/list fails for every client.`,
    instead: found.instead,
  };
}
