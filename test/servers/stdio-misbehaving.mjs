// A program that sends more than it was asked for: see misbehaving.mjs.
import { createInterface } from 'node:readline';
import { messagesFor, TOOLS } from './misbehaving.mjs';

const send = message => process.stdout.write(`${JSON.stringify(message)}\n`);
const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'misbehaving', version: '0.0.1' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: TOOLS }),
};
createInterface({ input: process.stdin }).on('line', line => {
  const request = JSON.parse(line);
  const { id, method, params } = request;
  if (id === undefined) return;
  if (method === 'tools/call') messagesFor(request).forEach(send);
  else if (methods[method]) send({ jsonrpc: '2.0', id, result: methods[method](params ?? {}) });
});
