import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nextTurn, within } from '../../clock';
import { whyNoResponse } from '../../wire/http/answer';
import { withoutSocket } from '../../wire/http/socketless';
import { RecordingFetch } from '../../wire/http/recording-fetch';
import { closeServer, listenOnLoopback } from '../../wire/http/loopback';
import { overNetwork } from '../../wire/http/network';
import { isSdkServer } from '../../sdk/packages';
import { inProcess, pathAdvice } from './fetch-handler';
import { headersOf, openHttp } from './http-link';
import { type OpenedSubject, type Opening } from '../shared/opening';
import { frameworkOf } from './frameworks';
import { hasMethod, type NodeApp, type ServerFactory } from '../shared/shapes';
import { CLOSE_TIMEOUT } from '../shared/put-away';
import type { HttpSubject } from './http-subject';

/** A router, of Express for example, or a middleware: what it leaves unanswered it hands on. */
type Next = (error?: unknown) => void;
type Listener = (request: IncomingMessage, response: ServerResponse, next?: Next) => unknown;

type Route = Pick<HttpSubject, 'door' | 'origin'>;

/**
 * A Node HTTP application: a listener, an Express or Fastify app, an `http.Server`. What does not listen yet is asked
 * through a server of the kit's own, so that one application can serve tests that run at the same time.
 */
export async function openNodeApp(
  app: NodeApp,
  opening: Opening,
  factory: ServerFactory | undefined,
): Promise<OpenedSubject> {
  const { path } = opening.options;
  const way = await wayToApp(app, opening, factory !== undefined);
  return openHttp(
    { ...way, path, headers: headersOf(opening), identity: factory ?? app, advice: pathAdvice },
    opening,
  );
}

async function wayToApp(app: NodeApp, opening: Opening, isOurs: boolean): Promise<Route> {
  if (typeof app === 'function') return wayToListener(app as Listener, opening);
  const framework = frameworkOf(app);
  if (framework) {
    const { end } = framework;
    // It has more to put away than its server. What a test file made for all of its tests goes on.
    if (isOurs && end) opening.laterForApp(end.name, () => end.run(app));
    const answering = await framework.ready(app, opening);
    return typeof answering === 'function'
      ? wayToListener((request, response) => answering(request, response), opening)
      : wayToServer(answering, opening);
  }
  const server = app as Server;
  if (isOurs)
    opening.laterForApp('the http.Server', () => (server.listening ? closeServer(server) : undefined));
  await listened(server, opening);
  return wayToServer(server, opening);
}

function wayToServer(server: Server, opening: Opening): Route | Promise<Route> {
  const { link = 'http' } = opening.options;
  const address = server.listening ? server.address() : null;
  if (link === 'http' && address !== null && typeof address === 'object') {
    const origin = originOf(address);
    opening.isReachedOver('http', origin);
    return { door: new RecordingFetch(overNetwork), origin };
  }
  return wayToListener((request, response) => server.emit('request', request, response), opening);
}

async function wayToListener(listener: Listener, opening: Opening): Promise<Route> {
  // Tokens are for one URL: a free port would never be theirs.
  const { auth, link = auth?.server ? 'fetch' : 'http' } = opening.options;
  const guarded = answeringFor(listener);
  if (link === 'fetch') return inProcess(withoutSocket(guarded), opening);
  opening.waitsFor('a loopback port');
  const { origin, close } = await listenOnLoopback(guarded);
  opening.later('the HTTP server', close);
  opening.isReachedOver('http', origin);
  return { door: new RecordingFetch(overNetwork), origin };
}

/** A listener that throws takes the whole process down, and the tests with it: it is answered for instead. */
function answeringFor(listener: Listener): RequestListener {
  const isPart = listener.length >= 3 && !hasMethod(listener, 'listen');
  return (request, response) => {
    const answer = (status: number, text: string): void => {
      if (response.headersSent) return void response.destroy();
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(text);
    };
    const fail = (error: unknown): void =>
      answer(500, `The listener threw: ${String((error as Error | undefined)?.message ?? error)}`);
    const next: Next = error => (error ? fail(error) : answer(404, 'Not Found'));
    const judge = (returned: unknown): void => {
      const mistake = mistakeInReturned(returned, listener);
      if (mistake !== undefined) answer(500, mistake);
    };
    try {
      Promise.resolve(isPart ? listener(request, response, next) : listener(request, response))
        .then(judge)
        .catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

/** A factory, or a handler of the Fetch standard, with two parameters looks like a listener until it is called. */
function mistakeInReturned(returned: unknown, { name }: Listener): string | undefined {
  if (isSdkServer(returned))
    return `This is a factory: it built a server of an MCP SDK. Write mcp.serve(() => ${name || 'createServer'}(…));`;
  if (returned !== undefined && whyNoResponse(returned) === undefined)
    return `This is a fetch handler: it returned a Response. Write mcp.serve({ fetch: ${name || 'handler'} });`;
  return undefined;
}

/** Lets `listen()` of a server that is about to do so come to its end. @throws when it cannot */
async function listened(server: Server, opening: Opening): Promise<void> {
  let failure: Error | undefined;
  const onerror = (error: Error): void => {
    failure ??= error;
  };
  server.on('error', onerror);
  opening.later('', () => server.off('error', onerror));
  const turns = new Promise<void>(resolve => nextTurn(() => nextTurn(resolve)));
  await within(turns, CLOSE_TIMEOUT);
  const message = (): string | undefined => failure && whyNotListening(failure);
  opening.watch({
    failure: () => {
      const said = server.listening ? undefined : message();
      return said === undefined ? undefined : { message: said };
    },
  });
  if (failure) throw new Error(whyNotListening(failure));
}

function whyNotListening(error: Error): string {
  const { code, port, message } = error as Error & { code?: string; port?: number };
  const why = code === 'EADDRINUSE' && port !== undefined ? `port ${port} is taken (${code})` : message;
  return (
    `mcp.serve(): the http.Server could not listen: ${why}.\n\n` +
    'The kit listens by itself, on a free port. Give it the application, and listen where the program starts:\n' +
    '  mcp.serve(() => createApp());   // not createApp().listen(…)'
  );
}

function originOf({ address, port, family }: AddressInfo): string {
  if (address === '::' || address === '0.0.0.0') return `http://127.0.0.1:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
