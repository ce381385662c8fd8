import { VERIFIED_ALGORITHMS } from '../oauth/jwt';
import type { Settings } from './settings';

/** Every grant that the token endpoint knows. */
export const GRANTS = {
  code: 'authorization_code',
  refresh: 'refresh_token',
  clientCredentials: 'client_credentials',
  device: 'urn:ietf:params:oauth:grant-type:device_code',
  exchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
} as const;

/** How clients may prove who they are. */
export const AUTHENTICATION_METHODS = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const;

/** The metadata of the authorization server. @see RFC 8414, 2; OpenID Connect Discovery 1.0, 3 */
export function metadataOf(issuer: string, base: string, settings: Settings): Record<string, unknown> {
  const { registration, refreshTokens, scopes } = settings;
  const ways = { dcr: registration.includes('dcr'), cimd: registration.includes('cimd') };
  return {
    issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    jwks_uri: `${base}/jwks`,
    ...(ways.dcr && { registration_endpoint: `${base}/register` }),
    introspection_endpoint: `${base}/introspect`,
    revocation_endpoint: `${base}/revoke`,
    pushed_authorization_request_endpoint: `${base}/par`,
    device_authorization_endpoint: `${base}/device_authorization`,
    ...(scopes && { scopes_supported: [...scopes] }),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: Object.values(GRANTS).filter(
      grant => grant !== GRANTS.refresh || refreshTokens !== 'never',
    ),
    token_endpoint_auth_methods_supported: [...AUTHENTICATION_METHODS],
    token_endpoint_auth_signing_alg_values_supported: [...VERIFIED_ALGORITHMS],
    introspection_endpoint_auth_methods_supported: [
      'none',
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
    ],
    revocation_endpoint_auth_methods_supported: [...AUTHENTICATION_METHODS],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    ...(ways.cimd && { client_id_metadata_document_supported: true }),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [settings.algorithm],
  };
}
