import type { Frame } from '../wire/frame';
import type { Outcome } from '../protocol/outcome';

/** What a server may ask of a client: the capability that it takes, SDK v1's schema, and the SDK servers' own method. */
const REQUESTS: Readonly<Record<string, { capability: string; schema: string; verb: string }>> = {
  'elicitation/create': { capability: 'elicitation', schema: 'ElicitRequestSchema', verb: 'elicitInput' },
  'sampling/createMessage': {
    capability: 'sampling',
    schema: 'CreateMessageRequestSchema',
    verb: 'createMessage',
  },
  'roots/list': { capability: 'roots', schema: 'ListRootsRequestSchema', verb: 'listRoots' },
};

const METHOD_NOT_FOUND = -32601;

/** The client of a test, as far as a server could ask it something. */
export interface AskedClient {
  readonly capabilities: Readonly<Record<string, unknown>>;
  /** Whether its handlers are set by the name of a method (SDK v2), rather than by a schema (v1). */
  readonly takesMethods: boolean;
}

/**
 * What to write where a request failed because the server asked something of the test's client, which could not answer:
 * the client has no handler, as the wire shows, or it has not declared the capability, so that the server's SDK did
 * not even ask, as the stack of what the handler threw shows.
 *
 * @param frames what crossed the wire since the request was sent
 * @returns undefined where it failed for another reason
 */
export function hintOfUnanswered(
  outcome: Outcome,
  frames: readonly Frame[],
  { capabilities, takesMethods }: AskedClient,
): string | undefined {
  if (outcome.kind === 'result') return undefined;
  const refused = frames.find(
    ({ direction, message }) =>
      direction === 'to server' && message.error?.code === METHOD_NOT_FOUND && message.id !== undefined,
  );
  const asked = frames.find(
    ({ direction, message }) =>
      direction === 'to client' && message.method !== undefined && message.id === refused?.message.id,
  )?.message.method;
  if (refused && asked !== undefined) {
    const { schema = '…Schema', capability } = REQUESTS[asked] ?? {};
    const key = takesMethods ? `'${asked}'` : schema;
    const isDeclared = capability === undefined || capabilities[capability] !== undefined;
    return [
      `The server asked ${asked}, and the test's client has no handler for it. ${isDeclared ? 'Set one before the call:' : 'Declare the capability, and set a handler before the call:'}`,
      ...(isDeclared ? [] : [`  mcp.serve(…, { clientCapabilities: { ${capability}: {} } });`]),
      `  (await mcp.client).setRequestHandler(${key}, async request => …);`,
    ].join('\n');
  }
  const unasked = Object.values(REQUESTS).find(
    ({ capability, verb }) => capabilities[capability] === undefined && wasThrownBy(verb, outcome.thrown),
  );
  return (
    unasked &&
    `The test's client does not declare the capability ${unasked.capability}, so the server did not ask. Declare it:\n  mcp.serve(…, { clientCapabilities: { ${unasked.capability}: {} } });`
  );
}

/** Whether an SDK's own method threw it: that stands above the handler's line in the stack. */
function wasThrownBy(verb: string, thrown: unknown): boolean {
  const { stack } = (thrown ?? {}) as { stack?: unknown };
  if (typeof stack !== 'string') return false;
  const frames = stack.split('\n').filter(line => /^\s+at /.test(line));
  const own = frames.findIndex(line => !line.includes('@modelcontextprotocol'));
  return frames.slice(0, own === -1 ? frames.length : own).some(line => line.includes(`.${verb} `));
}
