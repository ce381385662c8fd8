import { AbortSignal, JSON, URL } from '../core';
import { OAuthRefusal } from './answers';
import type { Client } from './client';
import type { Context } from './context';
import { isObject } from './incoming';
import { whyNoRedirectUri } from './redirect-uris';

/** How long a document may take, in milliseconds. */
const PATIENCE = 5_000;

/**
 * The client whose metadata lie at this URL, fetched with the `fetch` of the sandbox, so that a test can answer for it.
 *
 * @throws when there is no such document, or it is another client's
 * @see draft-ietf-oauth-client-id-metadata-document, 3 and 4; MCP 2025-11-25, basic/authorization › Client ID Metadata Documents
 */
export async function clientOfDocument(id: string, { grants }: Context): Promise<Client> {
  const url = new URL(readUrl(id));
  const document = grants.documents.get(id) ?? (await fetched(url));
  const refuse = (why: string): OAuthRefusal =>
    new OAuthRefusal('invalid_client', `the client metadata document ${id} ${why}`);
  if (!isObject(document)) throw refuse('is not a JSON object');
  if (document.client_id !== id)
    throw refuse(`names another client_id: ${JSON.stringify(document.client_id)}`);
  if (typeof document.client_name !== 'string') throw refuse('has no client_name');
  const { redirect_uris: uris, token_endpoint_auth_method: method = 'none', grant_types: allowed } = document;
  if (!isTexts(uris) || uris.length === 0) throw refuse('has no redirect_uris');
  const wrong = uris.map(uri => whyNoRedirectUri(uri, document.application_type)).find(Boolean);
  if (wrong !== undefined) throw refuse(`has a redirect URI that ${wrong}`);
  // Whoever can read the document would know a secret in it.
  if (document.client_secret !== undefined) throw refuse('holds a secret');
  if (method !== 'none' && method !== 'private_key_jwt') throw refuse(`asks for ${JSON.stringify(method)}`);
  return {
    id,
    authentication: method,
    redirectUris: uris,
    grants: isTexts(allowed) ? allowed : ['authorization_code'],
    jwks: document.jwks as Client['jwks'],
    jwksUri: typeof document.jwks_uri === 'string' ? document.jwks_uri : undefined,
  };
}

function readUrl(id: string): string {
  const why = whyNoDocumentUrl(id);
  if (why !== undefined)
    throw new OAuthRefusal('invalid_client', `as the URL of client metadata, client_id ${why}`);
  return id;
}

function whyNoDocumentUrl(id: string): string | undefined {
  if (!URL.canParse(id)) return 'must be a URL';
  const url = new URL(id);
  if (url.protocol !== 'https:') return 'must be an https URL';
  if (url.pathname === '/') return 'must have a path';
  if (url.hash !== '' || id.includes('#')) return 'must have no fragment';
  if (url.username !== '' || url.password !== '') return 'must hold no user name and password';
  return /\/\.\.?(\/|$)/.test(id) ? 'must hold no dot segments' : undefined;
}

async function fetched(url: URL): Promise<unknown> {
  try {
    // Whoever the test lets answer for the client's own site: a login of the kit's does.
    const response = await globalThis.fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status !== 200) throw new Error(`it was answered with ${response.status}`);
    return await response.json();
  } catch (error) {
    throw new OAuthRefusal(
      'invalid_client',
      `the client metadata document ${url.href} could not be fetched: ${String((error as Error).message)}`,
    );
  }
}

/** Whether it is a list of texts. */
export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
