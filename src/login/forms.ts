import {
  attribute,
  type Element,
  elementsIn,
  hasAttribute,
  type HtmlTree,
  parentOf,
  textIn,
  textSeen,
} from './html';
import type { PageButton, PageField, PageForm } from './shapes';

/** What only the one who fills in a form looks at. */
export interface ReadForm extends PageForm {
  /** Its fields and buttons, in the order in which a browser sends them. */
  readonly controls: readonly (PageField | PageButton)[];
}

const CONTROLS: readonly string[] = ['button', 'input', 'select', 'textarea'];
const BUTTONS: readonly string[] = ['submit', 'image'];
/** Inputs that send nothing by themselves. */
const MUTE: readonly string[] = ['button', 'reset'];
const BOXES: readonly string[] = ['checkbox', 'radio'];
/** Other inputs. One of a type that is unknown is a text field. */
const TYPES: readonly string[] =
  'hidden text search tel url email password date month week time datetime-local number range color file'.split(
    ' ',
  );
const ENCODINGS: readonly string[] = ['multipart/form-data', 'text/plain'];

/** The forms of a page, with what belongs to each. */
export function readForms(tree: HtmlTree): ReadForm[] {
  const { elements } = tree;
  const byId = new Map<string | undefined, Element>();
  for (const element of [...elements].reverse()) byId.set(attribute(element, 'id'), element);
  const controls = new Map<Element, Element[]>(elements.filter(isForm).map(form => [form, []]));
  for (const element of elements) {
    if (!CONTROLS.includes(element.tagName)) continue;
    const owner = ownerOf(element, tree, byId);
    if (owner) controls.get(owner)?.push(element);
  }
  return [...controls].flatMap(([form, own]) => (isDialog(form, 'method') ? [] : readForm(form, own)));
}

/** The form that `element` belongs to. @see HTML, 4.10.17.3, "form owner" */
function ownerOf(
  element: Element,
  { openForms }: HtmlTree,
  byId: ReadonlyMap<string | undefined, Element>,
): Element | undefined {
  const id = attribute(element, 'form');
  if (id !== undefined) return id === '' ? undefined : byId.get(id);
  return openForms.get(element) ?? ancestorsOf(element).find(isForm);
}

function isForm({ tagName }: Element): boolean {
  return tagName === 'form';
}

/** Such a form, or button, closes the dialog that it is in, and sends nothing. */
function isDialog(element: Element, name: 'method' | 'formmethod'): boolean {
  return attribute(element, name)?.toLowerCase() === 'dialog';
}

function readForm(form: Element, elements: readonly Element[]): ReadForm {
  // Choosing one radio button takes back the choice of the others, disabled ones too.
  const radios = new Map<string | undefined, Element>();
  for (const element of elements)
    if (typeOf(element) === 'radio' && hasAttribute(element, 'checked'))
      radios.set(attribute(element, 'name'), element);
  const isChosen = (element: Element): boolean =>
    typeOf(element) === 'radio'
      ? radios.get(attribute(element, 'name')) === element
      : hasAttribute(element, 'checked');
  const controls = elements
    .filter(element => !isDisabled(element))
    .flatMap(element => readControl(element, isChosen(element)))
    .filter(control => isButton(control) || control.name !== '');
  return {
    action: attribute(form, 'action') ?? '',
    method: methodOf(attribute(form, 'method')),
    encoding: encodingOf(attribute(form, 'enctype')),
    fields: controls.filter((control): control is PageField => !isButton(control)),
    buttons: controls.filter(isButton),
    controls,
  };
}

export function isButton(control: PageField | PageButton): control is PageButton {
  return 'label' in control;
}

function methodOf(written = ''): string {
  return written.toUpperCase() === 'POST' ? 'POST' : 'GET';
}

function encodingOf(written = ''): string {
  const encoding = written.toLowerCase();
  return ENCODINGS.includes(encoding) ? encoding : 'application/x-www-form-urlencoded';
}

/** Whether nobody can use it, and it is not sent. What is in a list of suggestions is not sent either. */
function isDisabled(element: Element): boolean {
  if (hasAttribute(element, 'disabled')) return true;
  let inner = element;
  for (const outer of ancestorsOf(element)) {
    if (outer.tagName === 'datalist') return true;
    if (outer.tagName === 'fieldset' && hasAttribute(outer, 'disabled') && inner !== legendOf(outer))
      return true;
    inner = outer;
  }
  return false;
}

/** What is in the first legend of a disabled fieldset can be used. */
function legendOf({ childNodes }: Element): object | undefined {
  return childNodes.find(({ nodeName }) => nodeName === 'legend');
}

function ancestorsOf(element: Element): Element[] {
  const ancestors: Element[] = [];
  for (let outer = parentOf(element); outer; outer = parentOf(outer)) ancestors.push(outer);
  return ancestors;
}

function typeOf(element: Element): string {
  const type = attribute(element, 'type')?.toLowerCase() ?? '';
  if (element.tagName === 'button') return MUTE.includes(type) ? type : 'submit';
  if (element.tagName !== 'input') return element.tagName;
  return [...TYPES, ...BOXES, ...BUTTONS, ...MUTE].includes(type) ? type : 'text';
}

function readControl(element: Element, isChosen: boolean): readonly (PageField | PageButton)[] {
  const type = typeOf(element);
  if (MUTE.includes(type)) return [];
  if (BUTTONS.includes(type))
    return isDialog(element, 'formmethod') ? [] : [readButton(element, type === 'image')];
  if (type === 'select') return readSelect(element);
  const name = attribute(element, 'name') ?? '';
  return [{ name, type, value: valueOf(element, type, name), isChosen }];
}

function valueOf(element: Element, type: string, name: string): string {
  if (type === 'textarea') return textIn(element);
  const written = attribute(element, 'value');
  if (BOXES.includes(type)) return written ?? 'on';
  switch (type) {
    case 'hidden':
      return name.toLowerCase() === '_charset_' ? 'UTF-8' : (written ?? '');
    case 'file':
      return '';
    case 'color':
      return written ?? '#000000';
    case 'url':
    case 'email':
      return oneLine(written).trim();
    default:
      return oneLine(written);
  }
}

/** An option's text: its blanks are one each, but for those that are not to be broken. */
function inWords(text: string): string {
  return text
    .split(/[\t\n\f\r ]+/)
    .filter(word => word !== '')
    .join(' ');
}

function oneLine(text = ''): string {
  return text.replace(/[\r\n]/g, '');
}

/** @see HTML, 4.10.7, "selectedness setting algorithm" */
function readSelect(select: Element): PageField[] {
  const options = elementsIn(select).filter(({ tagName }) => tagName === 'option');
  const isMultiple = hasAttribute(select, 'multiple');
  const isOpen = isMultiple || Number.parseInt(attribute(select, 'size') ?? '', 10) > 1;
  const usable = options.filter(option => !isDisabledOption(option));
  const selected = options.filter(option => hasAttribute(option, 'selected'));
  const last = selected.at(-1) ?? (isOpen ? undefined : usable[0]);
  return usable.map(option => ({
    name: attribute(select, 'name') ?? '',
    type: 'select',
    value: attribute(option, 'value') ?? inWords(textIn(option)),
    isChosen: isMultiple ? selected.includes(option) : option === last,
  }));
}

function isDisabledOption(option: Element): boolean {
  const group = parentOf(option);
  return (
    hasAttribute(option, 'disabled') || (group?.tagName === 'optgroup' && hasAttribute(group, 'disabled'))
  );
}

function readButton(element: Element, isImage: boolean): PageButton {
  const value = attribute(element, 'value');
  const [method, encoding] = [attribute(element, 'formmethod'), attribute(element, 'formenctype')];
  const written = attribute(element, isImage ? 'alt' : 'value') ?? 'Submit';
  return {
    name: attribute(element, 'name') ?? '',
    value: value ?? '',
    label: element.tagName === 'button' ? textSeen(element) : written,
    isImage,
    action: attribute(element, 'formaction'),
    method: method === undefined ? undefined : methodOf(method),
    encoding: encoding === undefined ? undefined : encodingOf(encoding),
  };
}
