import {
  callTool,
  cancelled,
  disconnected,
  failsBothWays,
  invalidArguments,
  messageOf,
  protocolError,
  readResource,
  session,
  text,
  timedOut,
  toolError,
  unknownName,
} from './support';
import { forbidden, unauthorized } from './refusals';

it('passes on a refusal for want of a good token', async () => {
  await expect(callTool(unauthorized)).toRejectUnauthorized();
  await expect(readResource(unauthorized)).toRejectUnauthorized();
  await expect(callTool(unauthorized)).toRejectUnauthorized(/token/);
});

it('passes on the errors of the SDKs', async () => {
  class UnauthorizedError extends Error {}
  class StreamableHTTPError extends Error {
    code = 401;
  }
  class SdkHttpError extends Error {
    override name = 'SdkHttpError';
    code = 'CLIENT_HTTP_NOT_IMPLEMENTED';
    data = { status: 401 };
  }
  for (const error of [
    new UnauthorizedError('Unauthorized'),
    new StreamableHTTPError('no'),
    new SdkHttpError('no'),
  ]) {
    await expect(Promise.reject(error)).toRejectUnauthorized();
    await expect(Promise.reject(error)).rejects.toRejectUnauthorized();
    await expect(Promise.reject(error)).not.toRejectForbidden();
    expect(error).toRejectUnauthorized();
  }
});

it('decides nothing on another failure of HTTP', async () => {
  class StreamableHTTPError extends Error {
    code = 500;
  }
  await failsBothWays(new StreamableHTTPError('Error POSTing'), it => it.toRejectUnauthorized());
});

const challenged = (challenge: string): object => ({
  isError: true,
  content: [{ type: 'text', text: 'Log in first' }],
  _meta: { 'mcp/www_authenticate': [challenge] },
});

it('passes on a tool error that carries a challenge', async () => {
  expect(challenged('Bearer error="invalid_token"')).toRejectUnauthorized();
  expect(challenged('Bearer error="insufficient_scope", scope="a"')).not.toRejectUnauthorized();
  await expect(Promise.resolve(challenged('Bearer'))).resolves.toRejectUnauthorized();
  expect([challenged('Bearer')]).toEqual([expect.toRejectUnauthorized()]);
});

it('takes a result for a result, whatever challenge it carries', () => {
  expect({ ...challenged('Bearer'), isError: false }).not.toRejectUnauthorized();
});

it.each([
  ['a result', text('3')],
  ['a tool error', toolError('Who are you?')],
  ['invalid arguments', invalidArguments],
  ['an unknown name', unknownName],
  ['a protocol error', protocolError],
  ['a refusal for want of a scope', forbidden],
])('passes under .not on %s', async (_, outcome) => {
  await expect(callTool(outcome)).not.toRejectUnauthorized();
});

it('fails on a result, and says what memory cannot prove', async () => {
  expect(await messageOf(() => expect(callTool(text('PURGED'))).toRejectUnauthorized()))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectUnauthorized<dim>()</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>unauthorized (401)</>
   Received:  <red>result text "PURGED"</>

   In memory no HTTP middleware runs: only the scopes that single tools ask for are enforced, of somebody who is known. Give the server its verifier, { auth: { verifier } }, or serve the application.

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← result      text "PURGED"      1.2 ms</>
  `);
});

it('fails on a tool error, and says how to accept its words', async () => {
  expect(await messageOf(() => expect(callTool(toolError('Who are you?'))).toRejectUnauthorized()))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectUnauthorized<dim>()</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>unauthorized (401)</>
   Received:  <red>tool error "Who are you?"</>

   The tool ran, and its own words are all that a client gets: no status, no challenge. If these words are its refusal, name them: toRejectUnauthorized(/…/)

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call    add {"a":1,"b":2}</>
   <dim>  ← error result  text "Who are you?"  1.2 ms</>
  `);
});

it('accepts the words of a tool where they are asked for', async () => {
  await expect(callTool(toolError('Who are you?'))).toRejectUnauthorized(/who are/i);
  await expect(callTool(toolError('Who are you?'))).not.toRejectUnauthorized(/go away/);
  expect(await messageOf(() => expect(callTool(toolError('Who are you?'))).toRejectUnauthorized(/go away/)))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectUnauthorized<dim>(</><green>text</><dim>)</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>unauthorized, or the tool error /go away/</>
   Received:  <red>tool error "Who are you?"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call    add {"a":1,"b":2}</>
   <dim>  ← error result  text "Who are you?"  1.2 ms</>
  `);
});

it('fails on a refusal for want of a scope', async () => {
  expect(await messageOf(() => expect(callTool(forbidden)).toRejectUnauthorized())).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectUnauthorized<dim>()</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>unauthorized (401)</>
   Received:  <red>forbidden: POST /mcp answered 403 with the challenge: Bearer error="insufficient_scope", scope="notes:write notes:purge".</>

   403 is for a caller who was recognised, and may not do this.

   <dim>Wire, 1 frame (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
  `);
});

it('fails under .not on a refusal', async () => {
  expect(await messageOf(() => expect(callTool(unauthorized)).not.toRejectUnauthorized()))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toRejectUnauthorized<dim>()</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  not <green>unauthorized (401)</>
   Received:  <red>unauthorized: POST /mcp answered 401 with the challenge: Bearer error="invalid_token".</>

   <dim>Wire, 1 frame (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
  `);
});

it.each([
  ['a broken connection', disconnected],
  ['a timeout', timedOut],
  ['a cancellation', cancelled],
])('decides nothing after %s', async (_, outcome) => {
  expect(await failsBothWays(callTool(outcome), it => it.toRejectUnauthorized())).toMatchSnapshot();
});

it('judges a promise of a session', async () => {
  expect(await messageOf(() => expect(Promise.resolve(session())).toRejectUnauthorized()))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>promise</><dim>).</>toRejectUnauthorized<dim>()</>

   Expected:  <green>unauthorized (401)</>
   Received:  <red>an open session: the server let the caller in</>
  `);
  await expect(Promise.resolve(session())).not.toRejectUnauthorized();
});

it('refuses what would accept anything', async () => {
  expect(await failsBothWays(callTool(unauthorized), it => it.toRejectUnauthorized(undefined as never)))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectUnauthorized<dim>(</><green>text</><dim>)</>

   <bold>Matcher error</>: <green>text</> must be left out, or hold something to compare with

   Text has value: <green>undefined</>
  `);
  await failsBothWays(callTool(unauthorized), it => it.toRejectUnauthorized(/(?:)/));
  expect(
    await failsBothWays(callTool(unauthorized), it => it.toRejectUnauthorized({ blackBox: true } as never)),
  ).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectUnauthorized<dim>(</><green>text</><dim>)</>

   <bold>Matcher error</>: <green>text</> must be a text, as the subject is an operation

   Text has type:  object
   Text has value: <green>{"blackBox": true}</>

   Options are for a whole application: await expect(app).toRejectUnauthorized({ auth: as })
  `);
});

it('refuses wrong subjects', async () => {
  for (const subject of [undefined, null]) await failsBothWays(subject, it => it.toRejectUnauthorized());
  await failsBothWays(Promise.resolve('x'), it => it.toRejectUnauthorized());
  expect(
    await failsBothWays(Promise.reject(new TypeError('x is undefined')), it => it.toRejectUnauthorized()),
  ).toContain('not with an answer of a server');
});

it('cuts long words', async () => {
  const message = await messageOf(() =>
    expect(callTool(toolError('x'.repeat(2_000)))).toRejectUnauthorized(),
  );
  expect(message).toContain('more characters');
});
