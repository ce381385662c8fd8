/** RFC 6749, 3.3: printable, without blanks, quotes and backslashes. */
export function isScope(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value);
}

export function areScopes(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isScope);
}
