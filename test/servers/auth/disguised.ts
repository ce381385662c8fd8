/** What a gate for the scopes of tools looks at. */
export type Looks = 'the body' | 'every message' | 'the headers' | 'the name in the header';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly name?: string };
}

/** A server by hand, whose tool `purge` needs `notes:write`, as far as its gate looks. Tokens are not verified at all. */
export function disguised(looks: Looks, era: 'legacy' | 'modern'): (request: Request) => Promise<Response> {
  return async request => {
    const claims = claimsOf(request);
    if (!claims) return new Response('', { status: 401, headers: { 'www-authenticate': 'Bearer' } });
    if (request.method !== 'POST') return new Response('', { status: 405 });
    const body = (await request.json()) as Message | Message[];
    const called = calledOf(looks, request.headers, body);
    if (called.includes('purge') && !claims.scope.split(' ').includes('notes:write')) {
      const challenge = 'Bearer error="insufficient_scope", scope="notes:write"';
      return new Response('', { status: 403, headers: { 'www-authenticate': challenge } });
    }
    const answers = [body].flat().flatMap(message => answerTo(message, era));
    return answers.length === 0
      ? new Response(null, { status: 202 })
      : Response.json(answers.length > 1 ? answers : answers[0]);
  };
}

function calledOf(looks: Looks, headers: Headers, body: Message | Message[]): (string | undefined)[] {
  switch (looks) {
    case 'the body':
      return [(body as Message).params?.name];
    case 'every message':
      return [body].flat().map(({ params }) => params?.name);
    case 'the headers':
      return headers.get('mcp-method') === 'tools/call' ? [(body as Message).params?.name] : [];
    case 'the name in the header':
      return [headers.get('mcp-name') ?? (body as Message).params?.name];
  }
}

function claimsOf(request: Request): { scope: string } | undefined {
  const payload = request.headers.get('authorization')?.split('.')[1];
  if (payload === undefined) return undefined;
  const { scope = '' } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { scope?: string };
  return { scope };
}

function answerTo({ id, method = '', params }: Message, era: 'legacy' | 'modern'): object[] {
  if (id === undefined) return [];
  const greeting = era === 'legacy' ? 'server/discover' : 'initialize';
  const result = method === greeting ? undefined : RESULTS[method]?.(params?.name);
  if (!result) return [{ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } }];
  return [{ jsonrpc: '2.0', id, result }];
}

const serverInfo = { name: 'notes', version: '1.0.0' };
const RESULTS: Readonly<Record<string, (name: string | undefined) => object>> = {
  initialize: () => ({ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo }),
  'server/discover': () => ({
    resultType: 'complete',
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: {} },
    serverInfo,
  }),
  'tools/list': () => ({ tools: [{ name: 'purge' }, { name: 'list' }] }),
  'tools/call': name => ({ content: [{ type: 'text', text: `${name} ran` }] }),
};
