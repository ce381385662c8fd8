import type { Guard } from './guard';
import { Response } from '../../core';
import type { FetchLike } from '../../wire/http/exchange';
import { bearerGate } from '../../sdk/bearer-gate';
import { findPackage, majorOf, packageThatMade, type SdkPackage, type SdkServer } from '../../sdk/packages';
import type { AuthInfo } from '../../oauth/shapes';
import type { Opening } from '../shared/opening';

/** The SDK that made a server. @throws when it cannot be found */
export function homeOf(server: SdkServer, { search }: Opening): SdkPackage {
  const name = majorOf(server) === 1 ? '@modelcontextprotocol/sdk' : '@modelcontextprotocol/server';
  const home = packageThatMade(server) ?? findPackage(name, search.folders);
  if (!home) throw new Error(`mcp.serve(): ${name}, which made the server, could not be found beside it.`);
  return home;
}

/** What stands before a server object, where production has HTTP middleware. */
export function guardOf(server: SdkServer, opening: Opening): Promise<Guard> {
  const { auth = {} } = opening.options;
  const { requiredScopes, resourceMetadataUrl, expectedResource } = auth;
  const { Guard } = require('./guard') as typeof import('./guard');
  return Guard.make(auth, verifier =>
    bearerGate(
      homeOf(server, opening),
      {
        verifier,
        ...(requiredScopes && { requiredScopes }),
        resourceMetadataUrl,
        expectedResource,
      },
      opening.search.loader,
    ),
  );
}

/** A handler behind a guard: it gets who asks beside the request, and never sees what the guard refuses. */
export function behind(
  guard: Guard,
  handle: (request: Request, options: { authInfo?: AuthInfo }) => unknown,
): FetchLike {
  return async request => {
    const admission = await guard.admit(request.headers.get('authorization') ?? undefined);
    if ('authInfo' in admission)
      return handle(request, admission.authInfo ? { authInfo: admission.authInfo } : {});
    const { status, challenge, body } = admission.refused;
    return new Response(body, {
      status,
      headers: {
        'content-type': 'application/json',
        ...(challenge !== undefined && { 'www-authenticate': challenge }),
      },
    });
  };
}
