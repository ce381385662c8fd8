import { inspect } from '../core';
import { hideSecrets } from './secrets';

/** What an object of the kit is, in a message of Jest's own or in Node's `console.log`. */
export interface ShownAs {
  readonly name: string;
  /** Empty where the name says it all. */
  readonly words: string;
}

/**
 * Has Jest and Node print an object of the kit in few words, in place of its fields: these are the kit's own, and tokens are
 * among them. `expect(mcp.callTool('add')).toBe('3')` then says `[Operation: callTool("add"), a promise: write await before it]`.
 *
 * Jest prints what `toJSON` returns, and an error as its name and message, without quotes.
 *
 * @param target an object, or the prototype of a class
 */
export function showAs<T extends object>(target: T, show: (shown: T) => ShownAs): void {
  Object.defineProperties(target, {
    toJSON: { value: printed(show), configurable: true, writable: true },
    [inspect.custom]: {
      value(this: T): string {
        const { name, words } = show(this);
        return words === '' ? name : `${name}: ${hideSecrets(words)}`;
      },
      configurable: true,
      writable: true,
    },
  });
}

function printed<T extends object>(show: (shown: T) => ShownAs): (this: T) => Error {
  return function toJSON(this: T): Error {
    const { name, words } = show(this);
    return Object.defineProperties(new Error(hideSecrets(words)), {
      name: { value: name },
      // Only its name and message are printed; whoever sends it as JSON by mistake sends a text.
      stack: { value: '' },
    });
  };
}
