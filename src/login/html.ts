/** A tag of a page, or the text between two. */
export type Piece =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** Elements whose content is text, whatever it looks like. */
const RAW = new Set(['script', 'style', 'textarea', 'title']);

const TAG = /<!--[^]*?(?:-->|$)|<[!?][^>]*>|<(\/?)([a-zA-Z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/g;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

/**
 * Reads a page as far as a login needs it: tags with their attributes, and texts. It does not mend a broken page as a
 * browser does, beyond what forms live with: attributes without quotes, tags that are never closed.
 */
export function* readHtml(html: string): Generator<Piece> {
  TAG.lastIndex = 0;
  const tag = new RegExp(TAG);
  let at = 0;
  for (let match = tag.exec(html); match; match = tag.exec(html)) {
    if (match.index > at) yield { kind: 'text', text: decode(html.slice(at, match.index)) };
    at = tag.lastIndex;
    const [, slash, written, rest = ''] = match;
    if (written === undefined) continue;
    const name = written.toLowerCase();
    if (slash) {
      yield { kind: 'close', name };
      continue;
    }
    yield { kind: 'open', name, attributes: readAttributes(rest) };
    if (!RAW.has(name)) continue;
    const end = new RegExp(`</${name}\\s*>`, 'i').exec(html.slice(at));
    const content = html.slice(at, end ? at + end.index : undefined);
    const isCode = name === 'script' || name === 'style';
    if (content !== '') yield { kind: 'text', text: isCode ? content : decode(content) };
    tag.lastIndex = at += content.length;
  }
  if (at < html.length) yield { kind: 'text', text: decode(html.slice(at)) };
}

function readAttributes(text: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, decode(double ?? single ?? bare ?? ''));
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? parseInt(hex as string, 16) : undefined;
    if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    return ENTITIES[String(name).toLowerCase()] ?? whole;
  });
}
