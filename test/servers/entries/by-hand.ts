import { createInterface } from 'node:readline';

/** A right entry without an SDK: it reads lines and answers a few of them. */
interface Request {
  readonly id?: number;
  readonly method: string;
  readonly params?: { readonly name?: string; readonly protocolVersion?: string };
}

function answer({ method, params }: Request): object {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params?.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'by hand', version: '1.0.0' },
      };
    case 'tools/list':
      return { tools: [{ name: 'hello', inputSchema: { type: 'object' } }] };
    case 'tools/call':
      return { content: [{ type: 'text', text: `hello from ${process.argv.slice(2).join(' ')}` }] };
    default:
      return {};
  }
}

createInterface({ input: process.stdin }).on('line', line => {
  const request = JSON.parse(line) as Request;
  if (request.id === undefined) return;
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: request.id, result: answer(request) })}\n`);
});
