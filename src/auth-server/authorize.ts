import { seconds } from '../oauth/mint';
import { OAuthRefusal } from './answers';
import { readAuthorizationRequest, readReturnAddress } from './authorization-request';
import { sendBack } from './authorization-response';
import type { Context } from './context';
import type { AuthorizationRequest } from './grants';
import type { Incoming } from './incoming';
import { startLogin } from './login';
import { required } from './parameters';

/** The authorization endpoint. @see OAuth 2.1, 4.1; RFC 9126, 4 */
export async function authorize(incoming: Incoming, context: Context): Promise<Response> {
  try {
    return await authorized(incoming, context);
  } catch (error) {
    // It is a person who reads this: nobody failed to authenticate.
    if (error instanceof OAuthRefusal) return error.answer(400);
    throw error;
  }
}

async function authorized(incoming: Incoming, context: Context): Promise<Response> {
  const parameters = incoming.method === 'POST' ? incoming.form : incoming.query;
  if (parameters.has('request_uri')) return startLogin(pushedRequest(parameters, context), context);
  const address = await readReturnAddress(parameters, context);
  let request: AuthorizationRequest;
  try {
    request = await readAuthorizationRequest(parameters, address, context);
  } catch (error) {
    if (error instanceof OAuthRefusal) return sendBack(address, context, errorOf(error));
    throw error;
  }
  return startLogin(request, context);
}

function pushedRequest(parameters: URLSearchParams, { grants }: Context): AuthorizationRequest {
  const uri = required(parameters, 'request_uri');
  const pushed = grants.pushed.get(uri);
  // It is good once.
  grants.pushed.delete(uri);
  if (!pushed || pushed.expiresAt <= seconds() || pushed.request.clientId !== parameters.get('client_id'))
    throw new OAuthRefusal(
      'invalid_request_uri',
      'request_uri is unknown, has expired, or is of another client',
    );
  return pushed.request;
}

function errorOf({ code, message }: OAuthRefusal): Record<string, string> {
  return { error: code, error_description: message };
}
