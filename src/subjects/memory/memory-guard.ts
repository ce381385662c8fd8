import type { Guard } from './guard';
import type { Admission, Refused } from '../../oauth/identity';
import type { AuthInfo } from '../../oauth/shapes';
import type { LinkEnd } from '../../wire/end';
import type { JsonRpcMessage } from '../../wire/frame';
import type { MemoryLink } from '../../wire/memory';
import { isPromise, type Passage } from '../../wire/recorder';
import type { Outcome } from '../../protocol/outcome';
import { refusedWith } from '../../protocol/refused';
import { usageError } from '../../messages/stack';
import type { Opening, RequestCredentials } from '../shared/opening';

/** What SDK v2 asks of a transport, so that a tool can ask for more scopes than the whole server does. */
type ScopeResolver = (context: {
  request: JsonRpcMessage;
  authInfo?: AuthInfo;
}) => ScopeChallenge | undefined | Promise<ScopeChallenge | undefined>;

interface ScopeChallenge {
  readonly scopes: readonly string[];
  readonly errorDescription?: string;
}

/** The end of a link that a server is connected to, as far as SDK v2 knows more of it than other transports have. */
interface ScopedEnd extends LinkEnd {
  setScopeChallengeResolver?(resolver: ScopeResolver): void;
}

/**
 * Stands on a link in memory, where production has HTTP middleware: lets pass whom the guard lets pass, with who they
 * are, and keeps the scopes of single tools. What it refuses never reaches the server, and is never answered.
 */
export class MemoryGuard {
  readonly #refused = new Map<string | number, Outcome>();
  readonly #presented = new Map<string | number, string | undefined>();
  readonly #admitted = new Map<string | number, AuthInfo | undefined>();
  #resolve: ScopeResolver | undefined;
  #last: Outcome | undefined;

  /** @param authorization what the session presents, as the header that HTTP would have */
  constructor(
    private readonly link: MemoryLink,
    private readonly guard: Guard,
    private readonly authorization: string | undefined,
    opening: Opening,
  ) {
    link.wire.intercept('to server', message => this.#pass(message));
    const end: ScopedEnd = link.server;
    end.setScopeChallengeResolver = resolver => (this.#resolve = resolver);
    if (guard.verifies) opening.isReachedOver('guarded memory', 'in memory, behind its verifier');
    opening.watch({ failure: () => this.#last && { message: this.#last.message, outcome: this.#last } });
  }

  /** See `OpenedSubject.present`. */
  present({ token, headers }: RequestCredentials): (id: string | number) => void {
    if (headers)
      throw usageError(
        "The option headers was given, but in memory there are none.\n\nServe over HTTP, without a socket:\n  mcp.serve(createServer, { link: 'fetch' });",
      );
    if (token === undefined) return () => undefined;
    const authorization = this.guard.authorization({ token });
    return id => this.#presented.set(id, authorization);
  }

  whyUnanswered(id: string | number | undefined): Outcome | undefined {
    return id === undefined ? undefined : this.#refused.get(id);
  }

  /**
   * Hands over who asks where the SDK's own entry for both eras drops it: between that entry and the server, which it
   * connects to a channel of its own.
   */
  readonly connectThrough = async (
    channel: object,
    connect: (channel: object) => Promise<void>,
  ): Promise<void> => {
    const end = channel as ScopedEnd;
    end.setScopeChallengeResolver = resolver => (this.#resolve = resolver);
    await connect(channel);
    const { onmessage } = end;
    end.onmessage = (message, extra) => {
      const id = message.method === undefined ? undefined : message.id;
      const authInfo = id === undefined || id === null ? undefined : this.#admitted.get(id);
      onmessage?.(message, authInfo ? { ...(extra as object | undefined), authInfo } : extra);
    };
  };

  #pass(message: JsonRpcMessage): Passage | undefined | Promise<Passage | undefined> {
    const id = message.id ?? undefined;
    const authorization =
      id !== undefined && this.#presented.has(id) ? this.#presented.get(id) : this.authorization;
    const admission = this.guard.admit(authorization);
    return isPromise(admission)
      ? admission.then(admitted => this.#admit(message, admitted))
      : this.#admit(message, admission);
  }

  #admit(message: JsonRpcMessage, admission: Admission): Passage | undefined | Promise<Passage | undefined> {
    if ('refused' in admission) return this.#refuse(message, admission.refused);
    const { authInfo } = admission;
    const { id, method } = message;
    if (method === undefined || id === undefined || id === null || !this.#resolve)
      return this.#let(message, authInfo);
    const context = { request: message, ...(authInfo && { authInfo }) };
    try {
      const challenge = this.#resolve(context);
      return isPromise(challenge)
        ? challenge.then(
            asked => this.#enforce(message, authInfo, asked),
            (error: unknown) => this.#refuse(message, failed(error)),
          )
        : this.#enforce(message, authInfo, challenge);
    } catch (error) {
      return this.#refuse(message, failed(error));
    }
  }

  #enforce(
    message: JsonRpcMessage,
    authInfo: AuthInfo | undefined,
    challenge: ScopeChallenge | undefined,
  ): Passage | undefined {
    if (challenge === undefined) return this.#let(message, authInfo);
    if (!Array.isArray(challenge?.scopes) || challenge.scopes.length === 0)
      return this.#refuse(message, failed('it returned a challenge without scopes'));
    return this.#refuse(message, { status: 403, challenge: printChallenge(challenge, authInfo), body: '' });
  }

  #let({ id, method }: JsonRpcMessage, authInfo: AuthInfo | undefined): Passage {
    if (id !== undefined && id !== null && method !== undefined) this.#admitted.set(id, authInfo);
    return authInfo ? { extra: { authInfo } } : {};
  }

  #refuse({ id, method }: JsonRpcMessage, { status, challenge, body }: Refused): undefined {
    const said =
      challenge === undefined ? (body === '' ? '' : `: ${body}`) : ` with the challenge: ${challenge}`;
    const cure =
      status >= 500
        ? ' A verifier that finds a token bad throws InvalidTokenError (SDK v1) or OAuthError(OAuthErrorCode.InvalidToken, …) (v2): any other error is answered so.'
        : '';
    const message = `${method ?? 'A message'} was refused with ${status}${said}.${cure}`;
    const outcome = refusedWith(status, challenge, message) ?? { kind: 'disconnected', message };
    this.#last = outcome;
    if (id === undefined || id === null) return undefined;
    this.#refused.set(id, outcome);
    this.link.giveUp(id, message);
    return undefined;
  }
}

function failed(error: unknown): Refused {
  return {
    status: 500,
    body: `The scope challenge threw: ${String((error as Error | undefined)?.message ?? error)}`,
  };
}

/** As the SDK's own HTTP transports write it. */
function printChallenge(
  { scopes, errorDescription = 'Insufficient scope' }: ScopeChallenge,
  authInfo: AuthInfo | undefined,
): string {
  const metadata = authInfo?.resourceMetadataUrl;
  return [
    'Bearer error="insufficient_scope"',
    `error_description="${errorDescription}"`,
    `scope="${scopes.join(' ')}"`,
    ...(metadata === undefined ? [] : [`resource_metadata="${metadata}"`]),
  ].join(', ');
}
