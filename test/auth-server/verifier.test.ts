import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import {
  OAuthError,
  requireBearerAuth as requireBearerAuthV2,
  verifyBearerToken,
} from '@modelcontextprotocol/server';
import { authServer } from './support';

const as = authServer();

/** SDK v1's middleware before a route that answers. */
async function askV1(token: string): Promise<{ status: number; challenge: string | null }> {
  const app = express();
  app.get(
    '/',
    requireBearerAuth({ verifier: as.verifier() }),
    (_request, response) => void response.json({}),
  );
  const server = createServer(app);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: response.status, challenge: response.headers.get('www-authenticate') };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('what it throws', () => {
  it('is answered with 401 by the middleware of SDK v1', async () => {
    expect(await askV1(as.token())).toEqual({ status: 200, challenge: null });
    expect(await askV1(as.broken.expired())).toEqual({
      status: 401,
      challenge: 'Bearer error="invalid_token", error_description="The token has expired"',
    });
  });

  it('is known to the middleware of SDK v2', async () => {
    const verify = (token: string): Promise<unknown> =>
      verifyBearerToken(`Bearer ${token}`, { verifier: as.verifier() });
    await expect(verify(as.token())).resolves.toMatchObject({ clientId: 'jest-mcp' });
    await expect(verify(as.broken.expired())).rejects.toMatchObject({ code: 'invalid_token' });
    const gate = requireBearerAuthV2({ verifier: as.verifier() });
    const refused = await gate(
      new Request('http://127.0.0.1/mcp', { headers: { authorization: `Bearer ${as.broken.audience()}` } }),
    );
    expect([(refused as Response).status, (refused as Response).headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
  });

  it('is an error of both', async () => {
    const error: unknown = await as
      .verifier()
      .verifyAccessToken('x')
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(InvalidTokenError);
    expect(error).toBeInstanceOf(OAuthError);
    expect(error).toMatchObject({
      name: 'InvalidTokenError',
      code: 'invalid_token',
      errorCode: 'invalid_token',
    });
  });

  it('is what the test makes of the reason', async () => {
    const verifier = as.verifier({ makeError: reason => new RangeError(reason) });
    await expect(verifier.verifyAccessToken('x')).rejects.toThrow(new RangeError('The token is not a JWT'));
  });
});
