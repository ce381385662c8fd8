import {
  callTool,
  cancelled,
  disconnected,
  failsBothWays,
  invalidArguments,
  messageOf,
  protocolError,
  session,
  text,
  timedOut,
  toolError,
  unknownName,
} from './support';
import { forbidden, forbiddenWithoutScope, unauthorized } from './refusals';

it('passes on a refusal for want of a scope', async () => {
  await expect(callTool(forbidden)).toRejectForbidden();
  await expect(callTool(forbiddenWithoutScope)).toRejectForbidden();
  await expect(callTool(forbidden)).toRejectForbidden({ scope: 'notes:write' });
  await expect(callTool(forbidden)).toRejectForbidden({ scope: ['notes:purge', 'notes:write'] });
  await expect(callTool(forbidden)).toRejectForbidden({ scope: 'notes:purge notes:write' });
});

it('passes on the error of SDK v2', async () => {
  class InsufficientScopeError extends Error {
    requiredScope = 'notes:write';
  }
  const error = new InsufficientScopeError('Insufficient scope');
  await expect(Promise.reject(error)).toRejectForbidden({ scope: 'notes:write' });
  await expect(Promise.reject(error)).rejects.not.toRejectForbidden({ scope: 'notes:read' });
});

it('decides nothing on a 403 of which nobody knows what it is for', async () => {
  class StreamableHTTPError extends Error {
    code = 403;
  }
  await failsBothWays(new StreamableHTTPError('Error POSTing'), it => it.toRejectForbidden());
});

it('passes on a tool error that carries a challenge, or whose words are asked for', async () => {
  const result = {
    isError: true,
    content: [{ type: 'text', text: 'Ask your admin' }],
    _meta: { 'mcp/www_authenticate': 'Bearer error="insufficient_scope", scope="admin"' },
  };
  expect(result).toRejectForbidden({ scope: 'admin' });
  expect([result]).toEqual([expect.toRejectForbidden()]);
  await expect(callTool(toolError('Ask your admin'))).toRejectForbidden(/admin/);
  await expect(callTool(toolError('Ask your admin'))).not.toRejectForbidden();
});

it.each([
  ['a result', text('3')],
  ['a tool error', toolError('No')],
  ['invalid arguments', invalidArguments],
  ['an unknown name', unknownName],
  ['a protocol error', protocolError],
  ['a refusal of nobody', unauthorized],
])('passes under .not on %s', async (_, outcome) => {
  await expect(callTool(outcome)).not.toRejectForbidden();
});

it('fails on a result', async () => {
  expect(await messageOf(() => expect(callTool(text('PURGED'))).toRejectForbidden({ scope: 'notes:write' })))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectForbidden<dim>(</><green>expected</><dim>)</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>forbidden, for want of "notes:write"</>
   Received:  <red>result text "PURGED"</>

   In memory no HTTP middleware runs: only the scopes that single tools ask for are enforced, of somebody who is known. Give the server its verifier, { auth: { verifier } }, or serve the application.

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← result      text "PURGED"      1.2 ms</>
  `);
});

it('fails on another scope, and names what is missing', async () => {
  await expect(callTool(forbidden)).not.toRejectForbidden({ scope: 'notes:admin' });
  expect(
    await messageOf(() =>
      expect(callTool(forbidden)).toRejectForbidden({ scope: ['notes:write', 'notes:admin'] }),
    ),
  ).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectForbidden<dim>(</><green>expected</><dim>)</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>forbidden, for want of "notes:write" and "notes:admin"</>
   Received:  <red>forbidden: POST /mcp answered 403 with the challenge: Bearer error="insufficient_scope", scope="notes:write notes:purge".</>

   The challenge asks for "notes:write notes:purge": it lacks "notes:admin".

   <dim>Wire, 1 frame (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
  `);
});

it('fails on a challenge without a scope', async () => {
  expect(await messageOf(() => expect(callTool(forbiddenWithoutScope)).toRejectForbidden({ scope: 'a' })))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectForbidden<dim>(</><green>expected</><dim>)</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>forbidden, for want of "a"</>
   Received:  <red>forbidden: POST /mcp answered 403 with the challenge: Bearer error="insufficient_scope".</>

   The challenge names no scope.

   <dim>Wire, 1 frame (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
  `);
});

it('fails on a refusal of nobody', async () => {
  expect(await messageOf(() => expect(callTool(unauthorized)).toRejectForbidden())).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectForbidden<dim>()</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>forbidden (403 insufficient_scope)</>
   Received:  <red>unauthorized: POST /mcp answered 401 with the challenge: Bearer error="invalid_token".</>

   401 is for a request without a token, or with a bad one: whether its scope would have been enough was never asked.

   <dim>Wire, 1 frame (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
  `);
});

it('fails under .not on such a refusal', async () => {
  expect(await messageOf(() => expect(callTool(forbidden)).not.toRejectForbidden({ scope: 'notes:write' })))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toRejectForbidden<dim>(</><green>expected</><dim>)</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  not <green>forbidden, for want of "notes:write"</>
   Received:  <red>forbidden: POST /mcp answered 403 with the challenge: Bearer error="insufficient_scope", scope="notes:write notes:purge".</>

   <dim>Wire, 1 frame (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
  `);
});

it.each([
  ['a broken connection', disconnected],
  ['a timeout', timedOut],
  ['a cancellation', cancelled],
])('decides nothing after %s', async (_, outcome) => {
  expect(await failsBothWays(callTool(outcome), it => it.toRejectForbidden())).toMatchSnapshot();
});

it('refuses wrong expectations', async () => {
  expect(await failsBothWays(callTool(forbidden), it => it.toRejectForbidden({ scopes: 'a' } as never)))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectForbidden<dim>(</><green>expected</><dim>)</>

   <bold>Matcher error</>: <green>expected</> must have a scope, and nothing else

   Expected has type:  object
   Expected has value: <green>{"scopes": "a"}</>

   For example: toRejectForbidden({ scope: 'notes:write' })
  `);
  for (const expected of [undefined, {}, { scope: [] }, { scope: '' }, { scope: 1 }, /(?:)/])
    await failsBothWays(callTool(forbidden), it => it.toRejectForbidden(expected as never));
});

it('refuses wrong subjects', async () => {
  for (const subject of [undefined, null, 'x', [], () => 1, session()])
    await failsBothWays(subject, it => it.toRejectForbidden());
  await expect(Promise.resolve(session())).not.toRejectForbidden();
});
