import { URL } from '../core';
import { type ReadForm, readForms } from './forms';
import { attribute, type Element, parseHtml, textIn, textSeen } from './html';
import type { LoginPage } from './shapes';

/** What only the one who walks through the pages looks at. */
export interface ReadPage extends LoginPage {
  readonly forms: readonly ReadForm[];
  /** Where `<meta http-equiv="refresh">` leads. */
  readonly refresh?: string | undefined;
  readonly hasScript: boolean;
  /** Where paths are relative to: `<base href>`, or the page itself. */
  readonly base: URL;
}

/** Reads a page: its forms, and what it says. */
export function readPage(html: string, url: URL): ReadPage {
  const tree = parseHtml(html);
  const all = (name: string): Element[] => tree.elements.filter(({ tagName }) => tagName === name);
  const [title] = all('title');
  return {
    url,
    title: title ? textIn(title).replace(/\s+/g, ' ').trim() : '',
    text: textSeen(tree.document, ' '),
    forms: readForms(tree),
    refresh: all('meta')
      .map(refreshOf)
      .find(target => target !== undefined),
    hasScript: all('script').length > 0,
    base: baseOf(all('base'), url),
  };
}

/** Only the first `<base>` with a `href` counts, right or wrong. */
function baseOf(bases: readonly Element[], url: URL): URL {
  const href = bases.map(base => attribute(base, 'href')).find(written => written !== undefined);
  return href !== undefined && URL.canParse(href, url.href) ? new URL(href, url) : url;
}

/** @see HTML, 4.2.5.3, "shared declarative refresh steps" */
function refreshOf(meta: Element): string | undefined {
  if (attribute(meta, 'http-equiv')?.toLowerCase() !== 'refresh') return undefined;
  const [, , quoted, bare] =
    /^\s*(?=[\d.])[\d.]*(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?(?:(["'])([^]*?)(?:\1|$)|([^]*))/i.exec(
      attribute(meta, 'content') ?? '',
    ) ?? [];
  return (quoted ?? bare)?.trim();
}
