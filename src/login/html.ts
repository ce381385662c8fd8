import type * as Parse5 from 'parse5' with { 'resolution-mode': 'import' };
import type { DefaultTreeAdapterTypes as Tree } from 'parse5' with { 'resolution-mode': 'import' };
import { requireOwn } from '../core';

export type Element = Tree.Element;

/** A page, as a browser that runs no JavaScript has it. */
export interface HtmlTree {
  readonly document: Tree.Document;
  /** The elements of HTML in their order. What is in a `<template>` is not among them. */
  readonly elements: readonly Element[];
  /** The form that was open when an element was met. It need not be around it: a table moves elements. */
  readonly openForms: ReadonlyMap<Element, Element>;
}

/** Elements whose text is not seen as text of the page. */
const UNSEEN: ReadonlySet<string> = new Set([
  'datalist',
  'iframe',
  'noembed',
  'noframes',
  'script',
  'style',
  'textarea',
  'title',
]);

const HTML = 'http://www.w3.org/1999/xhtml';

/** Loading it takes as long as a short test: a login without a page does not pay for it. */
let parse5: typeof Parse5 | undefined;

/** Reads a page by the rules of browsers, which mend whatever is wrong with it. */
export function parseHtml(html: string): HtmlTree {
  const { Parser, defaultTreeAdapter } = (parse5 ??= requireOwn('parse5') as typeof Parse5);
  const openForms = new Map<Element, Element>();
  const parser = new Parser<Tree.DefaultTreeAdapterMap>({
    // What is in a <noscript> is part of the page.
    scriptingEnabled: false,
    treeAdapter: {
      ...defaultTreeAdapter,
      createElement: (...described) => {
        const element = defaultTreeAdapter.createElement(...described);
        if (parser.formElement) openForms.set(element, parser.formElement);
        return element;
      },
    },
  });
  parser.tokenizer.write(html, true);
  const { document } = parser;
  return { document, elements: elementsIn(document), openForms };
}

/** The elements of HTML in `root`, in their order. */
export function elementsIn(root: Tree.ParentNode): Element[] {
  return [...nodesIn(root)].filter(isHtml);
}

/** @returns undefined where there is no such attribute */
export function attribute({ attrs }: Element, name: string): string | undefined {
  return attrs.find(each => each.name === name)?.value;
}

export function hasAttribute(element: Element, name: string): boolean {
  return attribute(element, name) !== undefined;
}

/** The element around `element`. */
export function parentOf({ parentNode }: Element): Element | undefined {
  return parentNode && isHtml(parentNode) ? parentNode : undefined;
}

export function isHtml(node: Tree.Node): node is Element {
  return 'tagName' in node && node.namespaceURI === (HTML as Element['namespaceURI']);
}

/** What a person reads in `root`, without needless blanks. */
export function textSeen(root: Tree.ParentNode, between = ''): string {
  return [...nodesIn(root, UNSEEN)]
    .flatMap(node => ('value' in node ? node.value : []))
    .join(between)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text in `root` as it was written. */
export function textIn(root: Tree.ParentNode): string {
  return [...nodesIn(root)].flatMap(node => ('value' in node ? node.value : [])).join('');
}

/** A page may nest deeper than calls can. */
function* nodesIn(root: Tree.ParentNode, without?: ReadonlySet<string>): Generator<Tree.ChildNode> {
  const ahead = [...root.childNodes].reverse();
  for (let node = ahead.pop(); node; node = ahead.pop()) {
    yield node;
    if ('childNodes' in node && !without?.has(node.tagName))
      for (let at = node.childNodes.length - 1; at >= 0; at--)
        ahead.push(node.childNodes[at] as Tree.ChildNode);
  }
}
