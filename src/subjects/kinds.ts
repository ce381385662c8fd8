import { isSdkServer, type SdkServer } from '../sdk/packages';
import { frameworkOf, isHttpServer } from './http/frameworks';
import { type Held, heldBy, serversIn } from './shared/held';
import {
  mistakeInConfigured,
  mistakeInEntry,
  mistakeInHttpProgram,
  mistakeInProgram,
} from './shared/mistakes';
import type { LinkName, OpenedSubject, Opening } from './shared/opening';
import { handlerOfResponder, handlerOfRoutes, isRoutes, type Responder } from './http/routes';
import {
  type ConfiguredServer,
  type Entry,
  type FastMcpServer,
  type FetchHandler,
  type HttpProgram,
  hasEveryMethod,
  hasMethod,
  isFastMcp,
  isUrl,
  type NodeApp,
  type Program,
  type ServerFactory,
} from './shared/shapes';
import { isPlain } from '../messages/plain';

/** One kind of thing that can be under test. */
export interface Kind {
  /** What it is called in messages, after "served is": `a program`. */
  readonly what: string;
  /** What it can be served over, the default first. */
  readonly links: readonly LinkName[];
  /** Whether it has paths of which one is MCP's. */
  readonly hasPath?: true;
  /**
   * Who finds out who asks: the subject by itself, of a token over HTTP; a guard of the kit's; or nobody, as the subject
   * is told. Absent where there is no authorization.
   */
  readonly knows?: 'by token' | 'by guard' | 'as told';
  /** Whether one object of it serves one session at a time. */
  readonly isOnePerSession?: true;
  /** Whether all sessions of a test share one, whatever else a factory would make. */
  readonly isPerTest?: true;
  fits(subject: unknown): boolean;
  /** What is wrong with it, beginning with what was got. */
  mistake?(subject: unknown): string | undefined;
  /** @param factory what built it, where a test gave a factory */
  open(
    subject: unknown,
    opening: Opening,
    factory: ServerFactory | undefined,
  ): Promise<OpenedSubject> | OpenedSubject;
}

// What opens a kind is loaded with the first subject of it: most test files know but one.
/** What answers by itself, told by what it can do. Whatever else it carries, a field `config` for example, is its own business. */
const SERVERS: readonly Kind[] = [
  {
    what: 'a running server',
    links: ['http'],
    knows: 'by token',
    fits: isUrl,
    mistake: subject =>
      /^https?:$/.test((subject as URL).protocol)
        ? undefined
        : `the URL ${String(subject)}. A running server is reached over http: or https:.`,
    open: (subject, opening) =>
      (require('./http/running') as typeof import('./http/running')).openRunning(subject as URL, opening),
  },
  {
    what: 'a server of an MCP SDK',
    links: ['memory', 'fetch', 'http', 'stdio'],
    knows: 'by guard',
    isOnePerSession: true,
    fits: isSdkServer,
    open: (subject, opening, factory) => {
      const { link = 'memory' } = opening.options;
      return link === 'memory'
        ? (require('./memory/sdk-server') as typeof import('./memory/sdk-server')).openInMemory(
            subject as SdkServer,
            opening,
          )
        : (require('./memory/hosted') as typeof import('./memory/hosted')).openHosted(
            subject as SdkServer,
            link,
            factory,
            opening,
          );
    },
  },
  {
    what: 'a fastmcp server',
    links: ['memory'],
    knows: 'as told',
    isOnePerSession: true,
    fits: isFastMcp,
    open: (subject, opening) =>
      (require('./memory/fastmcp') as typeof import('./memory/fastmcp')).openFastMcp(
        subject as FastMcpServer,
        opening,
      ),
  },
  {
    what: 'a Node HTTP application',
    links: ['http', 'fetch'],
    hasPath: true,
    knows: 'by token',
    fits: isNodeApp,
    open: (subject, opening, factory) =>
      (require('./http/node-app') as typeof import('./http/node-app')).openNodeApp(
        subject as NodeApp,
        opening,
        factory,
      ),
  },
  {
    what: 'a fetch handler',
    links: ['fetch', 'http'],
    hasPath: true,
    knows: 'by token',
    fits: hasFetch,
    open: (subject, opening, factory) =>
      (require('./http/fetch-handler') as typeof import('./http/fetch-handler')).openFetchHandler(
        subject as FetchHandler,
        opening,
        factory ?? (subject as FetchHandler),
      ),
  },
  {
    what: 'a module of routes',
    links: ['fetch', 'http'],
    hasPath: true,
    knows: 'by token',
    fits: isRoutes,
    open: (subject, opening, factory) =>
      (require('./http/fetch-handler') as typeof import('./http/fetch-handler')).openFetchHandler(
        handlerOfRoutes(subject as object),
        opening,
        factory ?? (subject as object),
      ),
  },
];

/**
 * What is told by a single member, and so only where nothing else was told. What says how a server is found is an object
 * literal: an instance of a class may have any field.
 */
const OTHERS: readonly Kind[] = [
  {
    what: 'an object that responds to requests',
    links: ['fetch', 'http'],
    hasPath: true,
    knows: 'by token',
    fits: subject => hasMethod(subject, 'respond'),
    open: (subject, opening, factory) =>
      (require('./http/fetch-handler') as typeof import('./http/fetch-handler')).openFetchHandler(
        handlerOfResponder(subject as Responder),
        opening,
        factory ?? (subject as object),
      ),
  },
  {
    what: 'a program that listens on HTTP',
    links: ['http'],
    knows: 'by token',
    isPerTest: true,
    fits: subject =>
      isConfiguration(subject, 'command') && (subject as Partial<HttpProgram>).url !== undefined,
    mistake: mistakeInHttpProgram,
    open: (subject, opening, factory) =>
      (require('./program/http-program') as typeof import('./program/http-program')).openHttpProgram(
        subject as HttpProgram,
        opening,
        subject as HttpProgram,
        factory,
      ),
  },
  {
    what: 'a program',
    links: ['stdio'],
    fits: subject => isConfiguration(subject, 'command'),
    mistake: mistakeInProgram,
    open: (subject, opening) =>
      (require('./program/program') as typeof import('./program/program')).openProgram(
        subject as Program,
        opening,
      ),
  },
  {
    what: 'a server of a configuration file',
    links: ['stdio', 'http'],
    knows: 'by token',
    fits: subject => isConfiguration(subject, 'config'),
    mistake: mistakeInConfigured,
    open: (subject, opening) =>
      (require('./program/config') as typeof import('./program/config')).openConfigured(
        subject as ConfiguredServer,
        opening,
      ),
  },
  {
    what: 'an entry file',
    links: ['stdio'],
    fits: subject => isConfiguration(subject, 'entry'),
    mistake: mistakeInEntry,
    open: (subject, opening) =>
      (require('./entry/entry') as typeof import('./entry/entry')).openEntry(subject as Entry, opening),
  },
];

/** What kind of thing `subject` is. Undefined for a factory, and for what cannot be served. */
export function kindOf(subject: unknown): Kind | undefined {
  const kind = serverKindOf(subject);
  if (kind) return kind;
  const held = heldIn(subject);
  if (!held) return hasEveryMethod(subject) ? undefined : OTHERS.find(({ fits }) => fits(subject));
  const heldKind = serverKindOf(held.server) as Kind;
  return {
    ...heldKind,
    open: (_holder, opening, factory) => heldKind.open(held.server, opening, factory),
  };
}

/** The server that an object holds, where the object is none itself: `{ server }`, or an instance of a class around one. */
export function heldIn(subject: unknown): Held | undefined {
  return serverKindOf(subject) ? undefined : heldBy(subject, value => serverKindOf(value) !== undefined);
}

/** The server that is to be served: `subject` itself, or what it holds. */
export function serverOf(subject: unknown): unknown {
  return heldIn(subject)?.server ?? subject;
}

function serverKindOf(subject: unknown): Kind | undefined {
  return hasEveryMethod(subject) ? undefined : SERVERS.find(({ fits }) => fits(subject));
}

/** A function that answers requests by itself, as the handler that it is. Anything else is handed back. */
export function listeningFunction(value: unknown): unknown {
  if (typeof value !== 'function' || kindOf(value)) return value;
  return { fetch: value as FetchHandler['fetch'] } satisfies FetchHandler;
}

function isConfiguration(subject: unknown, key: string): boolean {
  return isPlain(subject) && Object.hasOwn(subject, key);
}

/** An instance of a class around a server may hold a `fetch` to ask others with: only a method of its class answers. */
function hasFetch(subject: unknown): boolean {
  if (!hasMethod(subject, 'fetch')) return false;
  const isField = typeof subject === 'object' && Object.hasOwn(subject as object, 'fetch');
  return !isField || isPlain(subject) || serversIn(subject as object).length === 0;
}

/** An Express app is a function with methods; a listener takes a request and a response, which no factory does. */
function isNodeApp(subject: unknown): boolean {
  if (typeof subject === 'function') return hasMethod(subject, 'handle') || subject.length >= 2;
  return isHttpServer(subject) || frameworkOf(subject) !== undefined;
}
