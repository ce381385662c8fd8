import { JSON, URL } from '../core';
import { OAuthRefusal } from './answers';
import { isScope } from '../oauth/scope';
import type { Settings } from './settings';

/** Those of OAuth's parameters that may come more than once (RFC 8707, 2; RFC 8693, 2.1). */
const REPEATABLE: readonly string[] = ['resource', 'audience'];

/** @throws when a parameter came twice. @see RFC 6749, 3.1 and 3.2 */
export function assertOnce(parameters: URLSearchParams): void {
  const names = [...parameters.keys()];
  const twice = names.find((name, index) => names.indexOf(name) < index && !REPEATABLE.includes(name));
  if (twice !== undefined) throw new OAuthRefusal('invalid_request', `${twice} was given more than once`);
}

/** A parameter that has to be there. One without a value counts as left out (RFC 6749, 3.1). */
export function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (!value) throw new OAuthRefusal('invalid_request', `${name} is missing`);
  return value;
}

/** A parameter, or nothing. */
export function optional(parameters: URLSearchParams, name: string): string | undefined {
  return parameters.get(name) || undefined;
}

/** The scopes that are asked for; undefined where none are. @throws when there is no such scope */
export function readScopes(parameters: URLSearchParams, { scopes }: Settings): string[] | undefined {
  const asked = optional(parameters, 'scope');
  if (asked === undefined) return undefined;
  const list = [...new Set(asked.split(' '))];
  const wrong = list.find(scope => !isScope(scope) || (scopes && ![...scopes, ...ALWAYS].includes(scope)));
  if (wrong !== undefined)
    throw new OAuthRefusal('invalid_scope', `there is no scope ${JSON.stringify(wrong)}`);
  return list;
}

/** Scopes that speak of the tokens, not of the resource: nobody has to name them. */
const ALWAYS: readonly string[] = ['openid', 'offline_access'];

/** Narrower scopes than those that were granted. @throws when they are not. @see RFC 6749, 6 */
export function narrowedScopes(
  asked: readonly string[] | undefined,
  granted: readonly string[],
): readonly string[] {
  const beyond = asked?.find(scope => !granted.includes(scope));
  if (beyond !== undefined) throw new OAuthRefusal('invalid_scope', `${beyond} was not granted`);
  return asked ?? granted;
}

/**
 * The resources that tokens are asked for.
 *
 * @throws when one is no absolute URL, has a fragment, or is none that this server issues tokens for
 * @see RFC 8707, 2
 */
export function readResources(parameters: URLSearchParams, known: readonly string[]): string[] {
  return parameters.getAll('resource').map(asked => {
    if (!URL.canParse(asked) || asked.includes('#'))
      throw new OAuthRefusal('invalid_target', 'resource must be an absolute URL without a fragment');
    const found = known.find(resource => isSameUrl(resource, asked));
    if (found === undefined) throw new OAuthRefusal('invalid_target', `the resource ${asked} is unknown`);
    return found;
  });
}

/** `http://127.0.0.1` and `http://127.0.0.1/` are one URL. */
function isSameUrl(one: string, other: string): boolean {
  return new URL(one).href === new URL(other).href;
}

/** Every resource that tokens are issued for. */
export function resourcesOf({ resource, otherResources }: Settings): readonly string[] {
  return [resource, ...otherResources];
}

/** What `aud` says: one text, where there is one resource. */
export function audienceOf(resources: readonly string[], settings: Settings): string | readonly string[] {
  const [first = settings.resource, ...others] = resources;
  return others.length > 0 ? [first, ...others] : first;
}
