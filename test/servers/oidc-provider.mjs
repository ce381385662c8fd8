// oidc-provider as a second opinion: an authorization server that we did not write, in a process of its own. Prints its
// issuer, and ends with its standard input.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const server = createServer();
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const resource = process.argv[2];

const provider = new Provider(issuer, {
  features: {
    registration: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'notes:read notes:write',
        audience: resource,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'ES256' } },
      }),
    },
  },
  scopes: ['openid', 'offline_access', 'notes:read', 'notes:write'],
  pkce: { required: () => true },
  jwks: JSON.parse(process.argv[3]),
  cookies: { keys: ['only for tests'] },
  issueRefreshToken: () => true,
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
});
server.on('request', provider.callback());
console.log(`ISSUER ${issuer}`);
process.stdin.resume().on('end', () => process.exit());
