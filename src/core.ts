/**
 * What the kit uses of Node and of the language, as it was before a test could replace it: the one place that imports
 * `node:` modules for what runs inside of Jest's sandbox.
 *
 * A test may spy on `fs.readFileSync`, mock `node:http`, or replace `Response` and `JSON.parse`: it means its server.
 * `import { readFileSync } from 'node:fs'` would look the function up at each call, on an object that all of the process
 * shares, and a file of the kit that is loaded late would be given the mock. Both find here what was taken in time:
 * by the environment, where there is one, so that setup files and earlier test files change nothing either.
 *
 * What follows the test on purpose is not taken: `Date`, since tokens are judged by the clock that the test shows to its
 * server, and `process.env`.
 */
import type { Server } from 'node:net';
import { CORE } from './door';

/** A sandbox's global, as far as it is looked at. */
interface Sandbox {
  readonly JSON: JSON;
}

/** What was taken in time. */
type Core = ReturnType<typeof takeNode> & ReturnType<typeof takeLanguage>;

// `process.getBuiltinModule`, which Node 20 has since 20.16, knows no mocks; nor does the environment's `require`.
const load: (name: string) => unknown = process.getBuiltinModule ?? (require as (name: string) => unknown);

/** A module of Node's that is too rarely used to be taken in time. */
export const loadBuiltin = load;

function takeNode() {
  const asyncHooks = load('node:async_hooks') as typeof import('node:async_hooks');
  const childProcess = load('node:child_process') as typeof import('node:child_process');
  const crypto = load('node:crypto') as typeof import('node:crypto');
  const dns = load('node:dns') as typeof import('node:dns');
  const events = load('node:events') as typeof import('node:events');
  const fs = load('node:fs') as typeof import('node:fs');
  const http = load('node:http') as typeof import('node:http');
  const net = load('node:net') as typeof import('node:net');
  const os = load('node:os') as typeof import('node:os');
  const path = load('node:path') as typeof import('node:path');
  const perfHooks = load('node:perf_hooks') as typeof import('node:perf_hooks');
  const stream = load('node:stream') as typeof import('node:stream');
  const streams = load('node:stream/promises') as typeof import('node:stream/promises');
  const strings = load('node:string_decoder') as typeof import('node:string_decoder');
  const url = load('node:url') as typeof import('node:url');
  const timers = load('node:timers') as typeof import('node:timers');
  const util = load('node:util') as typeof import('node:util');
  const vm = load('node:vm') as typeof import('node:vm');
  const zlib = load('node:zlib') as typeof import('node:zlib');
  const outer = vm.runInThisContext('globalThis') as typeof globalThis;
  return {
    // The object itself: see `listenOn`.
    dns,
    lookup: dns.lookup,
    outer,
    AsyncLocalStorage: asyncHooks.AsyncLocalStorage,
    spawn: childProcess.spawn,
    cryptoConstants: crypto.constants,
    createHash: crypto.createHash,
    createHmac: crypto.createHmac,
    createPrivateKey: crypto.createPrivateKey,
    createPublicKey: crypto.createPublicKey,
    generateKeyPairSync: crypto.generateKeyPairSync,
    randomBytes: crypto.randomBytes,
    randomInt: crypto.randomInt,
    randomUUID: crypto.randomUUID,
    sign: crypto.sign,
    timingSafeEqual: crypto.timingSafeEqual,
    verify: crypto.verify,
    EventEmitter: events.EventEmitter,
    accessSync: fs.accessSync,
    closeSync: fs.closeSync,
    existsSync: fs.existsSync,
    fileConstants: fs.constants,
    openSync: fs.openSync,
    readFileSync: fs.readFileSync,
    readSync: fs.readSync,
    realpathSync: fs.realpathSync,
    statSync: fs.statSync,
    createServer: http.createServer,
    httpRequest: http.request,
    STATUS_CODES: http.STATUS_CODES,
    isIP: net.isIP,
    Socket: net.Socket,
    connect: net.Socket.prototype.connect,
    listen: net.Server.prototype.listen,
    homedir: os.homedir,
    path: { ...path },
    delimiter: path.delimiter,
    basename: path.basename,
    dirname: path.dirname,
    isAbsolute: path.isAbsolute,
    join: path.join,
    relative: path.relative,
    resolve: path.resolve,
    sep: path.sep,
    performance: {
      now: perfHooks.performance.now.bind(perfHooks.performance),
      timeOrigin: perfHooks.performance.timeOrigin,
    },
    Duplex: stream.Duplex,
    PassThrough: stream.PassThrough,
    Readable: stream.Readable,
    Writable: stream.Writable,
    pipeline: streams.pipeline,
    StringDecoder: strings.StringDecoder,
    clearTimeout: timers.clearTimeout,
    setImmediate: timers.setImmediate,
    setTimeout: timers.setTimeout,
    fileURLToPath: url.fileURLToPath,
    formatWithOptions: util.formatWithOptions,
    inspect: util.inspect,
    stripVTControlCharacters: util.stripVTControlCharacters,
    types: util.types,
    runInThisContext: vm.runInThisContext,
    createBrotliDecompress: zlib.createBrotliDecompress,
    createGunzip: zlib.createGunzip,
    createInflate: zlib.createInflate,
    zlibConstants: zlib.constants,
    cwd: outer.process.cwd,
    nextTick: outer.process.nextTick,
    platform: outer.process.platform,
  };
}

/** What a sandbox has of its own: objects that were parsed must be of the realm in which a test compares them. */
function takeLanguage({ JSON: { parse, stringify } }: Sandbox) {
  return { JSON: { parse, stringify } };
}

/** What the kit inside of a sandbox is to use. For the environment, before anything is run in there. */
export function coreFor(sandbox: object): Core {
  return { ...taken, ...takeLanguage(sandbox as Sandbox) };
}

const realm = globalThis as { [CORE]?: Core };
// It hangs on the global, so that a copy of this file that is loaded after `jest.resetModules()` finds it too.
const taken: Core = realm[CORE] ?? { ...takeNode(), ...takeLanguage(globalThis) };
if (!(CORE in realm)) Object.defineProperty(realm, CORE, { value: taken, configurable: true });

export const { dns, lookup } = taken;
export const { AsyncLocalStorage } = taken;
export type AsyncLocalStorage<T> = import('node:async_hooks').AsyncLocalStorage<T>;
export const { spawn } = taken;
export const { createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync } = taken;
export const { cryptoConstants, randomBytes, randomInt, randomUUID, sign, timingSafeEqual, verify } = taken;
export const { EventEmitter } = taken;
export const {
  accessSync,
  closeSync,
  existsSync,
  fileConstants,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} = taken;
export const { createServer, httpRequest, STATUS_CODES } = taken;
export const { isIP } = taken;
const { Socket } = taken;

/** A socket that is about to be connected to a host, whatever was made of `net.connect`. */
export function connectTo(host: string, port: number): InstanceType<typeof Socket> {
  const socket = new Socket();
  // Node's own type knows no `lookup` that was taken from where it looks.
  return taken.connect.call(socket, { host, port, lookup, noDelay: true } as never);
}

/**
 * Lets a server listen, whatever was made of `listen` and of `dns.lookup`: Node asks that even for an address in
 * digits, and binds when it has answered. One that answers at once lets it bind at once.
 */
export function listenOn(server: Server, port: number, host: string, onlistening?: () => void): void {
  const before = dns.lookup;
  dns.lookup = answerAtOnce as unknown as typeof before;
  try {
    // Of its overloads the types take the last one alone.
    taken.listen.call(server, { port, host }, onlistening);
  } finally {
    dns.lookup = before;
  }
}

type LookupCallback = (error: null, address: string | object[], family?: number) => void;

function answerAtOnce(
  host: string,
  options: { all?: boolean } | LookupCallback,
  callback?: LookupCallback,
): void {
  if (typeof options === 'function') options(null, host, 4);
  else if (options.all) callback?.(null, [{ address: host, family: 4 }]);
  else callback?.(null, host, 4);
}

export const { homedir } = taken;
export const { path, basename, delimiter, dirname, isAbsolute, join, relative, resolve, sep } = taken;
/** `now` needs no `this`. */
export const { performance } = taken;
export const { Duplex, PassThrough, Readable, Writable, pipeline } = taken;
export type Readable = import('node:stream').Readable;
export type Writable = import('node:stream').Writable;
export const { StringDecoder } = taken;
export const { clearTimeout, setImmediate, setTimeout } = taken;
export const { fileURLToPath } = taken;
export const { formatWithOptions, inspect, stripVTControlCharacters, types } = taken;
export const { runInThisContext } = taken;
export const { createBrotliDecompress, createGunzip, createInflate, zlibConstants } = taken;
/** Of Jest's real process: the sandbox's own is a copy, which a test may spy on. */
export const { cwd, nextTick, platform } = taken;
export const { JSON } = taken;

/** What Node's own `fetch` throws. */
export declare const TypeError: typeof globalThis.TypeError;
export declare const fetch: typeof globalThis.fetch;
export declare const Headers: typeof globalThis.Headers;
export declare const Request: typeof globalThis.Request;
export declare const Response: typeof globalThis.Response;
export declare const URL: typeof globalThis.URL;
export declare const URLSearchParams: typeof globalThis.URLSearchParams;
export declare const AbortController: typeof globalThis.AbortController;
export declare const AbortSignal: typeof globalThis.AbortSignal;
export declare const TextDecoder: typeof globalThis.TextDecoder;
export declare const TextEncoder: typeof globalThis.TextEncoder;
export declare const ReadableStream: typeof globalThis.ReadableStream;

// Out of a test's reach without being taken in time: they are of the realm around the sandbox, where Jest's own node
// environment has them from. Node loads most of them when they are first asked for, which takes 25 ms.
for (const name of [
  'TypeError',
  'fetch',
  'Headers',
  'Request',
  'Response',
  'URL',
  'URLSearchParams',
  'AbortController',
  'AbortSignal',
  'TextDecoder',
  'TextEncoder',
  'ReadableStream',
] as const)
  Object.defineProperty(exports as object, name, { enumerable: true, get: () => taken.outer[name] });

/** Loads a package that the kit itself depends on, whatever the test has mocked: its server may use the same. */
export function requireOwn(name: string): unknown {
  const { jest } = require('@jest/globals') as typeof import('@jest/globals');
  return jest.requireActual(require.resolve(name));
}
