import type { AsymmetricMatch } from './expected';

/** Whether `value` is an object and no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Values may come from another realm than this file, so `instanceof` would say no to some of them.
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}

/** Whether `value` is a regular expression. */
export function isRegExp(value: unknown): value is RegExp {
  return tagOf(value) === '[object RegExp]';
}

/** Whether `value` is one of Jest's asymmetric matchers, or made like one. */
export function isAsymmetric(value: unknown): value is AsymmetricMatch {
  return isRecord(value) && typeof value['asymmetricMatch'] === 'function';
}

/** Whether `value` is an object that JSON could have made, or a class instance that looks like one. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return tagOf(value) === '[object Object]' && !isAsymmetric(value);
}

/** Whether `value` can be awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isRecord(value) && typeof value['then'] === 'function';
}

/** Whether `value` is an error, of whatever realm. */
export function isErrorLike(value: unknown): value is Error {
  return isRecord(value) && typeof value['message'] === 'string' && typeof value['name'] === 'string';
}

/** Whether `pattern` is found in `text`. `g` and `y` carry state from one test to the next, so they are left out. */
export function matchesPattern(text: string, pattern: RegExp): boolean {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(text);
}

/** Whether a pattern says nothing, and so matches every text. */
export function isEmptyPattern(pattern: RegExp): boolean {
  return pattern.source === '(?:)' || pattern.source === '';
}
