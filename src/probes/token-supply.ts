import { decodeJwt, type JsonObject } from '../oauth/jwt';
import type { AuthServer, BrokenTokens, TokenIssuer, TokenOptions } from '../oauth/shapes';
import type { BatteryOptions } from './options';
import { Undecided } from './undecided';
import { publicKeyOf, type PublicKey } from './public-key';
import { forgeFrom } from './forge-from-token';

/** How the good token is made: a signed one says what it says by itself. */
export type TokenKind = 'jwt' | 'opaque';

/** What the battery has at hand: tokens, good and bad. */
export class TokenSupply {
  readonly issuer: TokenIssuer | undefined;
  /** The same, where it is the test authorization server. */
  readonly server: AuthServer | undefined;
  readonly validToken: string;
  readonly kind: TokenKind;
  readonly header: JsonObject;
  readonly claims: JsonObject;
  /** The issuer's, where it had to be looked for, and was found. */
  publicKey: PublicKey | undefined;
  /** As whom every token is made, good or bad. */
  readonly identity: TokenOptions;

  /** @param scopes what the good token has to have */
  constructor(
    private readonly options: BatteryOptions,
    readonly scopes: readonly string[],
  ) {
    const { auth, identity = {}, validToken } = options;
    this.issuer = auth;
    this.server = auth !== undefined && 'broken' in auth ? auth : undefined;
    this.identity = {
      sub: 'alice',
      ...identity,
      scopes: [...new Set([...(identity.scopes ?? []), ...scopes])],
    };
    this.validToken = validToken ?? this.mint();
    const jwt = decodeJwt(this.validToken);
    this.kind = jwt ? 'jwt' : 'opaque';
    this.header = jwt?.header ?? {};
    this.claims = jwt?.claims ?? {};
  }

  /** A token of the issuer, good but for what `options` say. @throws {Undecided} without an issuer */
  mint(options: TokenOptions = {}): string {
    if (!this.issuer) throw new Undecided('could not run', NO_ISSUER);
    return this.issuer.token({ ...this.identity, ...options });
  }

  /** Looks for the issuer's public key, where nobody here has it. */
  async findPublicKey(): Promise<void> {
    const jwt = this.server ? undefined : decodeJwt(this.validToken);
    if (jwt) this.publicKey = await publicKeyOf(jwt);
  }

  /** A token of somebody else. */
  other(): string {
    const { otherToken } = this.options;
    if (otherToken !== undefined) return otherToken;
    if (!this.issuer)
      throw new Undecided('could not run', 'it needs otherToken: a good token of somebody else');
    return this.mint({ sub: this.identity.sub === 'mallory' ? 'trudy' : 'mallory' });
  }

  /** A token signed by the issuer that says something wrong. @throws {Undecided} */
  signed(
    make: (broken: BrokenTokens, options: TokenOptions) => string,
    mint: TokenOptions | undefined,
  ): string {
    if (this.server) return make(this.server.broken, this.identity);
    if (this.issuer && mint) return this.mint(mint);
    throw new Undecided('could not run', this.issuer ? NO_SERVER : NO_ISSUER);
  }

  /** A forged token: made without the issuer's key. @throws {Undecided} */
  forged(make: (broken: BrokenTokens, options: TokenOptions) => string, name: keyof BrokenTokens): string {
    if (this.kind === 'opaque')
      throw new Undecided('not applicable', 'the tokens are opaque: they have no signature');
    if (this.server) return make(this.server.broken, this.identity);
    const stolen = forgeFrom(this.validToken, this.publicKey) as Partial<BrokenTokens>;
    if (stolen[name]) return make(stolen as BrokenTokens, {});
    throw new Undecided('could not run', NO_SERVER);
  }
}

const NO_ISSUER = 'it needs a token signed by the trusted key: give it auth, the test authorization server';
const NO_SERVER = 'it needs what only the test authorization server has: give it auth';
