/** The three parts of a JSON Web Token: its header always begins so. */
const JWT = /\beyJ[\w-]{8,}\.[\w-]*\.[\w-]*/g;

/**
 * A text in which no token stands whole: what a server says may repeat what it was sent.
 *
 * @param secret one that is no JWT, where it is known
 */
export function maskTokens(text: string, secret?: string): string {
  const masked = text.replace(JWT, token => `${token.slice(0, 6)}… (a token of ${token.length} characters)`);
  return secret === undefined || secret.length < 8
    ? masked
    : masked.replaceAll(secret, `${secret.slice(0, 2)}… (a token of ${secret.length} characters)`);
}
