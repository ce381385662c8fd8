import { OAuthRefusal } from './answers';
import type { Incoming } from './incoming';
import { assertOnce } from './parameters';

/** @throws when the body is no form, or holds a parameter twice. @see RFC 6749, 3.2 */
export function assertForm({ headers, form }: Incoming): void {
  const type = headers.get('content-type') ?? 'nothing';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type))
    throw new OAuthRefusal(
      'invalid_request',
      `the body must be application/x-www-form-urlencoded, not ${type}`,
    );
  assertOnce(form);
}
