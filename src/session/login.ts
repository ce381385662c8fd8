import type { LoginOptions } from '../login/options';
import type { LoginSession } from './login-session';
import { within } from '../clock';
import { LoginError } from '../messages/errors';
import { printSection } from '../messages/report';
import { restack, usageError } from '../messages/stack';
import { openingOf } from '../protocol/evidence';
import { SESSION } from '../protocol/attempt';
import { forgotten } from './awaited';
import type { SessionHost } from './host';
import type { Session, SessionScope } from './session';

/** What `mcp.login()` does: a session that logs in, and what it has besides the verbs. */
export function login(host: SessionHost, options: LoginOptions = {}): Promise<LoginSession> {
  const called = new Error();
  const working = open(host, options, called);
  const remind = (isRunning: boolean): Error =>
    forgotten('mcp.login()', 'Write:\n  await mcp.login();', called, isRunning);
  return host.scopeOrNone?.follow(working, remind) ?? working;
}

async function open(host: SessionHost, options: LoginOptions, called: Error): Promise<LoginSession> {
  let session: Session | undefined;
  // Loaded by the first login of a file.
  const loaded: typeof import('../login') = require('../login') as typeof import('../login');
  try {
    const scope = host.scope('mcp.login()');
    loaded.assertLoginOptions(options);
    const served = scope.subject('mcp.login()');
    const work = new loaded.Login(options);
    const { presented: _presented, ...link } = served.link;
    session = scope.open({ ...served, link: { ...link, login: work } }, 'session', 'same application');
    try {
      await session.open();
      work.assertLoggedIn();
    } catch (error) {
      throw (
        work.failed ??
        (error instanceof loaded.LoginMistake ? work.explain(error) : work.withTrace(error as Error))
      );
    }
    return withAccount(scope, session, new loaded.Account(work));
  } catch (error) {
    // The trace of a login says it all.
    const isTold = error instanceof LoginError;
    const evidence = !session || isTold ? [] : openingOf(await session[SESSION].meet());
    await session?.close().catch(() => undefined);
    const { name, message } = error as Error;
    restack(error as Error, [`${name}: ${message}`, ...evidence.map(printSection)].join('\n\n'), called);
    throw error;
  }
}

function withAccount(scope: SessionScope, session: Session, account: InstanceType<Accounts>): LoginSession {
  const tracked = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const called = new Error();
    const call = `session.${name}()`;
    const remind = (isRunning: boolean): Error =>
      forgotten(call, `Write:\n  await ${call};`, called, isRunning);
    const atTheCall = (error: unknown): never => {
      restack(error as Error, `${(error as Error).name}: ${(error as Error).message}`, called);
      throw error;
    };
    return scope.follow(inTime(scope, call, work()).catch(atTheCall), remind);
  };
  return Object.defineProperties(session, {
    tokens: { get: () => account.tokens },
    trace: { get: () => account.trace },
    refresh: { value: () => tracked('refresh', () => account.refresh()) },
    logout: { value: () => tracked('logout', () => account.logout()) },
  }) as unknown as LoginSession;
}

type Accounts = (typeof import('../login'))['Account'];

async function inTime<T>(scope: SessionScope, call: string, work: Promise<T>): Promise<T> {
  const { remaining, timeout } = scope.deadline;
  if (await within(work, remaining)) return work;
  throw usageError(
    `Waited ${Math.round(remaining)} ms for ${call}; the test's own timeout is ${timeout} ms.`,
  );
}
