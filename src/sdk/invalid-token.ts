/** Where SDK v2 writes which of its classes an error is of, so that all copies of it know each other's errors. */
const BRANDS = Symbol.for('mcp.sdk.errorBrands');

/**
 * The error that the bearer middleware of both SDKs answers with 401: anything else they answer with 500. It is made of
 * what the server under test has loaded: nothing of an SDK is loaded for its sake.
 *
 * SDK v1 knows its error by its class, and v2 by a mark on it.
 */
export function invalidTokenError(reason: string): Error {
  const Known = loadedClass();
  const error = Known ? new Known(reason) : new Error(reason);
  const own = (name: string | symbol, value: unknown): void => {
    if (!(name in error) || name === 'name')
      Object.defineProperty(error, name, { value, enumerable: false, configurable: true, writable: true });
  };
  own('name', 'InvalidTokenError');
  own('code', 'invalid_token');
  own('errorCode', 'invalid_token');
  own(BRANDS, new Set(['mcp.OAuthError']));
  own('toResponseObject', () => ({ error: 'invalid_token', error_description: reason }));
  return error;
}

type ErrorClass = new (message: string) => Error;

/** SDK v1's `InvalidTokenError`, where the test file has loaded it. */
function loadedClass(): ErrorClass | undefined {
  const cache: Partial<Record<string, { exports?: unknown }>> = require.cache;
  const file = Object.keys(cache).find(name =>
    /[\\/]@modelcontextprotocol[\\/]sdk[\\/].*[\\/]server[\\/]auth[\\/]errors\.js$/.test(name),
  );
  const exported =
    file === undefined ? undefined : (cache[file]?.exports as { InvalidTokenError?: ErrorClass } | undefined);
  return exported?.InvalidTokenError;
}
