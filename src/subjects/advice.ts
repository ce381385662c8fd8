/**
 * What to write for something that cannot be served as it is, told by what it has. Loaded when a test has given such a
 * thing.
 */
import { JSON } from '../core';
import { isSdkClient } from '../sdk/packages';
import { printPlural } from '../messages/cut';
import { frameworkOf, isHttpServer } from './http/frameworks';
import { read, serversIn } from './shared/held';
import { kindOf } from './kinds';
import { hasMethod, hasMethods, isModuleNamespace } from './shared/shapes';
import { isPlain } from '../messages/plain';

/** What a subject that is told by its members should have been. The first that fits is said. */
interface Lookalike {
  fits(value: object): boolean;
  says(value: object): string;
}

const line = (code: string): string => `\n  mcp.serve(${code});`;

const LOOKALIKES: readonly Lookalike[] = [
  {
    fits: Array.isArray,
    says: () =>
      `One call serves one thing. For several, give each a block of its own:\n  describe.each([createServer, createApp])('…', subject => {\n    mcp.serve(subject);\n  });`,
  },
  {
    fits: isSdkClient,
    says: () =>
      `It is a client of MCP, and each test has one already. Give the server that it would connect to:${line('createServer')}`,
  },
  {
    fits: value => hasMethods(value, 'start', 'send', 'close') && !hasMethod(value, 'connect'),
    says: () =>
      `It is a transport, and carries the messages of a server. Give the server that would be connected to it:${line('createServer')}`,
  },
  {
    fits: value => hasMethods(value, 'get', 'resolve', 'select', 'init', 'close'),
    says: () =>
      `It is a Nest application without HTTP. Create one with it:${line('() => NestFactory.create(AppModule)')}`,
  },
  {
    fits: value => hasMethods(value, 'use', 'resolve', 'handler') && Array.isArray(read(value, 'stack')),
    says: () =>
      `It is an h3 application. Make a request listener of it, with toNodeListener of h3:${line('() => toNodeListener(app)')}`,
  },
  {
    fits: value => hasMethods(value, 'receive', 'tool', 'resource', 'prompt'),
    says: () =>
      `It speaks MCP through a transport of its own library. Give the one for HTTP, which has respond(request):${line('() => new HttpTransport(createServer())')}`,
  },
  {
    fits: value => hasMethods(value, 'listen', 'address', 'close') && !isHttpServer(value),
    says: () =>
      `It listens, but is not a server of node:http. Give what answers HTTP requests:${line('(request, response) => { … }')}`,
  },
  { fits: value => serversIn(value).length > 1, says: several },
  { fits: isModuleNamespace, says: oneExport },
  { fits: value => servable(value).length > 0, says: oneProperty },
  {
    fits: value => hasMethod(value, 'getHttpServer'),
    says: value => withCleanup('app.getHttpServer()', value),
  },
  {
    fits: value => hasMethod(value, 'callback'),
    says: value => withCleanup('app.callback()', value),
  },
  {
    fits: value => hasMethods(value, 'routes', 'use'),
    says: () =>
      `It is a router. Give the application that uses it:${line('() => new Koa().use(router.routes())')}`,
  },
  ...['requestHandler', 'requestListener'].map(name => ({
    fits: (value: object) => hasMethod(value, name),
    says: () =>
      `It has ${name}, which answers requests of node:http:${line(`(request, response) => app.${name}(request, response)`)}`,
  })),
  ...['handler', 'handle', 'handleRequest', 'dispatch'].map(name => ({
    fits: (value: object) => hasMethod(value, name),
    says: () =>
      `It has ${name}(). Where that takes a Request and returns a Response:${line(`{ fetch: request => app.${name}(request) }`)}\n` +
      `Where it takes a request and a response of node:http:${line(`(request, response) => app.${name}(request, response)`)}`,
  })),
  ...['createServer', 'getServer', 'buildServer', 'createApp', 'getApp'].map(name => ({
    fits: (value: object) => hasMethod(value, name),
    says: () => `It has ${name}(). Where that gives the server:${line(`() => app.${name}()`)}`,
  })),
  { fits: isUrlAlone, says: value => urlAlone(read(value, 'url') as string) },
  { fits: value => missingKey(value) !== undefined, says: value => missingKey(value) as string },
  {
    fits: value => ['run', 'start', 'serve', 'main'].some(name => hasMethod(value, name)),
    says: value => {
      const name = ['run', 'start', 'serve', 'main'].find(each => hasMethod(value, each));
      return (
        `It has ${name}(), and no server that can be seen from outside. Let the class give its server:${line('() => new Server().server')}\n` +
        `or serve the file that calls ${name}(), where that speaks stdio:${line("{ entry: '../src/index.ts' }")}`
      );
    },
  },
];

/** What to write for `subject`, where that can be told. */
export function adviceFor(subject: unknown): string | undefined {
  if (typeof subject !== 'object' || subject === null) return undefined;
  return LOOKALIKES.find(({ fits }) => fits(subject))?.says(subject);
}

function withCleanup(code: string, app: object): string {
  if (!hasMethod(app, 'close')) return `Give what answers its requests:${line(`() => ${code}`)}`;
  return `Give what answers its requests, from a factory:\n  return { server: ${code}, cleanup: () => app.close() };`;
}

function several(value: object): string {
  const names = serversIn(value).map(({ name }) => name);
  return `It holds ${printPlural(names.length, 'server')}: ${names.join(', ')}. Give the one that the tests are about:${line(`() => create().${names[0]}`)}`;
}

/** The properties that could be served by themselves. */
function servable(value: object): string[] {
  return Object.keys(value).filter(name => kindOf(read(value, name)));
}

function oneProperty(value: object): string {
  const names = servable(value);
  const [name = ''] = names;
  const property = read(value, name);
  const what = frameworkOf(property)?.what ?? kindOf(property)?.what;
  if (names.length === 1) return `Its ${name} is ${what}. Give that:${line(`() => create().${name}`)}`;
  return `It holds ${names.join(', ')}. Give the one that the tests are about:${line(`() => create().${name}`)}`;
}

function oneExport(value: object): string {
  const functions = Object.keys(value).filter(name => typeof read(value, name) === 'function');
  const names = [...new Set([...servable(value), ...functions])].filter(name => name !== '__esModule');
  if (names.length === 0) return 'It is a module that exports nothing that could be served.';
  const best =
    ['createServer', 'createApp', 'default', 'app', 'server'].find(name => names.includes(name)) ?? names[0];
  return `It is a whole module. Give one of its exports (${names.slice(0, 8).join(', ')}):${line(`module.${best}`)}`;
}

function isUrlAlone(value: object): boolean {
  return isPlain(value) && typeof value['url'] === 'string';
}

function urlAlone(url: string): string {
  const [text, program] = [
    JSON.stringify(url),
    `{ command: 'node', args: ['dist/http.js'], url: ${JSON.stringify(url)} }`,
  ];
  return `A server that is running is a URL:${line(`new URL(${text})`)}\nOne that is to be started needs a command too:${line(program)}`;
}

/** What makes an object literal a program, an entry or a server of a configuration, where it has but the rest. */
function missingKey(value: object): string | undefined {
  if (!isPlain(value)) return undefined;
  const keys = Object.keys(value);
  const has = (...names: string[]): boolean => keys.some(key => names.includes(key));
  const isOnly = (...names: string[]): boolean => keys.every(key => names.includes(key));
  const common = ['env', 'stderr', 'stdout'];
  if (has('server') && typeof value['server'] === 'string' && isOnly('server', 'pool', ...common))
    return `The file that names the server is missing:${line(`{ config: 'mcp.json', server: ${JSON.stringify(value['server'])} }`)}`;
  if (has('args', 'env', 'cwd') && isOnly('args', 'cwd', 'pool', 'ready', ...common))
    return `What to run is missing: the command of a program, or the file of an entry.${line("{ command: 'node', args: ['dist/index.js'] }")}${line("{ entry: '../src/index.ts' }")}`;
  return undefined;
}
