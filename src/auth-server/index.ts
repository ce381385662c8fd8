import { URL } from '../core';
import type { AuthServer, AuthServerOptions } from '../oauth/shapes';
import { TestAuthServer } from './auth-server';
import { makeContext } from './context';
import { readOptions, type Settings } from './settings';

/** The test file that a server lives for. */
export interface AuthServerFile {
  /** Has something run after every test. */
  onTestEnd(run: () => void): void;
  /** Has something run when the file has ended, and waits for it. */
  onFileEnd(run: () => unknown): void;
}

/**
 * Makes an authorization server that listens already, and lives as long as its test file.
 *
 * @throws when an option is wrong, or the port is taken
 */
export function createAuthServer(options: AuthServerOptions | undefined, file: AuthServerFile): AuthServer {
  const settings = readOptions(options);
  // Nobody can ask before this function has returned.
  const place = settle(settings, request => {
    const { handle } = require('./handler') as typeof import('./handler');
    return handle(request, context);
  });
  const context = makeContext(settings, place.issuer);
  const server = new TestAuthServer(context, place.close);
  file.onTestEnd(() => server.reset());
  file.onFileEnd(() => server.close());
  return server;
}

/** Where the server can be reached. */
interface Place {
  readonly issuer: string;
  readonly close: () => Promise<void>;
}

function settle(settings: Settings, handler: (request: Request) => Promise<Response>): Place {
  if (settings.mode === 'fetch') {
    const { interceptFetch } = require('./intercept') as typeof import('./intercept');
    return { issuer: settings.issuer, close: interceptFetch(new URL(settings.issuer).origin, handler) };
  }
  const { listenAtOnce } = require('./listening') as typeof import('./listening');
  const { listenerFor } = require('../wire/http/listener') as typeof import('../wire/http/listener');
  const { origin, close } = listenAtOnce(listenerFor(handler), settings.port);
  return { issuer: origin + settings.issuer, close };
}
