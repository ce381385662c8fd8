import type { ProbeContext } from '../positive-control';
import { judgeRefusal } from '../judge';
import type { Finding, Level, Rule } from '../report';

const VERIFY = "jwtVerify(token, keys, { issuer, audience, algorithms: ['ES256'] })";

/** What a family of bad tokens has in common. */
export interface Family {
  readonly family: string;
  readonly cure: string;
}

export const TIME: Family = {
  family: 'times',
  cure: 'Let the verifier judge exp and nbf, with seconds of leeway rather than hours; no ignoreExpiration.',
};
export const AUDIENCE: Family = {
  family: 'audience',
  cure: `Name the audience in the verifier: ${VERIFY}. requireBearerAuth by itself judges none: give it expectedResource, or do it in the verifier.`,
};
export const ISSUER: Family = { family: 'issuer', cure: `Name the issuer in the verifier: ${VERIFY}.` };
export const SIGNATURE: Family = {
  family: 'signature',
  cure: `Verify the signature with the key of the authorization server: ${VERIFY}, never decodeJwt(token) alone.`,
};
export const ALGORITHMS: Family = {
  family: 'algorithms',
  cure: `Name the algorithms that the authorization server uses: ${VERIFY}. What the token's header says decides nothing.`,
};
export const HEADER_KEYS: Family = {
  family: 'keys in the header',
  cure: 'Take keys from the JWKS that the server is configured with, and ignore jwk, jku, x5c and x5u of the token.',
};

/** Presents a token that must be refused. */
export async function judge(
  context: ProbeContext,
  probe: string,
  rule: Rule,
  what: string,
  family: Family,
  token: string,
  more: { readonly level?: Level } = {},
): Promise<Finding[]> {
  return judgeRefusal({ probe, rule, what, ...family, ...more }, await context.ask(context.like({ token })));
}
