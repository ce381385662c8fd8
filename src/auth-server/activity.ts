import { seconds } from '../oauth/mint';
import { isTakenBack, type IssuedToken } from './tokens';

/** Whether it is good now: not taken back, not expired, begun. */
export function isActive(issued: IssuedToken): boolean {
  const { exp, nbf } = issued.claims;
  if (isTakenBack(issued)) return false;
  if (typeof exp === 'number' && exp <= seconds()) return false;
  return typeof nbf !== 'number' || nbf <= seconds();
}
