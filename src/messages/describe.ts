import { inspect, JSON } from '../core';

/** A value in a message of the kit: what it is, and as much of it as helps. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `the string ${JSON.stringify(cut(value))}`;
  if (typeof value === 'function')
    return `the ${isClass(value) ? 'class' : 'function'} ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object') return `the ${typeof value} ${inspect(value)}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof (value as PromiseLike<unknown>).then === 'function') return 'a promise';
  const name = (value.constructor as { name?: string } | undefined)?.name;
  if (name && name !== 'Object') return `an instance of ${name}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an empty object';
  return `an object with ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ` and ${keys.length - 6} more` : ''}`;
}

/** Whether a function can only be called with `new`. */
export function isClass(value: unknown): value is new (...args: never[]) => unknown {
  return (
    typeof value === 'function' && Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false
  );
}

function cut(text: string, length = 120): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length - length} more characters)`;
}
