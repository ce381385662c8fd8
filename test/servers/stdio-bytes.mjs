// A server by hand whose lines are written as MODE says.
import { Buffer } from 'node:buffer';
import { createInterface } from 'node:readline';

const mode = process.env.MODE;
const write = message => {
  const json = JSON.stringify({ jsonrpc: '2.0', ...message });
  const lines = {
    bom: `\ufeff${json}\n`,
    'a terminal title': `\u001b]0;server\u0007${json}\n`,
    'UTF-16': Buffer.from(`${json}\n`, 'utf16le'),
    'LSP headers': `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
    'no line break': json,
  };
  process.stdout.write(lines[mode]);
};

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line);
  if (method !== 'initialize') return;
  write({
    id,
    result: {
      protocolVersion: params.protocolVersion,
      capabilities: {},
      serverInfo: { name: 'bytes', version: '1.0.0' },
    },
  });
});
