import { isSdkServer, type SdkServer } from '../protocol/sdk';
import type { LinkName, OpenedSubject, Opening } from './opening';
import { mistakeInConfigured, mistakeInEntry, mistakeInProgram } from './mistakes';
import {
  type ConfiguredServer,
  type Entry,
  type FastMcpServer,
  type FetchHandler,
  hasMethod,
  isUrl,
  type NodeApp,
  type Program,
  type ServerFactory,
} from './shapes';

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
const KINDS: readonly Kind[] = [
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
      (require('./running') as typeof import('./running')).openRunning(subject as URL, opening),
  },
  {
    what: 'a program',
    links: ['stdio'],
    fits: subject => isRecordWith(subject, 'command'),
    mistake: mistakeInProgram,
    open: (subject, opening) =>
      (require('./program') as typeof import('./program')).openProgram(subject as Program, opening),
  },
  {
    what: 'a server of a configuration file',
    links: ['stdio', 'http'],
    knows: 'by token',
    fits: subject => isRecordWith(subject, 'config'),
    mistake: mistakeInConfigured,
    open: (subject, opening) =>
      (require('./config') as typeof import('./config')).openConfigured(subject as ConfiguredServer, opening),
  },
  {
    what: 'an entry file',
    links: ['stdio'],
    fits: subject => isRecordWith(subject, 'entry'),
    mistake: mistakeInEntry,
    open: (subject, opening) =>
      (require('./entry') as typeof import('./entry')).openEntry(subject as Entry, opening),
  },
  {
    what: 'a fastmcp server',
    links: ['memory'],
    knows: 'as told',
    isOnePerSession: true,
    fits: subject =>
      ['addTool', 'connect', 'start', 'stop'].every(name => hasMethod(subject, name)) &&
      Array.isArray((subject as FastMcpServer).sessions),
    open: (subject, opening) =>
      (require('./fastmcp') as typeof import('./fastmcp')).openFastMcp(subject as FastMcpServer, opening),
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
        ? (require('./sdk-server') as typeof import('./sdk-server')).openInMemory(
            subject as SdkServer,
            opening,
          )
        : (require('./hosted') as typeof import('./hosted')).openHosted(
            subject as SdkServer,
            link,
            factory,
            opening,
          );
    },
  },
  {
    what: 'a fetch handler',
    links: ['fetch', 'http'],
    hasPath: true,
    knows: 'by token',
    fits: subject => hasMethod(subject, 'fetch'),
    open: (subject, opening, factory) =>
      (require('./fetch-handler') as typeof import('./fetch-handler')).openFetchHandler(
        subject as FetchHandler,
        opening,
        factory,
      ),
  },
  {
    what: 'a Node HTTP application',
    links: ['http', 'fetch'],
    hasPath: true,
    knows: 'by token',
    fits: isNodeApp,
    open: (subject, opening, factory) =>
      (require('./node-app') as typeof import('./node-app')).openNodeApp(
        subject as NodeApp,
        opening,
        factory,
      ),
  },
];

/** What kind of thing `subject` is. Undefined for a factory, and for what cannot be served. */
export function kindOf(subject: unknown): Kind | undefined {
  return KINDS.find(kind => kind.fits(subject));
}

/** A function that answers requests by itself, as the handler that it is. Anything else is handed back. */
export function listeningFunction(value: unknown): unknown {
  if (typeof value !== 'function' || kindOf(value)) return value;
  return { fetch: value as FetchHandler['fetch'] } satisfies FetchHandler;
}

function isRecordWith(subject: unknown, key: string): boolean {
  return typeof subject === 'object' && subject !== null && Object.hasOwn(subject, key);
}

/** An Express app is a function with methods; a listener takes a request and a response, which no factory does. */
function isNodeApp(subject: unknown): boolean {
  if (typeof subject === 'function') return hasMethod(subject, 'handle') || subject.length >= 2;
  const isServer = hasMethod(subject, 'listen') && hasMethod(subject, 'close');
  return isServer && (hasMethod(subject, 'address') || hasMethod(subject, 'inject'));
}
