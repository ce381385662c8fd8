/**
 * Whether a URI may be an expansion of a template (RFC 6570). An expression is taken for any text: what may match
 * is not yet known to be unknown.
 */
export function mayExpandTo(template: string, uri: string): boolean {
  const pattern = template
    .split(/(\{[^}]*\})/)
    .map(part => (/^\{[^}]*\}$/.test(part) ? '[^]*' : part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')))
    .join('');
  return new RegExp(`^${pattern}$`).test(uri);
}
