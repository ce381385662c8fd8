/* global fetch */
// Verifies tokens as servers do, with what they do it with. A program of its own: Jest's sandbox cannot load jose, an ES
// module, without a transform.
import { createServer } from 'node:http';

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { kind, algorithm, jwksUri, issuer, audience, tokens } = JSON.parse(input);

const KINDS = {
  async jose() {
    const { createRemoteJWKSet, jwtVerify } = await import('jose');
    const keys = createRemoteJWKSet(new URL(jwksUri));
    return token => jwtVerify(token, keys, { issuer, audience, requiredClaims: ['exp'] });
  },
  async jsonwebtoken() {
    const { default: jsonwebtoken } = await import('jsonwebtoken');
    const { default: jwksRsa } = await import('jwks-rsa');
    const client = jwksRsa({ jwksUri, jwksRequestsPerMinute: 100 });
    const keyOf = ({ kid }, callback) =>
      client.getSigningKey(kid, (error, key) => callback(error, key?.getPublicKey()));
    return token =>
      new Promise((resolve, reject) => {
        const options = { algorithms: [algorithm], issuer, audience };
        jsonwebtoken.verify(token, keyOf, options, error => (error ? reject(error) : resolve()));
      });
  },
  async auth0() {
    const { default: express } = await import('express');
    const { auth } = await import('express-oauth2-jwt-bearer');
    const app = express();
    app.get('/', auth({ issuerBaseURL: issuer, audience }), (_request, response) => response.json({}));
    app.use((error, _request, response, _next) => response.status(error.status ?? 500).json({}));
    const server = createServer(app);
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    const url = `http://127.0.0.1:${server.address().port}/`;
    return async token => {
      const { status } = await fetch(url, {
        headers: { authorization: `Bearer ${token}`, connection: 'close' },
      });
      if (status !== 200) throw new Error(`HTTP ${status}`);
    };
  },
};

const verify = await KINDS[kind]();
const verdicts = {};
for (const [name, token] of Object.entries(tokens))
  verdicts[name] = await verify(token).then(
    () => 'accepted',
    error => `${error.code ?? error.name}: ${error.message}`,
  );
console.log(JSON.stringify(verdicts));
