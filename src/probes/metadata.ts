import { JSON, URL } from '../core';
import { bearerChallenge, parseChallenges } from '../oauth/challenge';
import { ask, type ProbeExchange } from './exchange';
import type { Application } from '../oauth/shapes';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** Where a client looks for the metadata, in its order. */
export type Place = 'challenge' | 'well-known path' | 'well-known root';

/** One place that was looked at. */
export interface Look {
  readonly place: Place;
  readonly exchange: ProbeExchange;
  /** The metadata, where there are some. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** Why what came back is none, as the end of a sentence: `answered 404`. */
  readonly why?: string;
}

/**
 * Looks for the metadata of the protected resource as a client does, without a token: at the URL of the challenge, at
 * the well-known URL of the path, and at the root. All three are asked, so that a difference can be seen.
 *
 * @param challenge the `WWW-Authenticate` header of the 401
 * @see RFC 9728, 3 and 5.1
 */
export async function lookForMetadata(
  application: Application,
  challenge: string | null,
): Promise<readonly Look[]> {
  const named = namedIn(challenge);
  const { pathname } = application.url;
  const path = pathname === '/' ? '' : pathname;
  const places = new Map<string, Place>();
  if (named !== undefined && URL.canParse(named)) places.set(named, 'challenge');
  const add = (url: URL, place: Place): void => {
    if (![...places.keys()].some(known => new URL(known).pathname === url.pathname))
      places.set(url.href, place);
  };
  if (path !== '') add(new URL(WELL_KNOWN + path, application.url), 'well-known path');
  add(new URL(WELL_KNOWN, application.url), 'well-known root');
  return Promise.all([...places].map(([url, place]) => look(application, new URL(url), place)));
}

/** The URL of the metadata that a challenge names. */
export function namedIn(challenge: string | null): string | undefined {
  return challenge === null
    ? undefined
    : bearerChallenge(parseChallenges(challenge))?.parameters.get('resource_metadata');
}

async function look(application: Application, url: URL, place: Place): Promise<Look> {
  const request = { method: 'GET', url, headers: { accept: 'application/json' }, tokens: [] };
  const exchange = await ask(application, request);
  const { status, body } = exchange.reply;
  if (status !== 200) return { place, exchange, why: `answered ${status}` };
  try {
    const document: unknown = JSON.parse(body);
    if (typeof document === 'object' && document !== null && !Array.isArray(document))
      return { place, exchange, document: document as Record<string, unknown> };
  } catch {
    // Said below.
  }
  return { place, exchange, why: 'answered 200 with something that is not a JSON object' };
}

/** The metadata that a client would take: the first in its order. */
export function metadataOf(looks: readonly Look[]): (Look & Required<Pick<Look, 'document'>>) | undefined {
  return looks.find((look): look is Look & Required<Pick<Look, 'document'>> => look.document !== undefined);
}

/** Whether two URLs of a resource are the same, but for a slash at their end. */
export function isSameResource(one: string, other: string): boolean {
  return normal(one) === normal(other);
}

/** Whether `url` lies below `resource`, so that the SDKs' clients take its metadata for good ones. */
export function isBelow(url: string, resource: string): boolean {
  if (!URL.canParse(resource) || new URL(url).origin !== new URL(resource).origin) return false;
  const path = new URL(resource).pathname.replace(/\/$/, '');
  return `${new URL(url).pathname}/`.startsWith(`${path}/`);
}

function normal(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).replace(/\/$/, '');
}
