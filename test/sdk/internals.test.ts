/**
 * What the kit reads of the SDKs that no type of theirs shows. Where it is not there the kit sees less and goes on, so
 * that nothing else would fail: this does.
 */
import { MemoryLink } from '../../src/wire/memory';
import { WireRecorder } from '../../src/wire/recorder';
import { isSdkClient, isSdkServer, lowLevel, majorOf } from '../../src/sdk/packages';
import { connect, makeClient, makeServer, SDKS, type Sdk } from './servers';

type Fields = Readonly<Record<string, unknown>>;

/** Where an SDK keeps the callback of a tool, a prompt, a resource and a template. */
const CALLBACKS: Readonly<Record<Sdk, readonly [string, string, string, string]>> = {
  'v1, oldest': ['callback', 'callback', 'readCallback', 'readCallback'],
  v1: ['handler', 'callback', 'readCallback', 'readCallback'],
  v2: ['executor', 'handler', 'readCallback', 'readCallback'],
  'v2, modern era': ['executor', 'handler', 'readCallback', 'readCallback'],
};

describe.each(SDKS)('SDK %s', sdk => {
  const server = makeServer(sdk);
  const registry = (name: string, key: string): Fields =>
    (server as unknown as Readonly<Record<string, Readonly<Record<string, Fields>>>>)[name]![key]!;

  it('keeps callbacks in registries, by name and URI', () => {
    const [tool, prompt, resource, template] = CALLBACKS[sdk];
    expect(registry('_registeredTools', 'book')).toMatchObject({
      inputSchema: expect.anything(),
      [tool]: expect.any(Function),
    });
    expect(registry('_registeredPrompts', 'greet')[prompt]).toEqual(expect.any(Function));
    expect(registry('_registeredResources', 'rules://all')[resource]).toEqual(expect.any(Function));
    expect(registry('_registeredResourceTemplates', 'rule')[template]).toEqual(expect.any(Function));
  });

  it('matches URIs with its templates', () => {
    const { uriTemplate } = registry('_registeredResourceTemplates', 'rule').resourceTemplate as {
      uriTemplate: { match(uri: string): unknown };
    };
    expect(uriTemplate.match('rule://7')).toEqual({ number: '7' });
    expect(uriTemplate.match('rules://all')).toBeNull();
  });

  it('keeps low-level handlers in a map, by method', () => {
    const { _requestHandlers: handlers } = lowLevel(server) as unknown as { _requestHandlers: unknown };
    expect(handlers).toBeInstanceOf(Map);
    expect((handlers as Map<string, unknown>).get('tools/call')).toEqual(expect.any(Function));
  });

  it('is told apart from its client, and from the other major', () => {
    expect([isSdkServer(server), isSdkServer(lowLevel(server)), isSdkServer(makeClient(sdk))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isSdkClient(makeClient(sdk))).toBe(true);
    expect(majorOf(server)).toBe(sdk.startsWith('v2') ? 2 : 1);
  });

  it('hands on to the transport the very objects that were given with a request', async () => {
    const sent: unknown[] = [];
    const link = new MemoryLink(
      new WireRecorder({
        onframe: (_frame, { method, params }) => {
          if (method === 'tools/call') sent.push(params?.arguments);
        },
      }),
    );
    const { client, close } = await connect(sdk, makeServer(sdk), link);
    const args = { by: 'Ada' };
    await client.callTool({ name: 'book', arguments: args }).catch(() => undefined);
    await close();
    expect(sent).toHaveLength(1);
    // The same object, not an equal one: requests that run side by side are told apart by it.
    expect(sent[0]).toBe(args);
  });
});

describe.each(['v1', 'v2'] as const)('SDK %s', sdk => {
  const server = makeServer(sdk);

  it('answers tools/call by three methods of McpServer', () => {
    const prototype = Object.getPrototypeOf(server) as Readonly<
      Record<string, (...args: unknown[]) => unknown>
    >;
    // (tool, arguments, name), (text), (tool, result, name)
    expect(prototype.validateToolInput).toHaveLength(3);
    expect(prototype.createToolError).toHaveLength(1);
    expect(prototype.validateToolOutput).toHaveLength(3);
  });

  it('says what is disabled', () => {
    const { _registeredTools: tools } = server as unknown as { _registeredTools: Record<string, Fields> };
    expect(tools.closed).toHaveProperty('enabled', false);
    expect(tools.book).toHaveProperty('enabled', true);
  });
});

it('v2 alone hands the scopes of its tools to a transport that takes them', async () => {
  expect('resolveScopeChallenge' in makeServer('v1')).toBe(false);
  const server = makeServer('v2');
  expect('resolveScopeChallenge' in server).toBe(true);
  const take = jest.fn();
  const link = new MemoryLink();
  await server.connect(Object.assign(link.server, { setScopeChallengeResolver: take }));
  await server.close();
  expect(take).toHaveBeenCalledWith(expect.any(Function));
});
