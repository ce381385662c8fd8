import { createApp } from './app.js';

const { ISSUER, JWKS_URI, RESOURCE, PORT = '3000' } = process.env;
if (!ISSUER || !JWKS_URI || !RESOURCE) {
  console.error('ISSUER, JWKS_URI and RESOURCE must be set.');
  process.exit(1);
}
createApp({ issuer: ISSUER, jwksUri: JWKS_URI, resource: RESOURCE }).listen(Number(PORT), '127.0.0.1');
