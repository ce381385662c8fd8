import type { AuthInfo, TokenVerifier } from '../oauth/shapes';
import type { Refused } from '../oauth/identity';
import { JSON, Request } from '../core';
import { load, type Loader, type SdkPackage } from './packages';

/** What both SDKs' bearer middleware takes. */
export interface BearerOptions {
  readonly verifier: TokenVerifier;
  readonly requiredScopes?: readonly string[];
  readonly resourceMetadataUrl?: string | undefined;
  readonly expectedResource?: string | URL | undefined;
}

/** Judges an `Authorization` header as an SDK's HTTP middleware does. */
export type BearerGate = (authorization: string | undefined) => Promise<AuthInfo | Refused>;

/** Whether a gate refused. */
export function isRefused(judged: AuthInfo | Refused): judged is Refused {
  return 'status' in judged && 'body' in judged;
}

/**
 * The very middleware that an SDK brings for HTTP, without the HTTP: so that a server in memory is guarded as it will
 * be in production.
 *
 * @param home the SDK that made the server
 * @throws when that version of it has none
 */
export async function bearerGate(
  home: SdkPackage,
  options: BearerOptions,
  loader: Loader,
): Promise<BearerGate> {
  return home.name === '@modelcontextprotocol/sdk'
    ? gateV1(home, options, loader)
    : gateV2(home, options, loader);
}

type ExpressMiddleware = (request: object, response: object, next: () => void) => Promise<void>;

async function gateV1(home: SdkPackage, options: BearerOptions, loader: Loader): Promise<BearerGate> {
  const { requireBearerAuth } = (await load(home, './server/auth/middleware/bearerAuth.js', loader).catch(
    (cause: unknown) => {
      throw withoutMiddleware(home, cause);
    },
  )) as { requireBearerAuth(options: BearerOptions): ExpressMiddleware };
  const middleware = requireBearerAuth(withoutUndefined(options));
  return async authorization => {
    const request: { headers: object; auth?: AuthInfo } = { headers: { authorization } };
    const refused = { status: 200, challenge: undefined as string | undefined, body: '' };
    const response = {
      set: (name: string, value: string) => {
        if (name.toLowerCase() === 'www-authenticate') refused.challenge = value;
        return response;
      },
      status: (status: number) => {
        refused.status = status;
        return response;
      },
      json: (body: unknown) => {
        refused.body = JSON.stringify(body);
        return response;
      },
    };
    await middleware(request, response, () => undefined);
    return request.auth ?? refused;
  };
}

async function gateV2(home: SdkPackage, options: BearerOptions, loader: Loader): Promise<BearerGate> {
  const { requireBearerAuth } = (await load(home, '.', loader)) as {
    requireBearerAuth?: (options: BearerOptions) => (request: Request) => Promise<AuthInfo | Response>;
  };
  if (!requireBearerAuth) throw withoutMiddleware(home);
  const gate = requireBearerAuth(withoutUndefined(options));
  return async authorization => {
    const headers = authorization === undefined ? {} : { authorization };
    const judged = await gate(new Request('http://127.0.0.1/mcp', { method: 'POST', headers }));
    if (!isResponse(judged)) return judged;
    return {
      status: judged.status,
      challenge: judged.headers.get('www-authenticate') ?? undefined,
      body: await judged.text(),
    };
  };
}

function isResponse(value: AuthInfo | Response): value is Response {
  return typeof (value as Response).headers?.get === 'function';
}

function withoutUndefined(options: BearerOptions): BearerOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as unknown as BearerOptions;
}

function withoutMiddleware({ name, version }: SdkPackage, cause?: unknown): Error {
  return new Error(
    `mcp.serve(): the option auth.verifier needs requireBearerAuth of ${name}, and version ${version} has none.\n\n` +
      `Update it:\n  npm install ${name}@latest`,
    { cause },
  );
}
