import { JSON, URL } from '../core';
import { isSecretField, keepSecret } from '../messages/secrets';
import { LoginMistake } from './failure';
import type { FormAnswer, FormFields } from './options';
import { isButton, type ReadForm } from './forms';
import type { ReadPage } from './page';
import type { PageButton, PageField, PageForm } from './shapes';

/** A form as it is sent. */
export interface Submission {
  readonly url: URL;
  readonly method: string;
  readonly entries: readonly (readonly [name: string, value: string])[];
  readonly encoding: string;
}

const CHOICES: readonly string[] = ['checkbox', 'radio', 'select'];

/** Fills in the pages of one walk as the test says, and knows which of its answers nobody asked for. */
export class Answers {
  readonly #used = new Set<string>();

  constructor(private readonly given: FormAnswer | undefined) {}

  /** @throws when a field that is empty has no answer, or it cannot be told which form or button is meant */
  async fill(page: ReadPage): Promise<Submission> {
    const fields = await this.#fieldsFor(page);
    const form = chooseForm(page, fields);
    const button = chooseButton(page, form, fields);
    for (const { name, label } of form.buttons) this.#used.add(name === '' ? label : name);
    for (const { name } of form.fields) this.#used.add(name);
    const entries = entriesOf(form, button, fields);
    for (const { name, type } of form.fields)
      if (type === 'password' || isSecretField(name))
        for (const [entry, value] of entries) if (entry === name) keepSecret(value);
    const empty = form.fields.filter(field => isUnanswered(field, form, fields));
    if (empty.length > 0) throw unanswered(page, form, empty, fields);
    return {
      url: targetOf(page, button?.action ?? form.action),
      method: button?.method ?? form.method,
      entries,
      encoding: button?.encoding ?? form.encoding,
    };
  }

  /** The names that stand in the answers, and on no page. */
  get unused(): string[] {
    if (this.given === undefined || typeof this.given === 'function') return [];
    const names = Object.entries(this.given).flatMap(([key, value]) =>
      isFields(value) ? Object.keys(value) : [key],
    );
    return [...new Set(names)].filter(name => !this.#used.has(name));
  }

  async #fieldsFor(page: ReadPage): Promise<FormFields> {
    const { given } = this;
    if (given === undefined) return {};
    if (typeof given === 'function') return (await given(page)) ?? {};
    const own = Object.entries(given).filter(([, value]) => !isFields(value));
    const ofPage = (given as Record<string, unknown>)[page.url.pathname];
    return { ...(Object.fromEntries(own) as FormFields), ...(isFields(ofPage) ? ofPage : {}) };
  }
}

function isFields(value: unknown): value is FormFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function has(fields: FormFields, name: string): boolean {
  return Object.hasOwn(fields, name);
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}

/** Where a form is sent. One without an address goes to its own page, whatever `<base>` says. */
function targetOf(page: ReadPage, action: string): URL {
  if (action.trim() === '') return new URL(page.url);
  if (URL.canParse(action, page.base.href)) return new URL(action, page.base);
  throw new LoginMistake(
    `${describePage(page)} sends its form to ${JSON.stringify(action)}, which is not a URL.`,
  );
}

function chooseForm(page: ReadPage, fields: FormFields): ReadForm {
  const { forms } = page;
  const [only] = forms;
  if (!only) throw withoutForm(page);
  if (forms.length === 1) return only;
  const isMeant = (form: PageForm): boolean =>
    form.fields.some(({ name, type }) => type !== 'hidden' && has(fields, name)) ||
    form.buttons.some(button => isPicked(button, fields));
  const meant = forms.filter(isMeant);
  const asking = forms.filter(form => form.fields.some(({ type }) => type !== 'hidden'));
  const [chosen, another] = meant.length > 0 ? meant : asking;
  if (chosen && !another) return chosen;
  throw new LoginMistake(
    `${describePage(page)} has ${forms.length} forms, and nothing says which is meant.\n${forms.map(describeForm).join('\n')}`,
    'Answer a field of the right one, or name its button:\n' +
      example(forms.flatMap(({ buttons }) => buttons).at(0)),
  );
}

function isPicked({ name, value, label }: PageButton, fields: FormFields): boolean {
  return name === '' ? has(fields, label) : listOf(fields[name]).includes(value);
}

function chooseButton(page: ReadPage, form: PageForm, fields: FormFields): PageButton | undefined {
  const { buttons } = form;
  const [picked, another] = buttons.filter(button => isPicked(button, fields));
  if (picked && !another) return picked;
  const misnamed = buttons.find(({ name }) => name !== '' && has(fields, name) && !isField(form, name));
  const isPlain = buttons.length <= 1 && !misnamed;
  if (isPlain) return buttons[0];
  throw new LoginMistake(
    misnamed && !picked
      ? `${describePage(page)} has no button ${misnamed.name} with the value ${JSON.stringify(fields[misnamed.name])}.\n${describeForm(form)}`
      : `${describePage(page)} has ${buttons.length} buttons, and nothing says which is pressed.\n${describeForm(form)}`,
    `Name one:\n${example(buttons[0])}`,
  );
}

function isField({ fields }: PageForm, name: string): boolean {
  return fields.some(field => field.name === name);
}

function example(button: PageButton | undefined): string {
  const { name = 'button', value = '', label = '' } = button ?? {};
  const key = name === '' ? label : name;
  return `  await mcp.login({ form: { ${printKey(key)}: '${name === '' ? '' : value}' } });`;
}

/** What a form sends, in the order of the page. @see HTML, 4.10.22.4, "constructing the entry list" */
function entriesOf(
  form: ReadForm,
  button: PageButton | undefined,
  fields: FormFields,
): (readonly [name: string, value: string])[] {
  const names = new Set(form.fields.map(({ name }) => name));
  const values = new Map([...names].flatMap(name => valuesOf(form, name, fields)));
  return form.controls.flatMap(control => {
    if (!isButton(control)) return (values.get(control) ?? []).map(value => [control.name, value] as const);
    return control === button ? entriesOfButton(control) : [];
  });
}

function entriesOfButton({ name, value, isImage }: PageButton): (readonly [name: string, value: string])[] {
  // A picture says where it was pressed. Somebody who uses the keyboard presses its corner.
  if (isImage) return ['x', 'y'].map(axis => [name === '' ? axis : `${name}.${axis}`, '0'] as const);
  return name === '' ? [] : [[name, value]];
}

/** What each of the fields of one name sends. @throws when the answer is not among what can be chosen */
function valuesOf(
  form: PageForm,
  name: string,
  fields: FormFields,
): (readonly [field: PageField, values: readonly string[]])[] {
  const group = form.fields.filter(field => field.name === name);
  if (!has(fields, name))
    return group.map(field => [field, isChoice(field) && !field.isChosen ? [] : [field.value]] as const);
  const given = listOf(fields[name]);
  const choices = group.filter(isChoice);
  // Many pages send a hidden field with a box of the same name, for the case that it is not ticked.
  const isChosen = choices.length > 0 && group.every(field => isChoice(field) || field.type === 'hidden');
  if (!isChosen) return group.map((field, at) => [field, at === 0 ? given : []] as const);
  const values = group.map(({ value }) => value);
  const unknown = given.filter(value => value !== '' && !values.includes(value));
  if (unknown.length > 0)
    throw new LoginMistake(
      `the field ${name} has no choice ${unknown.map(value => JSON.stringify(value)).join(', ')}. It has: ${values.map(value => JSON.stringify(value)).join(', ')}.`,
    );
  const chosen = given.map(wanted => choices.find(({ value }) => value === wanted));
  return group.map(
    field => [field, chosen.includes(field) || !isChoice(field) ? [field.value] : []] as const,
  );
}

function isChoice({ type }: PageField): boolean {
  return CHOICES.includes(type);
}

/** Whether a person would have to do something before the form can be sent. */
function isUnanswered({ name, type, value }: PageField, form: PageForm, fields: FormFields): boolean {
  if (has(fields, name) || type === 'hidden' || type === 'checkbox' || type === 'select' || type === 'file')
    return false;
  if (type === 'radio') return !form.fields.some(field => field.name === name && field.isChosen);
  return value === '';
}

function unanswered(
  page: ReadPage,
  form: PageForm,
  empty: readonly PageField[],
  fields: FormFields,
): LoginMistake {
  const names = [...new Set(empty.map(({ name }) => name))];
  const unknown = Object.keys(fields).filter(
    name => !isField(form, name) && !form.buttons.some(each => each.name === name),
  );
  const strangers =
    unknown.length > 0 ? ` It has no ${unknown.join(', ')}, which the option form answers.` : '';
  const written = names.map(name => `${printKey(name)}: '…'`).join(', ');
  return new LoginMistake(
    `${describePage(page)} asks for ${names.join(', ')}, and nothing answers that.${strangers}\n${describeForm(form)}`,
    `Write what to fill in, '' for what stays empty:\n  await mcp.login({ form: { ${written} } });`,
  );
}

function withoutForm(page: ReadPage): LoginMistake {
  const said = page.text === '' ? 'and says nothing' : `and says ${JSON.stringify(cut(page.text))}`;
  if (page.hasScript)
    return new LoginMistake(
      `${describePage(page)} has no form, ${said}: it is made by JavaScript, which nothing runs here.`,
      'Let the authorization server answer the tests with a page of plain HTML, or at once (many have a setting for it), or skip the login:\n' +
        '  mcp.withToken(token)   // or mcp.as({ sub: … }), with authServer()',
    );
  return new LoginMistake(
    `${describePage(page)} has no form to go on from, ${said}.`,
    'A login goes on by a redirect, or by a form. Where it ends here, the page says why.',
  );
}

/** `The page "Sign in" (http://127.0.0.1:4711/login)`. */
function describePage({ title, url }: ReadPage): string {
  return `the page ${title === '' ? '' : `${JSON.stringify(cut(title))} `}at ${url.origin}${url.pathname}`;
}

/** A form in one line: what it asks for, and its buttons. */
function describeForm({ method, action, fields, buttons }: PageForm): string {
  const names = [...new Set(fields.map(({ name }) => name))].map(name => {
    const own = fields.filter(field => field.name === name);
    const type = own[0]?.type ?? 'text';
    const choices = CHOICES.includes(type)
      ? ` ${own.map(({ value }) => JSON.stringify(value)).join(' | ')}`
      : '';
    return `${name} (${type}${choices})`;
  });
  const pressed = buttons.map(({ name, value, label }) =>
    name === '' ? JSON.stringify(label) : `${name}=${value} ${JSON.stringify(label)}`,
  );
  const parts = [
    names.length > 0 ? names.join(', ') : 'no fields',
    ...(pressed.length > 0 ? [`buttons: ${pressed.join(', ')}`] : []),
  ];
  const [target] = action.split('?');
  return `  ${method} ${target || '(the page itself)'}: ${parts.join('; ')}`;
}

function printKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
}

function cut(text: string, length = 160): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
