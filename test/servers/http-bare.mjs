// An HTTP server without an SDK, so that it starts at once, and can do wrong whatever a program that listens can do
// wrong: its arguments say what.
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setImmediate, setTimeout } from 'node:timers';

const [port = process.env.PORT, ...wrongs] = process.argv.slice(2);
const has = wrong => wrongs.includes(wrong);
const text = value => ({ content: [{ type: 'text', text: value }] });

const tools = {
  add: ({ a, b }) => text(String(a + b)),
  pid: () => text(String(process.pid)),
  env: ({ name }) => text(String(process.env[name])),
  print: ({ text: said }) => {
    console.log(said);
    return text('printed');
  },
  die: ({ code }) => {
    console.error('about to die');
    process.exit(code);
  },
  'die-later': ({ code }) => {
    setImmediate(() => {
      console.error('dying now');
      process.exit(code);
    });
    return text('soon');
  },
};

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'http-bare', version: '0.0.1' },
  }),
  ping: () => ({}),
  'tools/list': () => ({
    tools: Object.keys(tools).map(name => ({ name, inputSchema: { type: 'object' } })),
  }),
  'tools/call': ({ name, arguments: args }) => tools[name](args ?? {}),
};

let isHealthy = !has('recovers');
let asked = 0;

const server = createServer(async (request, response) => {
  if (request.url === '/health') {
    asked++;
    if (has('recovers') && asked === 3) isHealthy = true;
    response.writeHead(isHealthy && !has('sick') ? 204 : 503).end();
    return;
  }
  if (request.url === '/whoami') return void response.end(request.headers.authorization ?? 'nobody');
  if (request.url !== '/mcp' || request.method !== 'POST')
    return void response.writeHead(request.url === '/mcp' ? 405 : 404).end();
  if (process.env.TOKEN && request.headers.authorization !== `Bearer ${process.env.TOKEN}`)
    return void response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
  let body = '';
  for await (const chunk of request) body += chunk;
  const { id, method, params } = JSON.parse(body);
  if (id === undefined) return void response.writeHead(202).end();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ jsonrpc: '2.0', id, result: methods[method](params ?? {}) }));
});

if (has('dies-at-once')) {
  console.error('loading settings\nError: no database');
  process.exit(1);
}
if (has('ends-at-once')) process.exit(0);
if (has('ignores-sigterm')) process.on('SIGTERM', () => console.error('SIGTERM? No.'));
console.log('starting, which a stdio server must not say here');
server.on('error', error => {
  console.error(error);
  process.exit(1);
});
// Somebody else has the port, as often as is said: what Node says of it then.
const { STARTS, LOSSES = '0' } = process.env;
if (STARTS) {
  appendFileSync(STARTS, `${port}\n`);
  if (readFileSync(STARTS, 'utf8').trim().split('\n').length <= Number(LOSSES)) {
    console.error(`Error: listen EADDRINUSE: address already in use 127.0.0.1:${port}`);
    process.exit(1);
  }
}
if (has('never-listens')) setTimeout(() => undefined, 60_000);
else {
  const own = has('listens-elsewhere') ? 0 : Number(port);
  server.listen(own, has('listens-on-ipv6') ? '::1' : '127.0.0.1', () => {
    console.error(`listening on http://localhost:${server.address().port}`);
  });
}
