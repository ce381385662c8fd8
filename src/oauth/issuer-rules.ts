import { mustBe, oneOf } from '../messages/options';
import { PROFILE_NAMES } from './profiles';

/** The options of whatever issues tokens. */
export const ISSUER_RULES = {
  algorithm: oneOf('ES256', 'RS256', 'EdDSA'),
  like: oneOf(...PROFILE_NAMES),
  accessTokenLifetime: mustBe(
    'a whole number of seconds, 1 at least',
    value => Number.isInteger(value) && (value as number) >= 1,
  ),
};
