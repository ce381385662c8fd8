import { URL } from '../core';
import { readHtml } from './html';

/** A field of a form, as a person sees it. */
export interface PageField {
  readonly name: string;
  /** `text`, `password`, `checkbox`, `select`, `textarea`, … `hidden` ones are filled in already. */
  readonly type: string;
  /** What stands in it, or what it sends when it is chosen. */
  readonly value: string;
  /** Whether a box is ticked, or an option chosen, before anybody does anything. */
  readonly isChosen: boolean;
}

/** A button that sends its form. */
export interface PageButton {
  /** Empty where it has none. */
  readonly name: string;
  readonly value: string;
  /** What is written on it. */
  readonly label: string;
  /** Where it sends the form, if elsewhere. */
  readonly action?: string | undefined;
  readonly method?: string | undefined;
}

/** A form of a page. */
export interface PageForm {
  readonly action: string;
  readonly method: string;
  readonly encoding: string;
  readonly fields: readonly PageField[];
  readonly buttons: readonly PageButton[];
}

/** A page of the authorization server, as a person sees it. */
export interface LoginPage {
  readonly url: URL;
  readonly title: string;
  /** What can be read on it. */
  readonly text: string;
  readonly forms: readonly PageForm[];
}

/** What only the one who walks through the pages looks at. */
export interface ReadPage extends LoginPage {
  /** Where `<meta http-equiv="refresh">` leads. */
  readonly refresh?: string | undefined;
  readonly hasScript: boolean;
  /** Where paths are relative to: `<base href>`, or the page itself. */
  readonly base: URL;
}

interface OpenForm extends PageForm {
  readonly fields: PageField[];
  readonly buttons: PageButton[];
}

const BUTTONS: readonly string[] = ['submit', 'image'];
/** Inputs that send nothing by themselves. */
const MUTE: readonly string[] = ['button', 'reset'];

/** Reads a page: its forms, and what it says. */
export function readPage(html: string, url: URL): ReadPage {
  const reader = new PageReader(url);
  for (const piece of readHtml(html)) {
    if (piece.kind === 'text') reader.text(piece.text);
    else if (piece.kind === 'open') reader.open(piece.name, piece.attributes);
    else reader.close(piece.name);
  }
  return reader.page;
}

class PageReader {
  readonly #forms: OpenForm[] = [];
  readonly #texts: string[] = [];
  #title = '';
  #refresh: string | undefined;
  #hasScript = false;
  #base: URL;
  #form: OpenForm | undefined;
  #select: { name: string; isChosen: boolean; isMultiple: boolean; first: number } | undefined;
  /** The element whose text is being gathered. */
  #inside = '';
  #attributes: ReadonlyMap<string, string> = new Map();
  #content = '';

  constructor(private readonly url: URL) {
    this.#base = url;
  }

  get page(): ReadPage {
    return {
      url: this.url,
      title: this.#title.trim(),
      text: this.#texts.join(' ').replace(/\s+/g, ' ').trim(),
      forms: this.#forms,
      refresh: this.#refresh,
      hasScript: this.#hasScript,
      base: this.#base,
    };
  }

  text(text: string): void {
    if (this.#inside === 'script' || this.#inside === 'style') return;
    if (this.#inside !== '') this.#content += text;
    if (this.#inside === 'title') this.#title += text;
    else if (this.#inside !== 'textarea') this.#texts.push(text);
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    const get = (key: string): string => attributes.get(key) ?? '';
    switch (name) {
      case 'base':
        if (URL.canParse(get('href'), this.url.href)) this.#base = new URL(get('href'), this.url);
        break;
      case 'meta':
        if (get('http-equiv').toLowerCase() === 'refresh')
          this.#refresh = /^\s*[\d.]*\s*[;,]\s*(?:url\s*=\s*)?['"]?([^'"]*)/i
            .exec(get('content'))?.[1]
            ?.trim();
        break;
      case 'form':
        this.#form = {
          action: get('action'),
          method: get('method').toUpperCase() === 'POST' ? 'POST' : 'GET',
          encoding: get('enctype').toLowerCase() || 'application/x-www-form-urlencoded',
          fields: [],
          buttons: [],
        };
        this.#forms.push(this.#form);
        break;
      case 'input':
        this.#input(attributes);
        break;
      case 'select':
        this.#select = {
          name: attributes.has('disabled') ? '' : get('name'),
          isChosen: false,
          isMultiple: attributes.has('multiple'),
          first: this.#form?.fields.length ?? 0,
        };
        break;
      case 'script':
        this.#hasScript = true;
        this.#gather(name, attributes);
        break;
      case 'style':
      case 'title':
      case 'button':
      case 'textarea':
      case 'option':
        // The end of an option may be left out.
        if (this.#inside === 'option') this.close('option');
        this.#gather(name, attributes);
        break;
    }
  }

  close(name: string): void {
    if (name === 'form') this.#form = undefined;
    if (name === 'select') this.#endSelect();
    if (name !== this.#inside) return;
    const attributes = this.#attributes;
    const content = this.#content;
    this.#inside = '';
    if (attributes.has('disabled')) return;
    const own = attributes.get('name') ?? '';
    if (name === 'textarea') this.#add({ name: own, type: 'textarea', value: content, isChosen: false });
    if (name === 'option') this.#option(attributes, content);
    const type = attributes.get('type') ?? 'submit';
    if (name === 'button' && type.toLowerCase() === 'submit')
      this.#button(attributes, content.replace(/\s+/g, ' ').trim());
  }

  #gather(name: string, attributes: ReadonlyMap<string, string>): void {
    this.#inside = name;
    this.#attributes = attributes;
    this.#content = '';
  }

  #input(attributes: ReadonlyMap<string, string>): void {
    const type = (attributes.get('type') ?? 'text').toLowerCase();
    if (attributes.has('disabled') || MUTE.includes(type)) return;
    if (BUTTONS.includes(type)) return this.#button(attributes, attributes.get('value') ?? 'Submit');
    const isBox = type === 'checkbox' || type === 'radio';
    this.#add({
      name: attributes.get('name') ?? '',
      type,
      value: attributes.get('value') ?? (isBox ? 'on' : ''),
      isChosen: attributes.has('checked'),
    });
  }

  #option(attributes: ReadonlyMap<string, string>, content: string): void {
    if (!this.#select) return;
    const isChosen = attributes.has('selected');
    this.#select.isChosen ||= isChosen;
    this.#add({
      name: this.#select.name,
      type: 'select',
      value: attributes.get('value') ?? content.trim(),
      isChosen,
    });
  }

  /** Of a list with one choice, a browser shows the first option as chosen where the page says nothing. */
  #endSelect(): void {
    if (this.#inside === 'option') this.close('option');
    const select = this.#select;
    this.#select = undefined;
    const fields = this.#form?.fields;
    const first = fields?.[select?.first ?? 0];
    if (!select || select.isChosen || select.isMultiple || !fields || !first) return;
    fields[select.first] = { ...first, isChosen: true };
  }

  #button(attributes: ReadonlyMap<string, string>, label: string): void {
    this.#form?.buttons.push({
      name: attributes.get('name') ?? '',
      value: attributes.get('value') ?? '',
      label,
      action: attributes.get('formaction'),
      method: attributes.get('formmethod')?.toUpperCase(),
    });
  }

  #add(field: PageField): void {
    if (field.name !== '') this.#form?.fields.push(field);
  }
}
