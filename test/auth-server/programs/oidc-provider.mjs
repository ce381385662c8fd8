// The second opinion: oidc-provider, which is certified. It prints its issuer, and lives until its stdin ends.
import { createServer } from 'node:http';

// It says at length that it keeps everything in memory, which is what is wanted.
console.info = console.warn = () => undefined;
const { default: Provider } = await import('oidc-provider');

const server = createServer();
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const line = await new Promise(resolve => process.stdin.once('data', resolve));
process.stdin.on('end', () => process.exit()).resume();
const { redirect, confidential } = JSON.parse(line);

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'public',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'refresh_token'],
    },
    {
      client_id: confidential.clientId,
      client_secret: confidential.clientSecret,
      application_type: 'native',
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'refresh_token'],
    },
  ],
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: () => true },
    clientCredentials: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
  },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  cookies: { keys: ['a key for tests'] },
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  renderError: (context, out) => {
    context.type = 'json';
    context.body = out;
  },
});

const handle = provider.callback();
server.on('request', async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return handle(request, response);
  const { prompt, params, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login')
    return provider.interactionFinished(request, response, { login: { accountId: 'alice' } });
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: 'alice', clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
});

console.log(JSON.stringify({ issuer }));
