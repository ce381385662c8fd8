// A server written by hand over stdio: it lists one tool, and refuses names and arguments in the way that it is told.
import { createInterface } from 'node:readline';
import { refuse, TOOL } from './refusing-ways.mjs';

const [, , way = 'plain'] = process.argv;
const send = message => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  if (method === 'initialize')
    send({
      id,
      result: {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'refusing', version: '1.0.0' },
      },
    });
  else if (method === 'tools/list') send({ id, result: { tools: [TOOL] } });
  else if (method === 'tools/call') send({ id, ...refuse(way, params) });
  else send({ id, error: { code: -32601, message: 'Method not found' } });
});
