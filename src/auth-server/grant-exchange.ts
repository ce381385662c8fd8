import { OAuthRefusal } from './answers';
import type { Client } from './client';
import type { Context } from './context';
import { isActive } from './activity';
import { narrowedScopes, optional, readResources, readScopes, required, resourcesOf } from './parameters';
import { newFamily, type IssuedToken } from './tokens';
import { tokenResponse } from './token-response';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

/** A token for another one: for an upstream API, on behalf of the same person. @see RFC 8693, 2 */
export function exchangeGrant(form: URLSearchParams, client: Client, context: Context): Response {
  const { settings } = context;
  const subject = presentedToken(form, 'subject_token', context);
  const actor = form.has('actor_token') ? presentedToken(form, 'actor_token', context) : undefined;
  const wanted = optional(form, 'requested_token_type') ?? ACCESS_TOKEN;
  if (wanted !== ACCESS_TOKEN && wanted !== JWT)
    throw new OAuthRefusal('invalid_request', `requested_token_type must be ${ACCESS_TOKEN}`);
  const { scope } = subject.claims;
  const granted = typeof scope === 'string' ? scope.split(' ') : [];
  return tokenResponse(
    {
      client,
      sub: String(subject.claims.sub),
      scopes: narrowedScopes(readScopes(form, settings), granted),
      resources: [...readResources(form, resourcesOf(settings)), ...readAudiences(form, context)],
      family: newFamily(),
      claims: actor ? { act: { sub: actor.claims.sub } } : {},
      more: { issued_token_type: wanted },
    },
    context,
  );
}

function presentedToken(form: URLSearchParams, name: string, { tokens }: Context): IssuedToken {
  const type = required(form, `${name}_type`);
  if (type !== ACCESS_TOKEN && type !== JWT)
    throw new OAuthRefusal('invalid_request', `${name}_type must be ${ACCESS_TOKEN}`);
  const issued = tokens.access.get(required(form, name));
  if (!issued || !isActive(issued))
    throw new OAuthRefusal('invalid_request', `${name} is unknown, has expired, or was revoked`);
  return issued;
}

/** Targets by a name that both sides know: here, the resources. */
function readAudiences(form: URLSearchParams, { settings }: Context): string[] {
  const audiences = form.getAll('audience');
  const unknown = audiences.find(audience => !resourcesOf(settings).includes(audience));
  if (unknown !== undefined) throw new OAuthRefusal('invalid_target', `the audience ${unknown} is unknown`);
  return audiences;
}
