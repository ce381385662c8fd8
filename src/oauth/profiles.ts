import type { JsonObject } from './jwt';
import type { IssuerProfile, SigningAlgorithm } from './shapes';

/** The habits of an issuer: how its tokens differ from those of RFC 9068. */
export interface Profile {
  readonly algorithm: SigningAlgorithm;
  /** The path of its issuer. */
  readonly path: string;
  /** The `typ` of its access tokens. Absent: their header names none. */
  readonly type: string | undefined;
  /** Whether its tokens say in `aud` whom they are for. */
  readonly namesAudience: boolean;
  /** The claims as it writes them, from those of RFC 9068. */
  shape(claims: JsonObject, resource: string): JsonObject;
}

/** RFC 9068, as it stands. */
const STANDARD: Profile = {
  algorithm: 'ES256',
  path: '',
  type: 'at+jwt',
  namesAudience: true,
  shape: claims => claims,
};

/** Where Cognito's tokens name no audience, a token for another resource is one of another client. */
export const ANOTHER_CLIENT = 'another-client';

const PROFILES: Readonly<Record<IssuerProfile, Profile>> = {
  auth0: {
    algorithm: 'RS256',
    path: '/',
    type: 'JWT',
    namesAudience: true,
    shape: ({ client_id: azp, ...claims }) => ({
      ...claims,
      ...(isIdentifying(claims.scope) && { aud: [claims.aud, `${String(claims.iss)}userinfo`].flat() }),
      azp,
    }),
  },
  keycloak: {
    algorithm: 'RS256',
    path: '/realms/test',
    type: 'JWT',
    namesAudience: true,
    shape: ({ client_id: azp, ...claims }) => ({ ...claims, typ: 'Bearer', azp }),
  },
  entra: {
    algorithm: 'RS256',
    path: '/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
    type: 'JWT',
    namesAudience: true,
    shape: ({ client_id: azp, scope: scp, jti: uti, ...claims }) => ({
      ...claims,
      ...(scp !== undefined && { scp }),
      azp,
      uti,
      nbf: claims.nbf ?? claims.iat,
      tid: '9188040d-6c67-4c5b-b112-36a304b66dad',
      ver: '2.0',
    }),
  },
  okta: {
    algorithm: 'RS256',
    path: '/oauth2/default',
    type: undefined,
    namesAudience: true,
    shape: ({ client_id: cid, scope, ...claims }) => ({
      ver: 1,
      ...claims,
      cid,
      ...(typeof scope === 'string' && { scp: scope.split(' ') }),
    }),
  },
  cognito: {
    algorithm: 'RS256',
    path: '/eu-west-1_Test12345',
    type: undefined,
    namesAudience: false,
    shape: ({ aud, client_id: clientId, ...claims }, resource) => ({
      ...claims,
      version: 2,
      token_use: 'access',
      username: claims.sub,
      client_id: isAmong(resource, aud) ? clientId : ANOTHER_CLIENT,
    }),
  },
};

/** The habits by their name. */
export function profileOf(name: IssuerProfile | undefined): Profile {
  return name === undefined ? STANDARD : PROFILES[name];
}

/** Whose habits are known. */
export const PROFILE_NAMES = Object.keys(PROFILES) as readonly IssuerProfile[];

/** Whether a claim that is a text or a list of texts holds this one (RFC 7519, 4.1.3). */
export function isAmong(wanted: string, claim: unknown): boolean {
  return Array.isArray(claim) ? claim.includes(wanted) : claim === wanted;
}

/** Whether the token is good for asking who somebody is, too. */
function isIdentifying(scope: unknown): boolean {
  return typeof scope === 'string' && scope.split(' ').includes('openid');
}
