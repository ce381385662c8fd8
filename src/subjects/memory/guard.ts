import { randomUUID, URL } from '../../core';
import { keepSecret } from '../../messages/secrets';
import { usageError } from '../../messages/stack';
import { type BearerGate, isRefused } from '../../sdk/bearer-gate';
import type { Admission, AuthOptions, Presented, Refused } from '../../oauth/identity';
import type { AuthInfo, Identity } from '../../oauth/shapes';

/** How long an identity that no issuer vouches for is good, in seconds. */
const LIFETIME = 3_600;

/**
 * Stands before a server object, where production has HTTP middleware. With a verifier every request is judged by the
 * SDK's own middleware; without one, whoever is named is let in, and nobody is refused.
 */
export class Guard {
  /** Identities that need no verifying: the kit itself says who they are. */
  readonly #known = new Map<string, AuthInfo>();

  /** @param makeGate makes the SDK's middleware of a verifier. Called when there is one. */
  private constructor(
    private readonly auth: AuthOptions,
    private gate?: BearerGate,
  ) {}

  static async make(
    auth: AuthOptions,
    makeGate: (verifier: NonNullable<AuthOptions['verifier']>) => Promise<BearerGate>,
  ): Promise<Guard> {
    const guard = new Guard(auth);
    const { verifier } = auth;
    if (verifier)
      guard.gate = await makeGate({
        verifyAccessToken: async token => guard.#known.get(token) ?? verifier.verifyAccessToken(token),
      });
    return guard;
  }

  /** Whether a verifier decides who may pass. */
  get verifies(): boolean {
    return this.gate !== undefined;
  }

  /** The `Authorization` header of whoever presents this. @throws when nothing could tell a good token from a bad one */
  authorization(presented: Presented | undefined): string | undefined {
    if (presented === undefined) return undefined;
    if ('identity' in presented) return `Bearer ${this.#tokenOf(presented.identity)}`;
    const { token } = presented;
    if (token === null) return undefined;
    if (this.gate) return `Bearer ${keepSecret(token)}`;
    throw usageError(
      'A token was presented, but nothing verifies it: in memory no HTTP middleware runs.\n\n' +
        'Give the server the verifier that it has in production:\n  mcp.serve(createServer, { auth: { verifier } });\n' +
        "or say who it is that asks:\n  mcp.as({ sub: 'alice', scopes: ['notes:read'] })",
    );
  }

  /** Judges one request by its `Authorization` header. Never rejects. */
  admit(authorization: string | undefined): Admission | Promise<Admission> {
    if (this.gate) return this.#judge(this.gate, authorization);
    const token = authorization?.slice('Bearer '.length);
    return { authInfo: token === undefined ? undefined : this.#known.get(token) };
  }

  async #judge(gate: BearerGate, authorization: string | undefined): Promise<Admission> {
    try {
      const judged = await gate(authorization);
      return isRefused(judged) ? { refused: judged } : { authInfo: judged };
    } catch (error) {
      const refused: Refused = {
        status: 500,
        body: `The middleware threw: ${String((error as Error | undefined)?.message ?? error)}`,
      };
      return { refused };
    }
  }

  #tokenOf(identity: Identity): string {
    const { server, verifier } = this.auth;
    // A token that is verified anyway is a real one.
    if (server && verifier) return server.token(identity);
    const token = keepSecret(server ? server.token(identity) : `jest-mcp-${randomUUID()}`);
    this.#known.set(token, this.#infoOf(identity, token));
    return token;
  }

  #infoOf({ sub, scopes = [], clientId = 'jest-mcp', claims }: Identity, token: string): AuthInfo {
    const { server, expectedResource, resourceMetadataUrl } = this.auth;
    const resource = expectedResource ?? server?.resource;
    return {
      token,
      clientId,
      scopes: [...scopes],
      expiresAt: Math.floor(Date.now() / 1_000) + LIFETIME,
      ...(resource !== undefined && { resource: new URL(resource) }),
      ...(resourceMetadataUrl !== undefined && { resourceMetadataUrl }),
      extra: { ...claims, sub },
    };
  }
}
