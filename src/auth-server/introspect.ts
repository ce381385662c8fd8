import { json, OAuthRefusal } from './answers';
import { authenticateClient } from './client-authentication';
import type { Context } from './context';
import type { Incoming } from './incoming';
import { required } from './parameters';
import { assertForm } from './form';
import { isActive } from './activity';

/**
 * The introspection endpoint: what the server knows of tokens that it issued itself; of any other, nothing.
 *
 * Who asks has to say who it is as soon as there is a client with a secret or keys of its own. Before, nobody could.
 *
 * @see RFC 7662, 2
 */
export async function introspect(incoming: Incoming, context: Context): Promise<Response> {
  assertForm(incoming);
  const { clients } = context.settings;
  const isGuarded = clients.some(
    ({ clientSecret, jwks }) => clientSecret !== undefined || jwks !== undefined,
  );
  const asker = isGuarded ? await authenticateClient(incoming, context) : undefined;
  if (asker?.authentication === 'none')
    throw new OAuthRefusal('invalid_client', 'a public client may not introspect tokens');
  const issued = context.tokens.access.get(required(incoming.form, 'token'));
  if (!issued || !isActive(issued)) return json({ active: false });
  return json({ active: true, token_type: 'Bearer', ...issued.claims });
}
