// For the global `expect` of @types/jest. Compiled, never run: `tsc -p test/types/tsconfig.globals.json`.
import { expectTypeOf } from 'expect-type';
import type {} from '../../src/matchers/types/augment';
import type { AuthServer } from '../../src/oauth/shapes';
import type { Operation } from '../../src/session/operation';
import type { TypedSession } from '../../src/session/verbs';
import type { OperationLike, SessionLike } from '../../src/protocol/attempt';
import type { Tool, ToolResult } from '../../src/protocol/results';
import type { JestMcpMatchers } from '../../src/matchers/types';

declare const operation: OperationLike;
declare const promise: Promise<ToolResult>;
declare const result: ToolResult;
declare const tools: Tool[];
declare const mcp: SessionLike;
declare const as: AuthServer;

// If these were `any`, everything below would pass whatever it says.
expectTypeOf(expect(result).toReturnToolText).not.toBeAny();
expectTypeOf(expect(operation).not.toReturnToolError).not.toBeAny();
expectTypeOf(expect(mcp).toHaveTool).not.toBeAny();
expectTypeOf(expect.toReturnToolText).not.toBeAny();
expectTypeOf(expect.not.toHaveTools).not.toBeAny();
expectTypeOf(expect(result).toReturnToolText('3')).not.toBeAny();
expectTypeOf<Parameters<JestMcpMatchers<void, unknown>['toHaveTool']>[1]>().not.toBeAny();
expectTypeOf<Parameters<JestMcpMatchers<void, unknown>['toReturnContent']>[0]>().not.toBeAny();
expectTypeOf<Parameters<JestMcpMatchers<void, unknown>['toCallTool']>[2]>().not.toBeAny();

// What is here is judged at once; what has to be waited for is awaited.
expectTypeOf(expect(result).toReturnToolText('3')).toEqualTypeOf<void>();
expectTypeOf(expect(result).not.toReturnToolText('3')).toEqualTypeOf<void>();
expectTypeOf(expect(tools).toHaveTool('add')).toEqualTypeOf<void>();
expectTypeOf(expect(operation).toReturnToolText('3')).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(operation).not.toRejectUnknown()).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(promise).toReturnToolText('3')).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(promise).resolves.toReturnToolText('3')).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(promise).rejects.not.toRejectWithCode(-32602)).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(mcp).toHaveTool('add')).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(mcp).not.toCallTool('add')).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(mcp).toHaveWrittenToStderr(/saved/)).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(mcp).not.toHaveWrittenToStdout('started')).toEqualTypeOf<Promise<void>>();

expectTypeOf(expect(operation).toRejectUnauthorized()).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(result).toRejectUnauthorized()).toEqualTypeOf<void>();
expectTypeOf(expect(mcp).toRejectUnauthorized({ strict: true })).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(() => ({})).toRejectUnauthorized()).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(new URL('http://127.0.0.1/mcp')).not.toRejectUnauthorized()).toEqualTypeOf<
  Promise<void>
>();
expectTypeOf(expect(operation).toRejectForbidden({ scope: ['a'] })).toEqualTypeOf<Promise<void>>();

// Jest's own matchers are still there.
expectTypeOf(expect(result).toEqual(1)).toEqualTypeOf<void>();

// What may be expected.
void expect(operation).toReturnToolText(/3/);
void expect(operation).toReturnToolText(['1', /2/, expect.stringContaining('3')]);
void expect(operation).toReturnStructuredContent({ a: [1, null, { b: /x/ }], c: expect.any(Number) });
void expect(operation).toReturnContent([
  { type: 'text', text: /x/ },
  { type: 'image', data: expect.any(String), mimeType: 'image/png' },
]);
void expect(operation).toReturnResourceContents([{ uri: 'note://1', text: /milk/ }]);
void expect(operation).toReturnPromptMessages([{ role: 'user', content: { type: 'text', text: 'x' } }]);
void expect(operation).toReturnCompletions([]);
void expect(mcp).toHaveTool('add', {
  description: /two/,
  inputSchema: { properties: { a: { type: 'number' } } },
  annotations: { readOnlyHint: true },
});
void expect(mcp).toHaveTool('add', expect.objectContaining({ title: 'Add' }));
void expect(mcp).toHavePrompt('greet', { arguments: [{ name: 'name' }] });
void expect(mcp).toHaveCapability('experimental.something');
void expect(mcp).toCallTool('add', { a: 1 }, { sum: 3 });
void expect(mcp).toCallTool('add', undefined, ['3']);
interface Weather {
  celsius: number;
}
declare const weather: Weather;
void expect(operation).toReturnStructuredContent(weather);
expect({ first: result }).toEqual({
  first: expect.toReturnToolText('3'),
  second: expect.not.toHaveTools(['add']),
});

expectTypeOf(expect(as).toHaveSeen).not.toBeAny();
expectTypeOf(expect(as).toHaveSeen('POST /token')).toEqualTypeOf<void>();
void expect(as).not.toHaveSeen('GET /authorize', { scope: /notes/, resource: expect.any(String) });

// With a tool map, names, arguments and structured content are known, also where regular expressions and asymmetric
// matchers stand in them.
interface Tools {
  add: { arguments: { a: number; b: number }; structuredContent: { sum: number; steps: { text: string }[] } };
  list: { arguments: { limit?: number } };
  ping: object;
}
declare const adder: TypedSession<Tools>;
declare const added: Operation<ToolResult<Tools['add']['structuredContent']>>;
declare const done: ToolResult<Tools['add']['structuredContent']>;
const whole = { sum: 3, steps: [{ text: 'one' }] };
expectTypeOf(expect(adder).toCallTool('add', { a: 1, b: 2 })).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(adder).not.toCallTool('add', { a: 1, b: 2 })).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(adder).toHaveTool('add')).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(added).toReturnStructuredContent(whole)).toEqualTypeOf<Promise<void>>();
expectTypeOf(expect(done).toReturnStructuredContent(whole)).toEqualTypeOf<void>();
expectTypeOf(expect(added).resolves.toReturnStructuredContent(whole)).toEqualTypeOf<Promise<void>>();
void expect(adder).toCallTool('add', { a: 1, b: 2 }, '3');
void expect(adder).toCallTool('add', { a: 1, b: 2 }, /3/);
void expect(adder).toCallTool('add', { a: 1, b: 2 }, [{ type: 'text', text: /3/ }]);
void expect(adder).toCallTool('add', { a: 1, b: 2 }, whole);
void expect(adder).toCallTool('add', { a: 1, b: 2 }, { sum: expect.any(Number), steps: [{ text: /one/ }] });
void expect(adder).toCallTool('add', { a: 1, b: 2 }, expect.objectContaining({ sum: 3 }));
void expect(adder).toCallTool('list');
void expect(adder).toCallTool('list', {}, 'x');
void expect(adder).toCallTool('list', { limit: 1 }, { anything: 1 });
void expect(adder).toCallTool('ping');
void expect(adder).toHaveTools(['add', 'list', 'ping']);
void expect(adder).toHaveTools(expect.arrayContaining(['add']));
void expect(adder.callTool('add', { a: 1, b: 2 })).toReturnStructuredContent({
  sum: 3,
  steps: expect.arrayContaining([expect.objectContaining({ text: 'one' })]),
});
void expect(adder.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
void expect(adder.callTool('list')).toReturnStructuredContent({ anything: [1, { b: /x/ }] });
// @ts-expect-error a misspelt name
void expect(adder).toCallTool('ad', { a: 1, b: 2 });
// @ts-expect-error a misspelt name, under .not
void expect(adder).not.toCallTool('ad', { a: 1, b: 2 });
// @ts-expect-error an argument of the wrong type
void expect(adder).toCallTool('add', { a: 'x', b: 2 });
// @ts-expect-error an argument that is missing
void expect(adder).toCallTool('add', { a: 1 });
// @ts-expect-error arguments that are missing
void expect(adder).toCallTool('add');
// @ts-expect-error an argument that there is not
void expect(adder).toCallTool('list', { limits: 1 });
// @ts-expect-error a misspelt key of the structured content
void expect(adder).toCallTool('add', { a: 1, b: 2 }, { summ: 3, steps: [] });
// @ts-expect-error a misspelt name
void expect(adder).toHaveTool('ad');
// @ts-expect-error a misspelt name among others
void expect(adder).toHaveTools(['add', 'lst']);
// @ts-expect-error a misspelt key
void expect(added).toReturnStructuredContent({ summ: 3, steps: [] });
// @ts-expect-error a key that is missing: the whole is compared
void expect(added).toReturnStructuredContent({ sum: 3 });
// @ts-expect-error a value of the wrong type
void expect(added).not.toReturnStructuredContent({ sum: '3', steps: [] });
// @ts-expect-error a value of the wrong type, deep inside
void expect(added).resolves.toReturnStructuredContent({ sum: 3, steps: [{ text: 1 }] });
// @ts-expect-error of a result that is already here
expect(done).toReturnStructuredContent({ summ: 3, steps: [] });

// What must not compile.
// @ts-expect-error a path alone
void expect(as).toHaveSeen('/token');
// @ts-expect-error fields are an object
void expect(as).toHaveSeen('POST /token', 'grant_type');
// @ts-expect-error a misspelt matcher
void expect(operation).toReturnToolTxt('3');
// @ts-expect-error a misspelt asymmetric matcher
void expect.toReturnToolTxt('3');
// @ts-expect-error no text
void expect(operation).toReturnToolText();
// @ts-expect-error a number is no text
void expect(operation).toReturnToolText(3);
// @ts-expect-error a number is no text, in an array either
void expect(operation).toReturnToolText(['3', 4]);
// @ts-expect-error undefined is nothing to compare
void expect(operation).toReturnStructuredContent(undefined);
// @ts-expect-error a BigInt is no JSON
void expect(operation).toReturnStructuredContent(1n);
// @ts-expect-error no such type of block
void expect(operation).toReturnContent([{ type: 'txt', text: 'x' }]);
// @ts-expect-error a misspelt key of a block
void expect(operation).toReturnContent([{ type: 'text', txet: 'x', text: 'x' }]);
// @ts-expect-error no such role
void expect(operation).toReturnPromptMessages([{ role: 'system', content: { type: 'text', text: 'x' } }]);
// @ts-expect-error a code is a number
void expect(operation).toRejectWithCode('-32602');
// @ts-expect-error takes nothing
void expect(operation).toRejectUnknown('add');
// @ts-expect-error takes nothing
void expect(operation).toTimeOut(50);
// @ts-expect-error a misspelt option
void expect(mcp).toRejectUnauthorized({ validtoken: 'x' });
// @ts-expect-error a misspelt key
void expect(operation).toRejectForbidden({ scopes: 'a' });
// @ts-expect-error a number is no text
void expect(operation).toRejectForbidden(403);
// @ts-expect-error a path is text
void expect(operation).toRejectInvalidArguments(['a']);
// @ts-expect-error a misspelt key of a shape
void expect(mcp).toHaveTool('add', { desciption: 'x' });
// @ts-expect-error a misspelt key deep in a shape
void expect(mcp).toHaveTool('add', { annotations: { readonlyHint: true } });
// @ts-expect-error a key of the wrong type
void expect(mcp).toHaveTool('add', { annotations: { readOnlyHint: 'yes' } });
// @ts-expect-error resources have no inputSchema
void expect(mcp).toHaveResource('note://1', { inputSchema: {} });
// @ts-expect-error a name alone
void expect(mcp).toHaveTools('add');
// @ts-expect-error an output is one text
void expect(mcp).toHaveWrittenToStderr(['saved']);
// @ts-expect-error nothing to compare
void expect(mcp).toHaveWrittenToStdout();
// @ts-expect-error a misspelt capability
void expect(mcp).toHaveCapability('resources.subscribed');
// @ts-expect-error arguments of a prompt are text
void expect(mcp).toGetPrompt('greet', { times: 3 });
// @ts-expect-error arguments are an object
void expect(mcp).toCallTool('add', [1, 2]);
// @ts-expect-error a session is asked, and so this cannot stand inside another value
void expect.toCallTool('add');
// @ts-expect-error a handshake is asked for, and so this cannot stand inside another value
void expect.toHaveCapability('tools');
