/* global setTimeout -- an entry has timers of its own, and node:timers has not */
// A server by hand whose lines are written as MODE says: all of them, or its answers to METHOD alone.
import { Buffer } from 'node:buffer';
import { createInterface } from 'node:readline';

const { MODE, METHOD } = process.env;
const ways = {
  // What no client reads.
  'text before': json => `starting ${json}\n`,
  'text behind': json => `${json} done\n`,
  'a message before': json => `{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}${json}\n`,
  batch: json => `[${json}]\n`,
  bom: json => `\ufeff${json}\n`,
  'a terminal title': json => `\u001b]0;server\u0007${json}\n`,
  'UTF-16': json => Buffer.from(`${json}\n`, 'utf16le'),
  indented: json => `${JSON.stringify(JSON.parse(json), null, 2)}\n`,
  'LSP headers': json => `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  'no line break': json => json,
  'text before, no line break': json => `starting ${json}`,
  // What every client reads.
  'as it should': json => `${json}\n`,
  CRLF: json => `${json}\r\n`,
  spaced: json => `  ${json} \n`,
  'logged before': json => `sending ${json}\n${json}\n`,
  'logged behind': json => `${json}\nsent ${json}\n`,
  'logged as JSON': json => `{"level":30,"message":${json}}\n${json}\n`,
  'logged over lines': json => `${JSON.stringify(JSON.parse(json), null, 2)}\n${json}\n`,
  'a line break by itself': json => (setTimeout(() => process.stdout.write('\n'), 20), json),
  'in pieces': json => (setTimeout(() => process.stdout.write(`${json.slice(-1)}\n`), 20), json.slice(0, -1)),
};
const write = (message, isMeant) => {
  const way = isMeant ? MODE : 'as it should';
  process.stdout.write(ways[way](JSON.stringify({ jsonrpc: '2.0', ...message })));
};
const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'bytes', version: '1.0.0' },
  }),
  'tools/list': () => ({ tools: [{ name: 'greet', inputSchema: { type: 'object' } }] }),
  'tools/call': () => ({ content: [{ type: 'text', text: 'Hello!' }] }),
};

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line);
  const result = methods[method]?.(params);
  if (result) write({ id, result }, METHOD === undefined || METHOD === method);
});
